/** `lockstep simulate`: a function, all functions of a file, a finding's path, a named scenario, or an earlier run again. */
import * as fs from 'node:fs';
import { Command } from 'commander';
import { assertNever } from '../base/assert';
import { indexLines } from '../base/lines';
import { nearestVersion } from '../kernel/versions';
import type { World } from '../kernel/worlds';
import type { CodeUnderTest, RunSetup, SimulationResult, StatePins } from '../replay/api';
import { replayFinding } from '../replay/finding';
import { decodeRunId } from '../replay/replayId';
import { rerun } from '../replay/rerun';
import { listScenarios, simulateScenario } from '../replay/scenario';
import { simulateAll, simulateFunction } from '../replay/simulate';
import { parseStatePins } from '../replay/states';
import { codeUnderTest, runSetup } from '../review/codeUnderTest';
import type { CheckedFile, Workspace } from '../workspace/api';
import { readSource } from '../workspace/files';
import { treePathOf } from '../workspace/kernelTree';
import { openWorkspace } from '../workspace/queries';
import { inPlaceText } from './inPlace';
import { chooseTree, oneOf, parseWorlds, UsageError, worldsOr } from './options';
import { progressLine } from './progress';
import { renderHtml, renderTrace } from './render/trace';
import { findingsAt, functionsAt, requireFunction, splitTarget } from './simulateTarget';
import { breathe, print, useColour } from './terminal';

const FORMATS = ['text', 'json', 'html'] as const;
type Format = (typeof FORMATS)[number];

const EXAMPLES = `
Examples:
  lockstep simulate mm/page_alloc.c:1235           the findings that touch the line, else its function
  lockstep simulate mm/mmzone.c --function next_zone --world rt
  lockstep simulate --replay ID                    the same run again, step by step
  lockstep simulate --scenario Z5 --variant 6.12+V4 --world smp

Exit status: 0 no report, 1 the kernel would complain, 2 what was asked for cannot be run.
`;

interface SimulateOptions {
  readonly function?: readonly string[];
  readonly all?: true;
  readonly as?: string;
  readonly kernel?: string;
  readonly world?: readonly World[];
  readonly variant?: string;
  readonly state?: string;
  readonly scenario?: string;
  readonly list?: true;
  readonly inPlace?: true;
  readonly replay?: string;
  readonly format: Format;
}

export function simulateCommand(): Command {
  return new Command('simulate')
    .description('run code on the model of the page allocator')
    .argument('[FILE[:LINE]]', 'a C file; with a line: the findings that touch it, else the function around it')
    .option('--function <name...>', 'the functions to run')
    .option('--all', 'every function of FILE')
    .option('--kernel <dir>', 'root of the kernel tree (default: the nearest parent of FILE)')
    .option('--as <treepath>', 'which file of the tree FILE stands for')
    .option('--world <worlds>', 'kernels to run on: smp, rt, up, separated by commas (default: smp,rt)', parseWorlds)
    .option('--variant <variant>', "the kernel to run on: 6.12, 5.8+D3, 6.12+V5, ... (default: the tree's version)")
    .option('--state <state>', 'pcp=warm|empty,slab=warm|cold,zone=ok|low; what is not pinned is explored')
    .option('--scenario <id>', 'a named scenario instead of a FILE')
    .option('--list', 'the scenarios there are')
    .option('--in-place', "which functions of FILE (mm/page_alloc.c) run in place of the model's")
    .option('--replay <id>', 'an earlier run again, by the id that a report gives')
    .option('--format <format>', FORMATS.join(', '), oneOf('format', FORMATS), 'text')
    .addHelpText('after', EXAMPLES)
    .action(runSimulate);
}

async function runSimulate(target: string | undefined, options: SimulateOptions): Promise<void> {
  if (options.list === true) {
    print(listText(options.format));
    return;
  }
  if (options.inPlace === true) {
    if (target === undefined) throw new UsageError('simulate: --in-place needs a FILE: mm/page_alloc.c of a tree');
    print(await inPlaceText(target, options));
    return;
  }
  const pins = options.state === undefined ? {} : parseStatePins(options.state);
  if (typeof pins === 'string') throw new UsageError(`${pins}; see 'lockstep simulate --help'`);
  const { results, single } = await gather(target, options, pins);
  print(render(results, options.format, single));
  process.exitCode = results.some(({ verdict }) => verdict === 'splat') ? 1 : 0;
}

interface Gathered {
  readonly results: readonly SimulationResult[];
  /** One object and not a list in JSON. */
  readonly single: boolean;
}

