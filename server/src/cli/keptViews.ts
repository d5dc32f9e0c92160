/** What earlier runs of `check` said of files, given again while nothing it rests on has changed (workspace/answers.ts). */
import * as path from 'node:path';
import { hashText } from '../base/hash';
import type { FileView } from '../review/view';
import { Answers } from '../workspace/answers';
import { answerBasis, cacheFileOf } from '../workspace/cacheDirectory';
import type { Definitions } from '../workspace/definitions';
import { openKernelTree } from '../workspace/kernelTree';
import type { Inputs } from '../workspace/reads';
import { TreeNow } from '../workspace/versions';
import type { CheckJob, CheckSetup } from './checker';

/** A long run that is killed loses no more than this. */
const SAVE_EVERY_MS = 60_000;

export class KeptViews {
  private saved = performance.now();

  private constructor(
    private readonly answers: Answers,
    /** All that an answer depends on besides files, and what was asked. */
    private readonly setup: string,
  ) {}

  /** Undefined without a tree or a cache directory. */
  static open({ kernel, cache, ...setup }: CheckSetup, definitions: () => Definitions): KeptViews | undefined {
    const result = kernel === undefined ? undefined : openKernelTree(kernel);
    if (result?.kind !== 'tree' || cache === undefined) return undefined;
    const basis = answerBasis(result.tree);
    if (basis === undefined) return undefined;
    const { root } = result.tree;
    const answers = new Answers(cacheFileOf(cache, 'answers', root), new TreeNow(root, definitions));
    const { worlds, band, replay } = setup;
    return new KeptViews(answers, JSON.stringify([basis, worlds, band, replay]));
  }

  find(job: CheckJob): FileView | undefined {
    return this.answers.find(this.keyOf(job))?.answer as FileView | undefined;
  }

  keep(job: CheckJob, view: FileView, inputs: Inputs): void {
    this.answers.keep(this.keyOf(job), path.resolve(job.path), inputs, view);
    if (performance.now() - this.saved > SAVE_EVERY_MS) this.save();
  }

  save(): void {
    this.answers.save();
    this.saved = performance.now();
  }

  /** Of a file by its name as given: views repeat it. */
  private keyOf({ path: file, treePath }: CheckJob): string {
    return hashText([this.setup, path.resolve(file), file, treePath ?? ''].join('\n'));
  }
}
