/**
 * Which functions of the user's mm/page_alloc.c the machine can execute in place of the model's: each function that
 * allocating and freeing reach is taken alone from the file, the rest stays the model, and the golden traces must come out
 * as before. What does not work is named with what stopped it.
 */
import type { FunctionIr } from '../ir/ir';
import type { World } from '../kernel/worlds';
import type { Bounds, RunOutcome } from '../machine/api';
import { linkProgram, type Program } from '../machine/program';
import type { ModelFrontEnd } from '../model/frontEnd';
import { goldenWords } from '../model/goldenWords';
import { PROBES } from '../model/scenarios/probes';
import type { ModelScenario } from '../model/scenarios/types';
import { modelFunction, modelUnits, withoutFunctions } from '../model/units';
import { parseVariant, type Variant } from '../model/variants';
import type { CodeUnderTest } from './api';
import { calledNames, ownUnit, unitOfHeader } from './programs';
import { runScenario } from './scenario';

/**
 * runs: entered, and every probe came out as from the model alone. differs: it ran, and something else came out.
 * stopped: the machine could not go on, or had to guess. unreached: no probe leads through it. absent: the model has no
 * function of that name.
 */
export type InPlaceVerdict = 'runs' | 'differs' | 'stopped' | 'unreached' | 'absent';

export interface InPlaceRow {
  readonly function: string;
  /** Offset of the name in the file. */
  readonly at: number;
  readonly verdict: InPlaceVerdict;
  /** Probes it took part in, in order. */
  readonly probes: readonly string[];
  /** The probe that failed first, and the construct or the difference. */
  readonly failed?: string;
  readonly why?: string;
}

export interface InPlaceRequest {
  /** The file, lowered for the worlds of the probes; worlds that are missing are left out. */
  readonly code: ReadonlyMap<World, CodeUnderTest>;
  /** A base: '6.1', '6.12'. */
  readonly variant: string;
  readonly frontEnd: ModelFrontEnd;
  /** Only these; absent: all that the doors reach. */
  readonly functions?: readonly string[];
  readonly cancelled?: () => boolean;
}

/** Doors of the allocator, as the versions call them. */
const ROOTS: readonly string[] = [
  'alloc_pages',
  '__alloc_pages',
  '__alloc_pages_noprof',
  'alloc_pages_noprof',
  '__alloc_pages_nodemask',
  '__alloc_pages_bulk',
  'alloc_pages_bulk_noprof',
  '__free_pages',
  'free_pages',
  '___free_pages',
  // Asked for by name in the comparison of zonelist counters; reached by hotplug, not by a request.
  '__build_all_zonelists',
];

interface Probe {
  readonly scenario: ModelScenario;
  readonly world: World;
  readonly expected: Seen;
  /** Functions of the model that took part. */
  readonly entered: ReadonlySet<string>;
}

interface Seen {
  readonly words: string;
  readonly kinds: string;
}

export function inPlaceRows(request: InPlaceRequest): readonly InPlaceRow[] {
  const choice = parseVariant(request.variant);
  if (choice.kind === 'unknown') throw new Error(choice.message);
  const { variant } = choice;
  const first = [...request.code.values()][0];
  if (first === undefined) return [];
  const probes = probesOf(request, variant);
  const rows: InPlaceRow[] = [];
  for (const ir of reachable(first)) {
    if (request.cancelled?.() === true) break;
    if (request.functions?.includes(ir.name) === false) continue;
    rows.push(tried(request, variant, probes, ir));
  }
  return rows;
}

/** Functions of the file that the doors reach by calls by name, in file order. */
function reachable(code: CodeUnderTest): readonly FunctionIr[] {
  const byName = new Map(code.fileIr.functions.map((f) => [f.name, f]));
  const seen = new Set<string>();
  const open = ROOTS.filter((name) => byName.has(name));
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const ir = byName.get(name);
    if (ir === undefined || seen.has(name)) continue;
    seen.add(name);
    open.push(...calledNames(ir));
  }
  return code.fileIr.functions.filter((f) => seen.has(f.name));
}