async function gather(target: string | undefined, options: SimulateOptions, pins: StatePins): Promise<Gathered> {
  const worlds = worldsOr(options.world);
  if (options.scenario !== undefined) return scenario(options.scenario, options, worlds);
  if (options.replay !== undefined) return replayed(options.replay, target, options);
  if (target === undefined)
    throw new UsageError('simulate: no FILE given; name one, or --scenario ID (--list shows all)');
  const place = splitTarget(target);
  const asked = options.function ?? [];
  if (asked.length === 0 && options.all !== true && place.line === undefined) {
    throw new UsageError(
      `simulate: which function of ${target}? add --function NAME, --all, or a line: ${target}:LINE`,
    );
  }
  const { workspace, checked } = await load(place.file, options, worlds);
  const results: SimulationResult[] = [];
  const lines = indexLines(checked.request.text);
  const names = place.line === undefined ? asked : functionsAt(checked, lines, place.line);
  if (options.all !== true) for (const name of names) requireFunction(checked, name);
  const progress = progressLine(
    checked.views.length * (options.all === true ? checked.report.functions : names.length),
  );
  for (const view of checked.views) {
    const code = codeUnderTest(checked, view);
    const setup = { ...runSetup(workspace, view.world, options.variant), state: pins };
    const touching = place.line === undefined ? [] : findingsAt(checked, lines, place.line, view.world);
    const runs = touching.flatMap((finding) => replayFinding(finding, code, setup).result ?? []);
    if (runs.length > 0) results.push(...runs);
    else
      for (const result of options.all === true ? simulateAll(code, setup) : simulateEach(names, code, setup)) {
        results.push(result);
        progress.show(results.length, result.subject);
        await breathe();
      }
  }
  progress.end();
  if (options.all === true || names.length > 1) sortByFunction(results, checked);
  return { results, single: options.world?.length === 1 && options.all !== true && results.length === 1 };
}

function* simulateEach(names: readonly string[], code: CodeUnderTest, setup: RunSetup): Generator<SimulationResult> {
  for (const name of names) yield simulateFunction(code, name, setup);
}

/** Function by function, worlds within: the order of the file. */
function sortByFunction(results: SimulationResult[], checked: CheckedFile): void {
  const order = new Map<string, number>();
  for (const { file } of checked.views)
    for (const { name, span } of [...file.functions, ...file.unlowered])
      if (!order.has(name)) order.set(name, span.start);
  const at = (result: SimulationResult) => order.get(result.subject.slice(result.subject.lastIndexOf(':') + 1)) ?? 0;
  results.sort((a, b) => at(a) - at(b));
}

async function scenario(id: string, options: SimulateOptions, worlds: readonly World[]): Promise<Gathered> {
  const { frontEnd } = await openWorkspace();
  const results: SimulationResult[] = [];
  for (const world of worlds) {
    const run = simulateScenario({
      id,
      world,
      frontEnd,
      ...(options.variant === undefined ? {} : { variant: options.variant }),
    });
    if (run.kind === 'unknown') throw new UsageError(`simulate: ${run.message}`);
    results.push(run.result);
    await breathe();
  }
  return { results, single: options.world?.length === 1 };
}

async function replayed(id: string, target: string | undefined, options: SimulateOptions): Promise<Gathered> {
  const decoded = decodeRunId(id);
  if (decoded === undefined) throw new UsageError(`simulate: '${id}' is no replay id; copy it whole from a report`);
  const ran = decoded.kind === 'scenario' ? decoded.own?.file : decoded.file;
  if (ran === undefined) {
    const { frontEnd } = await openWorkspace();
    return { results: [same(rerun(id, { frontEnd, load: () => 'a scenario needs no file' }))], single: true };
  }
  const file = target === undefined ? ran : splitTarget(target).file;
  if (target === undefined && !fs.existsSync(file))
    throw new UsageError(
      `simulate: the run was of ${file}, which is not here; apply its patch and go to the root of the tree, or name the FILE`,
    );
  const { workspace, checked } = await load(file, options, [decoded.world]);
  const [view] = checked.views;
  const code = view && codeUnderTest({ ...checked, request: { ...checked.request, path: ran } }, view);
  return {
    results: [
      same(rerun(id, { frontEnd: workspace.frontEnd, load: () => code ?? `${file} has no code in ${decoded.world}` })),
    ],
    single: true,
  };
}

function same(again: ReturnType<typeof rerun>): SimulationResult {
  if (again.kind === 'different') throw new UsageError(`simulate: not the same run: ${again.reason}`);
  return again.result;
}

async function load(
  file: string,
  options: SimulateOptions,
  worlds: readonly World[],
): Promise<{ workspace: Workspace; checked: CheckedFile }> {
  const source = readSource(file);
  if (source.kind === 'error') throw new UsageError(source.message);
  if (source.kind === 'unfit') throw new UsageError(`${file}: ${source.reason}; give a C file`);
  const tree = chooseTree(options.kernel, file);
  const workspace = await openWorkspace({
    tree,
    version: options.variant === undefined ? undefined : nearestVersion(options.variant),
  });
  const treePath = options.as ?? (tree && treePathOf(tree, file));
  return { workspace, checked: workspace.checkText({ path: file, treePath, text: source.text, worlds }) };
}

function render(results: readonly SimulationResult[], format: Format, single: boolean): string {
  switch (format) {
    case 'json': {
      const objects = results.map((result) => ({ version: 1, ...result }));
      return `${JSON.stringify(single ? objects[0] : objects, undefined, 2)}\n`;
    }
    case 'html':
      return renderHtml(results);
    case 'text':
      return results.map((result) => renderTrace(result, useColour())).join('\n');
    default:
      return assertNever(format);
  }
}

function listText(format: Format): string {
  const scenarios = listScenarios();
  if (format === 'json') return `${JSON.stringify({ version: 1, scenarios }, undefined, 2)}\n`;
  return scenarios.map(({ id, title, variants }) => `${id.padEnd(10)} ${title} [${variants.join(', ')}]\n`).join('');
}
