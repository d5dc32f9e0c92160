/** `lockstep check`: findings of files and directories. Exit 1 on findings, 2 where something asked for could not be had. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Command } from 'commander';
import { version } from '../../../package.json';
import type { Band } from '../analysis/finding';
import { assertNever } from '../base/assert';
import type { World } from '../kernel/worlds';
import { type FileView, unfitFile } from '../review/view';
import { Definitions } from '../workspace/definitions';
import type { KernelTree } from '../workspace/kernelTree';
import { runPool } from '../workspace/pool';
import { surveyOnDemand } from '../workspace/survey';
import { applyBaseline, readBaseline } from './baseline';
import { type CheckJob, type CheckSetup, type JobResult, openChecker } from './checker';
import { listJobs, readManifest } from './checkInputs';
import { KeptViews } from './keptViews';
import {
  cacheDirectory,
  cacheOption,
  chooseTree,
  oneOf,
  parseBand,
  parseJobs,
  parseWorlds,
  UsageError,
  worldsOr,
} from './options';
import { progressLine, treeProgress } from './progress';
import { renderGithub } from './render/github';
import { renderJson } from './render/json';
import { renderText } from './render/text';
import { breathe, print, useColour } from './terminal';
import { toldOnce } from './toldOnce';
import { totalsOf } from './totals';

const FORMATS = ['text', 'json', 'sarif', 'github'] as const;
/** One file's whole check with replays; beyond it the worker is given up. */
const FILE_LIMIT_MS = 180_000;
/** So many files are checked faster here than by starting processes. */
const IN_PROCESS_FILES = 2;

const EXAMPLES = `
Examples:
  lockstep check mm/page_alloc.c
  lockstep check --stats --no-replay mm kernel     directories, and how much of them was analysed
  lockstep check --kernel ~/linux --as mm/slub.c my-slub.c
  lockstep check --format json mm > before.json    later: check --baseline before.json mm

Exit status: 0 no findings, 1 findings, 2 a FILE or an option cannot be used.
To silence a finding: /* lockstep: allow RULE: reason */ on its line or the one above.
`;

interface CheckOptions {
  readonly kernel?: string;
  readonly as?: string;
  readonly world?: readonly World[];
  readonly band: Band;
  readonly replay: boolean;
  readonly stats?: true;
  readonly jobs?: number;
  readonly cache: string | boolean;
  readonly baseline?: string;
  readonly manifest?: string;
  readonly format: (typeof FORMATS)[number];
}

export function checkCommand(): Command {
  return new Command('check')
    .description('find misuse of locks, interrupts and GFP flags')
    .argument('[FILE|DIR...]', 'C files, or directories with C files')
    .option('--kernel <dir>', 'root of the kernel tree (default: the nearest parent of the first file)')
    .option('--as <treepath>', 'which file of the tree a single FILE elsewhere stands for')
    .option('--world <worlds>', 'kernels to judge for: smp, rt, up, separated by commas (default: smp,rt)', parseWorlds)
    .option('--band <band>', 'proven, likely or question: this band and the surer ones', parseBand, 'proven')
    .option('--no-replay', 'do not run findings on the model')
    .option('--stats', 'how much was analysed, per directory, and why the rest was not')
    .option('--jobs <n>', 'processes at work (default: one per core)', parseJobs)
    .addOption(cacheOption())
    .option('--no-cache', 'keep nothing on disk')
    .option('--baseline <file>', 'silence the findings of an earlier --format json or sarif report')
    .option('--manifest <list.json>', 'instead of FILEs: a list of {"file": PATH, "as": TREEPATH}')
    .option('--format <format>', FORMATS.join(', '), oneOf('format', FORMATS), 'text')
    .addHelpText('after', EXAMPLES)
    .action(runCheck);
}