/** Each probe on the model alone: what comes out, and who took part. */
function probesOf(request: InPlaceRequest, variant: Variant): readonly Probe[] {
  const probes: Probe[] = [];
  for (const scenario of PROBES) {
    for (const world of scenario.worlds ?? ['smp']) {
      if (!request.code.has(world)) continue;
      const program = linkProgram(modelUnits(variant, world, request.frontEnd));
      const outcome = runScenario(program, scenario, variant, { world });
      const entered = new Set([...program.compiled.keys()].map((ir) => ir.name));
      probes.push({ scenario, world, expected: seen(outcome), entered });
    }
  }
  return probes;
}

function seen(outcome: RunOutcome): Seen {
  return { words: goldenWords(outcome.trace), kinds: outcome.reports.map((report) => report.kind).join(' ') };
}

function tried(request: InPlaceRequest, variant: Variant, probes: readonly Probe[], found: FunctionIr): InPlaceRow {
  const base = { function: found.name, at: found.nameSpan.start };
  const units = modelUnits(variant, 'smp', request.frontEnd);
  if (modelFunction(units, found.name) === undefined) return { ...base, verdict: 'absent', probes: [] };
  const programs = new Map<World, { readonly program: Program; readonly ir: FunctionIr }>();
  const passed: string[] = [];
  for (const probe of probes) {
    if (!probe.entered.has(found.name)) continue;
    const name = probe.world === 'smp' ? probe.scenario.id : `${probe.scenario.id} ${probe.world}`;
    const linked = programs.get(probe.world) ?? programWith(request, variant, probe.world, found.name);
    if (linked === undefined) continue;
    programs.set(probe.world, linked);
    const problem = attempt(linked.program, probe, variant);
    if (problem !== undefined) return { ...base, ...problem, probes: passed, failed: name };
    if (linked.program.compiled.has(linked.ir)) passed.push(name);
  }
  return { ...base, verdict: passed.length > 0 ? 'runs' : 'unreached', probes: passed };
}

/** A function that fits runs straight through; one that has to guess again and again does not. */
const TRIAL: Bounds = { preemptions: 0, interrupts: 0, steps: 2_000_000, states: 300 };

function attempt(
  program: Program,
  probe: Probe,
  variant: Variant,
): { readonly verdict: InPlaceVerdict; readonly why: string } | undefined {
  const outcome = runScenario(program, probe.scenario, variant, { world: probe.world, bounds: TRIAL });
  if (outcome.assumptions.length > 0) return { verdict: 'stopped', why: outcome.assumptions.join('; ') };
  if (outcome.verdict === 'inconclusive') return { verdict: 'stopped', why: outcome.reason ?? 'inconclusive' };
  const { words, kinds } = seen(outcome);
  if (kinds !== probe.expected.kinds) {
    const report = outcome.reports[0];
    return {
      verdict: 'differs',
      why: report === undefined ? 'no report' : `${report.kind} in ${report.function}() at ${report.file}`,
    };
  }
  if (words !== probe.expected.words) return { verdict: 'differs', why: difference(probe.expected.words, words) };
  if (outcome.states > 1 && !outcome.exhausted) return { verdict: 'stopped', why: 'not exhausted' };
  return undefined;
}

/** The first word in which two traces differ. */
function difference(expected: string, words: string): string {
  const [a, b] = [expected.split(' '), words.split(' ')];
  const at = a.findIndex((word, index) => word !== b[index]);
  const index = at === -1 ? a.length : at;
  return `word ${index + 1} is ${b[index] ?? 'missing'}, not ${a[index] ?? 'the end'}`;
}

function programWith(
  request: InPlaceRequest,
  variant: Variant,
  world: World,
  name: string,
): { readonly program: Program; readonly ir: FunctionIr } | undefined {
  const code = request.code.get(world);
  const ir = code?.fileIr.functions.find((f) => f.name === name);
  if (code === undefined || ir === undefined) return undefined;
  const model = withoutFunctions(modelUnits(variant, world, request.frontEnd), new Set([name]));
  return { program: linkProgram([...model, ownUnit(code, [ir])], unitOfHeader(code)), ir };
}
