/** `lockstep review`: what patches introduce. Exit 1 if anything is introduced, 2 where an input could not be had. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import { Command } from 'commander';
import { version } from '../../../package.json';
import type { Band } from '../analysis/finding';
import { assertNever } from '../base/assert';
import type { World } from '../kernel/worlds';
import type { Patch } from '../patch/model';
import { readPatchFile } from '../patch/read';
import type { SeriesReview } from '../review/api';
import { writeFixes } from '../review/fixes';
import { pathOf } from '../review/pairs';
import { type KernelTree, systemReason } from '../workspace/kernelTree';
import { cacheDirectory, cacheOption, chooseTree, oneOf, parseBand, parseJobs, parseWorlds, worldsOr } from './options';
import { progressLine } from './progress';
import { renderReviewEmail } from './render/email';
import { renderReviewGithub, renderReviewJson } from './render/reviewMachine';
import { renderReviewText } from './render/reviewText';
import { reviewWithJobs } from './reviewJobs';
import { print, useColour } from './terminal';

const FORMATS = ['text', 'json', 'sarif', 'github', 'email'] as const;

const EXAMPLES = `
Examples:
  lockstep review --kernel ~/linux series.mbox
  b4 am -o- MSGID | lockstep review --kernel ~/linux -
  lockstep review --format email mail.eml > reply.eml
  lockstep review --fixes fixes/ series.mbox && git am fixes/*.patch

Exit status: 0 nothing introduced, 1 something is, 2 an input or an option cannot be used.
`;

interface ReviewOptions {
  readonly kernel?: string;
  readonly world?: readonly World[];
  readonly band: Band;
  readonly replay: boolean;
  readonly jobs?: number;
  readonly cache: string | boolean;
  readonly all?: true;
  readonly fixes?: string;
  readonly format: (typeof FORMATS)[number];
}

export function reviewCommand(): Command {
  return new Command('review')
    .description('review patches: what they introduce, on their own lines')
    .argument('<PATCH|MBOX|MAIL...>', 'patch files, mails or mboxes, in the order they apply; - is standard input')
    .option('--kernel <dir>', 'root of the tree the patches apply to (default: the nearest parent of the first file)')
    .option('--world <worlds>', 'kernels to judge for: smp, rt, up, separated by commas (default: smp,rt)', parseWorlds)
    .option('--band <band>', 'proven, likely or question: this band and the surer ones', parseBand, 'likely')
    .option('--no-replay', 'do not run findings on the model')
    .option('--jobs <n>', 'processes at work, a few files each (default: one per core)', parseJobs)
    .addOption(cacheOption())
    .option('--no-cache', 'keep nothing on disk')
    .option('--all', 'also what was there before and what is fixed')
    .option('--fixes <dir>', 'write patches for git am into this directory, where a rule has a safe fix')
    .option('--format <format>', FORMATS.join(', '), oneOf('format', FORMATS), 'text')
    .addHelpText('after', EXAMPLES)
    .action(runReview);
}

async function runReview(inputs: string[], options: ReviewOptions): Promise<void> {
  const errors: string[] = [];
  // Standard input lies in the working directory.
  const tree = chooseTree(options.kernel, inputs[0] === '-' ? 'stdin' : inputs[0]);
  const patches: Patch[] = [];
  const notes: SeriesReview['notes'][number][] = [];
  let read = 0;
  for (const input of inputs) {
    const bytes = readInput(input);
    if (typeof bytes === 'string') {
      errors.push(bytes);
      continue;
    }
    read++;
    const { file, ...found } = await readPatchFile(bytes, input === '-' ? 'stdin' : input);
    patches.push(...found.patches);
    notes.push(...found.notes.map((note) => ({ file, ...note })));
  }
  const progress = progressLine(new Set(patches.flatMap(({ files }) => files.map(pathOf))).size);
  const setup = {
    tree,
    worlds: worldsOr(options.world),
    band: options.band,
    replay: options.replay,
    cacheDirectory: cacheDirectory(options.cache),
    progress: (finished: number, what: string) => progress.show(finished, what),
  };
  const review = await reviewWithJobs(patches, setup, options.jobs ?? os.availableParallelism());
  progress.end();
  const whole = { ...review, notes: [...notes, ...review.notes] };
  if (options.fixes !== undefined) errors.push(...saveFixes(whole, options.fixes));
  for (const message of errors) process.stderr.write(`lockstep: ${message}\n`);
  if (read > 0 || options.format === 'json' || options.format === 'sarif') print(await render(whole, options, tree));
  const introduced = review.patches.some(({ findings }) => findings.some(({ status }) => status === 'introduced'));
  process.exitCode = errors.length > 0 ? 2 : introduced ? 1 : 0;
}

/** The bytes, or one line on why they could not be had. */
function readInput(input: string): Buffer | string {
  try {
    return fs.readFileSync(input === '-' ? 0 : input);
  } catch (error) {
    return `${input}: ${systemReason(error)}; give a patch, a mail or an mbox`;
  }
}

function saveFixes(review: SeriesReview, directory: string): readonly string[] {
  try {
    const written = writeFixes(review, directory);
    const count = `${written.length} fix${written.length === 1 ? '' : 'es'}`;
    process.stderr.write(
      written.length === 0
        ? 'lockstep: no fix written: nothing introduced has a safe one\n'
        : `lockstep: ${count} written to ${directory}\n`,
    );
    return [];
  } catch (error) {
    return [`--fixes ${directory}: ${systemReason(error)}; give a directory that can be written`];
  }
}

async function render(review: SeriesReview, options: ReviewOptions, tree: KernelTree | undefined): Promise<string> {
  const { format } = options;
  const all = options.all === true;
  switch (format) {
    case 'text':
      return renderReviewText(review, all, useColour());
    case 'json':
      return renderReviewJson(review);
    case 'github':
      return renderReviewGithub(review, all);
    case 'email':
      return renderReviewEmail(review, all);
    case 'sarif': {
      const { ruleDescriptions } = await import('./ruleDescriptions');
      const { renderReviewSarif } = await import('./render/reviewSarif');
      return renderReviewSarif(review, all, ruleDescriptions(), version, tree?.root);
    }
    default:
      return assertNever(format);
  }
}