async function runCheck(files: string[], options: CheckOptions): Promise<void> {
  const started = performance.now();
  const errors: string[] = [];
  const baseline = options.baseline === undefined ? undefined : readBaseline(options.baseline);
  const manifest = options.manifest === undefined ? undefined : readManifest(options.manifest, files, options.as);
  if (manifest === undefined && files.length === 0)
    throw new UsageError('check: no FILE or DIR given; name at least one');
  if (options.as !== undefined && files.length > 1)
    throw new UsageError('--as: goes with a single FILE; use --manifest for several');
  const tree = chooseTree(options.kernel, manifest?.[0]?.path ?? files[0]);
  const jobs = manifest ?? listJobs(files, options.as, tree, errors);
  const setup: CheckSetup = {
    kernel: tree?.root,
    worlds: worldsOr(options.world),
    band: options.band,
    replay: options.replay,
    cache: cacheDirectory(options.cache),
  };
  const results = await runJobs(jobs, setup, options.jobs ?? os.availableParallelism());
  for (const result of results) if (result.kind === 'error') errors.push(result.message);
  const views = toldOnce(results.flatMap((result) => (result.kind === 'file' ? [result.view] : []))).map((view) =>
    baseline === undefined ? view : applyBaseline(view, baseline, options.baseline ?? ''),
  );
  for (const message of errors) process.stderr.write(`lockstep: ${message}\n`);
  if (views.length > 0 || options.format === 'json' || options.format === 'sarif') {
    print(await render(views, options, tree));
  }
  if (options.format === 'text' && process.stderr.isTTY) {
    process.stderr.write(`${((performance.now() - started) / 1000).toFixed(2)} s\n`);
  }
  const found = views.some((view) => view.findings.length > 0);
  process.exitCode = errors.length > 0 ? 2 : found ? 1 : 0;
}

/** Results in the order of the jobs: what an earlier run said where that still holds, the rest worked out. */
async function runJobs(jobs: readonly CheckJob[], setup: CheckSetup, parallel: number): Promise<JobResult[]> {
  const { kernel, cache } = setup;
  const definitions =
    kernel === undefined
      ? () => new Definitions('')
      : surveyOnDemand(kernel, cache, { threads: parallel, progress: treeProgress('.c files') });
  const kept = KeptViews.open(setup, definitions);
  const known = jobs.map((job): JobResult | undefined => {
    const view = kept?.find(job);
    return view === undefined ? undefined : { kind: 'file', view };
  });
  const open = jobs.filter((_, index) => known[index] === undefined);
  const received = (job: CheckJob, result: JobResult): JobResult => {
    if (result.kind === 'error' || result.inputs === undefined) return result;
    kept?.keep(job, result.view, result.inputs);
    return { kind: 'file', view: result.view };
  };
  const work = open.length <= IN_PROCESS_FILES ? runHere : runInProcesses;
  const fresh = await work(open, setup, { definitions, received, parallel });
  kept?.save();
  return known.map((result) => result ?? fresh.shift()).filter((result) => result !== undefined);
}

interface Run {
  /** Looked up once for all, and only if somebody asks. */
  readonly definitions: () => Definitions;
  readonly received: (job: CheckJob, result: JobResult) => JobResult;
  readonly parallel: number;
}

async function runHere(jobs: readonly CheckJob[], setup: CheckSetup, run: Run): Promise<JobResult[]> {
  if (jobs.length === 0) return [];
  const checker = await openChecker(setup, run.definitions);
  const results: JobResult[] = [];
  for (const job of jobs) {
    results.push(run.received(job, await checker.check(job)));
    await breathe();
  }
  checker.close();
  return results;
}

async function runInProcesses(jobs: readonly CheckJob[], setup: CheckSetup, run: Run): Promise<JobResult[]> {
  const progress = progressLine(jobs.length);
  const results = await runPool<CheckSetup, CheckJob, JobResult>({
    program: path.join(__dirname, 'worker.js'),
    workers: run.parallel,
    setup: setup.kernel === undefined ? setup : { ...setup, definitions: run.definitions().toText() },
    jobs,
    weight: (job) => fs.statSync(job.path, { throwIfNoEntry: false })?.size ?? 0,
    limitMs: FILE_LIMIT_MS,
    lost: (job, reason) => ({ kind: 'file', view: unfitFile(job.path, job.treePath, reason) }),
    received: run.received,
    done: (finished, job) => progress.show(finished, job.path),
  });
  progress.end();
  return results;
}

async function render(
  views: readonly FileView[],
  options: CheckOptions,
  tree: KernelTree | undefined,
): Promise<string> {
  const totals = totalsOf(views);
  const { format } = options;
  switch (format) {
    case 'text':
      return renderText(views, totals, options.stats === true, useColour());
    case 'json':
      return renderJson(views, totals, options.stats === true);
    case 'github':
      return renderGithub(views);
    case 'sarif': {
      const { ruleDescriptions } = await import('./ruleDescriptions');
      const { renderSarif } = await import('./render/sarif');
      return renderSarif(views, ruleDescriptions(), version, tree?.root);
    }
    default:
      return assertNever(format);
  }
}
