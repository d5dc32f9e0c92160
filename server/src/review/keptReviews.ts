/**
 * What earlier runs of `review` said of the files of a series, given again while the series does the same to them and nothing
 * else it rests on has changed (workspace/answers.ts): who reviews a series looks at it more than once, and its next version
 * leaves most files as they were.
 */
import { hashText } from '../base/hash';
import type { Patch } from '../patch/model';
import { Answers } from '../workspace/answers';
import { answerBasis, cacheFileOf } from '../workspace/cacheDirectory';
import type { Definitions } from '../workspace/definitions';
import { TreeNow } from '../workspace/versions';
import type { ReviewSetup } from './api';
import { pathOf } from './pairs';
import type { ReviewedFiles } from './partOfReview';
import type { FileGroup } from './parts';
import { promisesOf } from './promises';
import type { FileOfPatch } from './seriesRun';

/** Answers kept, the newest: a series has a few dozen at most. */
const MAX_ANSWERS = 2000;

export class KeptReviews {
  private constructor(
    private readonly answers: Answers,
    /** All that an answer depends on besides files and the series. */
    private readonly basis: string,
    private readonly patches: readonly Patch[],
  ) {}

  /** Undefined without a tree or a cache directory. */
  static open(patches: readonly Patch[], setup: ReviewSetup, definitions: () => Definitions): KeptReviews | undefined {
    const { tree, cacheDirectory, worlds, band, replay } = setup;
    const basis = tree === undefined ? undefined : answerBasis(tree);
    if (tree === undefined || cacheDirectory === undefined || basis === undefined) return undefined;
    const now = new TreeNow(tree.root, definitions);
    const answers = new Answers(cacheFileOf(cacheDirectory, 'reviews', tree.root), now, MAX_ANSWERS);
    return new KeptReviews(answers, JSON.stringify([basis, worlds, band, replay]), patches);
  }

  find(paths: FileGroup): ReviewedFiles | undefined {
    const found = this.answers.find(this.keyOf(paths));
    if (found === undefined) return undefined;
    const said = found.answer as readonly (readonly FileOfPatch[])[];
    return { paths, said: said.map((files) => files.map(revived)), inputs: found.inputs };
  }

  keep(reviewed: readonly ReviewedFiles[]): void {
    // Headers are read for what the series changes in them.
    const headers = this.patches.flatMap(({ files }) => files.filter(isForAll).flatMap(pathsOf));
    for (const { paths, said, inputs } of reviewed) {
      const [own, ...others] = paths;
      if (own === undefined || inputs === undefined) continue;
      const files = [...new Set([...inputs.files, ...others, ...headers])].sort();
      this.answers.keep(this.keyOf(paths), own, { ...inputs, files }, said);
    }
    this.answers.save();
  }

  /** What the series does to these files, to headers, and what it says of its code. */
  private keyOf(paths: FileGroup): string {
    const own = new Set(paths);
    const series = this.patches.map((patch) => ({
      file: patch.file,
      reply: patch.reply,
      quoted: patch.quoted,
      spacing: patch.spacing,
      promises: promisesOf(patch),
      files: patch.files.filter((file) => isForAll(file) || pathsOf(file).some((path) => own.has(path))),
    }));
    return hashText(JSON.stringify([this.basis, paths, series]));
  }
}

/** Headers, and what else is read beside the code: it may concern any file of the series. */
function isForAll(file: Patch['files'][number]): boolean {
  return !pathOf(file).endsWith('.c') || pathOf(file).startsWith('tools/');
}

function pathsOf({ oldPath, newPath }: Patch['files'][number]): readonly string[] {
  return [oldPath, newPath].flatMap((path) => path ?? []);
}

/** JSON has no undefined in lists. */
function revived(file: FileOfPatch): FileOfPatch {
  return {
    ...file,
    findings: file.findings.map((finding) => ({
      ...finding,
      stepLines: (finding.stepLines as readonly (number | null)[]).map((line) => line ?? undefined),
    })),
  };
}
