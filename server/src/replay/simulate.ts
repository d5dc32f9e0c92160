/**
 * simulate: any function of a file, run on the machine over the model, from every context it may start in and every state
 * that was not pinned. The worst outcome is the answer.
 */
import type { FunctionIr } from '../ir/ir';
import { kernelFacts } from '../kernel/facts';
import { type Bounds, DEFAULT_BOUNDS, type MachineContext, type RunOutcome, type SplatKind } from '../machine/api';
import { explore, rerun } from '../machine/explore';
import type { EntryCall, GivenValue, Scenario, ScenarioActor, StartContext, SteeringHint } from '../machine/scenario';
import { startContexts } from '../machine/startContexts';
import { parseVariant, type Variant } from '../model/variants';
import type { CodeUnderTest, RunSetup, SimulationResult } from './api';
import { modelReach, type Preference, programFor, sharedNames, textHash } from './programs';
import type { EarlierId } from './replayId';
import { resultOf, worstOf } from './results';
import { type InitialState, initialStates } from './states';

/** One run to make: the function, where it starts, from which state, steered how. */
export interface FunctionRun {
  readonly start: StartContext;
  /** Its number among the function's start contexts. */
  readonly startIndex: number;
  readonly state: InitialState;
  readonly steering?: readonly SteeringHint[];
  readonly stop?: Scenario['stop'];
  readonly wanted?: Scenario['wanted'];
  /** A finding's path, in the words of Preference: functions that are run even where the model is preferred. */
  readonly path?: readonly string[];
  /** Run nothing of the file but the path, on the model or without it: calls that leave it return anything. */
  readonly bare?: 'path' | 'alone';
  readonly leaks?: Scenario['leaks'];
  /** Another path that ran before on the same machine. */
  readonly before?: EarlierRun;
  /** The caller has turned interrupts off. */
  readonly irqsOff?: true;
  /** Others have run before and run beside: see the machine's scenario. */
  readonly amongOthers?: true;
  /** A writer passes through the counters that are read: see the machine's scenario. */
  readonly passingWriter?: true;
}

/** A path that leaves what lockdep remembers of it, and nothing else that matters. */
export interface EarlierRun {
  readonly function: string;
  readonly start: StartContext;
  readonly startIndex: number;
  readonly until: NonNullable<ScenarioActor['until']>;
}

/** Throws for an unknown variant: the caller checks names with parseVariant() first. */
export function variantOf(setup: RunSetup): Variant {
  const choice = parseVariant(setup.variant);
  if (choice.kind === 'unknown') throw new Error(choice.message);
  return choice.variant;
}

export function simulateFunction(code: CodeUnderTest, functionName: string, setup: RunSetup): SimulationResult {
  const variant = variantOf(setup);
  const ir = code.fileIr.functions.find((f) => f.name === functionName);
  if (ir === undefined) return notRun(code, functionName, setup, variant, unloweredReason(code, functionName));
  const states = initialStates(setup.state ?? {}, modelReach(code, functionName, variant, setup));
  const starts = startsOf(code, ir, setup, variant);
  const results: SimulationResult[] = [];
  for (const [startIndex, start] of starts.entries()) {
    for (const state of states) {
      if (setup.cancelled?.() === true) break;
      results.push(runFunction(code, ir, setup, variant, { start, startIndex, state }).result);
    }
  }
  return worstOf(results) ?? notRun(code, functionName, setup, variant, 'cancelled');
}

/** Every function with a body, in file order. */
export function* simulateAll(code: CodeUnderTest, setup: RunSetup): Generator<SimulationResult> {
  const variant = variantOf(setup);
  const named: { readonly at: number; readonly result: () => SimulationResult }[] = [
    ...code.fileIr.functions.map((f) => ({ at: f.span.start, result: () => simulateFunction(code, f.name, setup) })),
    ...code.fileIr.unlowered.map((f) => ({
      at: f.span.start,
      result: () => notRun(code, f.name, setup, variant, f.reason),
    })),
  ];
  for (const entry of named.sort((a, b) => a.at - b.at)) yield entry.result();
}

export function startsOf(
  code: CodeUnderTest,
  ir: FunctionIr,
  setup: RunSetup,
  variant: Variant,
): readonly StartContext[] {
  return startContexts(code.fileIr, ir.name, kernelFacts(variant.facts), setup.world);
}

/** Contexts that a finding may say a function runs in though nothing in its file makes it so. */
const SAID: readonly MachineContext[] = ['task', 'softirq', 'hardirq', 'hardirq-threaded', 'nmi'];
/** Numbers of starts from here on are places in that list: no function has so many starts of its own. */
const SAID_BASE = 100;

/** A start in a context that only the finding knows of, and the number it goes by in replay ids. */
export function saidStart(
  context: MachineContext,
  entry: readonly EntryCall[],
): { context: StartContext; index: number } {
  return {
    context: { context, irqs: 'on', entry, because: "the finding's path" },
    index: SAID_BASE + SAID.indexOf(context),
  };
}

/** The start of a number; undefined: there is none. */
export function startAt(starts: readonly StartContext[], index: number): StartContext | undefined {
  const said = SAID[index - SAID_BASE];
  return said === undefined ? starts[index] : saidStart(said, []).context;
}

export interface FunctionOutcome {
  readonly outcome: RunOutcome;
  readonly result: SimulationResult;
}

/** A wild access in code the model also has says that the two do not fit, more than that the code is wrong. */
const MISFIT: readonly SplatKind[] = ['null-deref', 'use-after-free', 'out-of-bounds', 'list-corruption', 'page-lost'];

/**
 * One run. Where the file has functions of the model's names there are two programs: one in which all of the file's own
 * win, and one in which only the run's path does. The first is tried first; a replay, which is about its path, tries the
 * second one first.
 */
export function runFunction(
  code: CodeUnderTest,
  ir: FunctionIr,
  setup: RunSetup,
  variant: Variant,
  run: FunctionRun,
): FunctionOutcome {
  const keep = [...new Set([ir.name, ...(run.path ?? [])])];
  if (run.bare !== undefined) {
    return runWith(code, ir, setup, variant, run, { kind: run.bare, keep }, [
      'calls that leave the path may return anything',
    ]);
  }
  const left = sharedNames(code, variant, setup).filter((name) => !keep.includes(name));
  const elsewhere = keep.filter((name) => name.includes(':'));
  const file = (): FunctionOutcome => runWith(code, ir, setup, variant, run, { kind: 'file', keep: elsewhere }, []);
  if (left.length === 0) return file();
  const model = (why: string, kind: 'model' | 'request' = 'model'): FunctionOutcome =>
    runWith(code, ir, setup, variant, run, { kind, keep }, [`the model's versions stand for ${summary(left)}${why}`]);
  if (run.path !== undefined) {
    const first = model('');
    return fits(first) ? first : file();
  }
  if (left.length >= ALLOCATOR_NAMES) return model('; it is called as for one page of GFP_KERNEL', 'request');
  const first = file();
  if (fits(first)) return first;
  const second = model(`: ${first.outcome.reason ?? first.outcome.reports[0]?.kind ?? 'not executable'}`);
  return second.outcome.verdict === 'inconclusive' ? first : second;
}

function fits({ outcome }: FunctionOutcome): boolean {
  const kind = outcome.reports[0]?.kind;
  return outcome.verdict !== 'inconclusive' && (kind === undefined || !MISFIT.includes(kind));
}

function runWith(
  code: CodeUnderTest,
  ir: FunctionIr,
  setup: RunSetup,
  variant: Variant,
  run: FunctionRun,
  preference: Preference,
  notes: readonly string[],
): FunctionOutcome {
  const program = programFor(code, variant, setup, preference);
  const scenario = scenarioOf(ir, setup, variant, run, preference);
  const outcome = explore(program, scenario, boundsOf(setup, preference));
  return { outcome, result: functionResult(code, ir, setup, variant, run, preference, notes, outcome) };
}

function boundsOf(setup: RunSetup, { kind }: Preference): Bounds {
  return setup.bounds ?? (kind === 'request' ? { ...DEFAULT_BOUNDS, ...INSIDE_BOUNDS } : DEFAULT_BOUNDS);
}

/** One run with its decisions given; undefined where they do not fit any more. */
export function rerunFunction(
  code: CodeUnderTest,
  ir: FunctionIr,
  setup: RunSetup,
  variant: Variant,
  run: FunctionRun,
  preference: Preference,
  decisions: string,
): SimulationResult | undefined {
  const program = programFor(code, variant, setup, preference);
  const scenario = scenarioOf(ir, setup, variant, run, preference);
  const outcome = rerun(program, scenario, decisions, boundsOf(setup, preference));
  return outcome === undefined ? undefined : functionResult(code, ir, setup, variant, run, preference, [], outcome);
}

/** The model's own objects for parameters of its types (model/c/objects.c). */
const MODEL_OBJECTS: Readonly<Record<string, string>> = {
  alloc_context: 'model_a_context',
  free_area: 'model_a_free_area',
  page: 'model_a_page',
  per_cpu_pages: 'model_a_pcp',
  pglist_data: 'model_a_node',
  zone: 'model_a_zone',
  zonelist: 'model_a_zonelist',
  zoneref: 'model_a_zoneref',
};

function setupOf(ir: FunctionIr, run: FunctionRun, withObjects: boolean): readonly string[] {
  const takesObject =
    withObjects &&
    ir.variables.slice(0, ir.parameterCount).some(({ type }) => {
      const to = type.kind === 'pointer' ? type.to : undefined;
      const tag = to?.kind === 'record' ? to.tag : to?.kind === 'named' ? to.name : '';
      return Object.hasOwn(MODEL_OBJECTS, tag) || tag === 'pg_data_t';
    });
  const { registrar } = run.start;
  return ['model_boot', ...(takesObject ? ['model_objects'] : []), ...(registrar === undefined ? [] : [registrar])];
}

/** A file with so many of the model's functions is an allocator itself: one function of it at a time is run on the model. */
const ALLOCATOR_NAMES = 20;

/** What callers inside the allocator hand down: an ordinary request for one page. Other parameters stay unknown. */
const REQUEST: Readonly<Record<string, bigint>> = {
  alloc_flags: 0x801n,
  count: 4n,
  gfp: 0xcc0n,
  gfp_flags: 0xcc0n,
  gfp_mask: 0xcc0n,
  highest_zoneidx: 2n,
  migratetype: 0n,
  order: 0n,
  start_migratetype: 0n,
};

function insideArguments(ir: FunctionIr): readonly GivenValue[] {
  return ir.variables.slice(0, ir.parameterCount).map(({ name, type }): GivenValue => {
    if (type.kind === 'pointer') return { kind: 'fresh' };
    const value = Object.hasOwn(REQUEST, name) ? REQUEST[name] : undefined;
    return value === undefined ? { kind: 'unknown' } : { kind: 'integer', value };
  });
}

/** For a function of an allocator: its own loops over orders and lists that nothing pins have no end worth waiting for. */
const INSIDE_BOUNDS = { steps: 300_000, states: 3_000 } as const;

function scenarioOf(
  ir: FunctionIr,
  setup: RunSetup,
  variant: Variant,
  run: FunctionRun,
  { kind }: Preference,
): Scenario {
  // A finding's path may need a zone unlike the model's own: its objects are fresh then, and hold whatever the path asks for.
  const fresh = run.bare !== undefined || kind === 'model';
  return {
    id: ir.name,
    world: setup.world,
    facts: kernelFacts(variant.facts),
    actors: [
      ...(run.before === undefined ? [] : [earlierActor(run.before)]),
      {
        name: ir.name,
        function: ir.name,
        cpu: 0,
        context: run.start.context,
        arrival: 'start',
        entry: run.irqsOff === true ? [...run.start.entry, { primitive: 'local_irq_disable' }] : run.start.entry,
        ...(kind === 'request' ? { args: insideArguments(ir) } : {}),
      },
    ],
    ...(run.before === undefined ? {} : { inTurn: true }),
    ...(run.amongOthers === undefined ? {} : { amongOthers: true }),
    ...(run.passingWriter === undefined ? {} : { passingWriter: true }),
    setup: run.bare === 'alone' ? [] : setupOf(ir, run, !fresh),
    globals: run.state.globals,
    ...(fresh ? {} : { objects: MODEL_OBJECTS }),
    ...(run.steering === undefined ? {} : { steering: run.steering }),
    ...(run.stop === undefined ? {} : { stop: run.stop }),
    ...(run.wanted === undefined ? {} : { wanted: run.wanted }),
    ...(run.leaks === undefined ? {} : { leaks: run.leaks }),
    ...(setup.cancelled === undefined ? {} : { cancelled: setup.cancelled }),
  };
}

/** On another CPU than the path behind it: an interrupt of CPU 0 would be over before. */
function earlierActor({ function: name, start, until }: EarlierRun): ScenarioActor {
  return {
    name: `${name}, before`,
    function: name,
    cpu: 1,
    context: start.context,
    arrival: 'start',
    entry: start.entry,
    until,
  };
}

const OTHERS = "the file's globals and shared atomics hold what others may have put there";

function functionResult(
  code: CodeUnderTest,
  ir: FunctionIr,
  setup: RunSetup,
  variant: Variant,
  run: FunctionRun,
  preference: Preference,
  notes: readonly string[],
  outcome: RunOutcome,
): SimulationResult {
  return resultOf(outcome, {
    subject: `${code.file}:${ir.name}`,
    world: setup.world,
    variant: variant.name,
    state: run.state.name,
    assumptions: run.amongOthers === true ? [...notes, OTHERS] : notes,
    id: {
      kind: 'function',
      file: code.file,
      textHash: textHash(code.text),
      function: ir.name,
      variant: variant.name,
      world: setup.world,
      state: run.state.name,
      start: run.startIndex,
      program: [preference.kind, ...preference.keep].join(','),
      leaks: run.leaks === 'any',
      ...(run.irqsOff === undefined ? {} : { irqsOff: run.irqsOff }),
      ...(run.amongOthers === undefined ? {} : { amongOthers: run.amongOthers }),
      ...(run.passingWriter === undefined ? {} : { passingWriter: run.passingWriter }),
      ...(run.before === undefined ? {} : { before: earlierId(run.before) }),
      decisions: outcome.decisions,
    },
  });
}

function earlierId({ function: name, startIndex, until }: EarlierRun): EarlierId {
  return { function: name, start: startIndex, until: until.function, from: until.span.start, to: until.span.end };
}

export function notRun(
  code: CodeUnderTest,
  name: string,
  setup: RunSetup,
  variant: Variant,
  reason: string,
): SimulationResult {
  return {
    subject: `${code.file}:${name}`,
    world: setup.world,
    variant: variant.name,
    state: initialStates(setup.state ?? {}, { pages: false, slab: false })[0]?.name ?? '',
    verdict: 'inconclusive',
    reports: [],
    reason,
    states: 0,
    exhausted: false,
    bound: { preemptions: (setup.bounds ?? DEFAULT_BOUNDS).preemptions, steps: (setup.bounds ?? DEFAULT_BOUNDS).steps },
    id: '',
    trace: [],
    console: [],
    assumptions: [],
  };
}

function unloweredReason(code: CodeUnderTest, name: string): string {
  const unlowered = code.fileIr.unlowered.find((f) => f.name === name);
  return unlowered === undefined ? `${code.file} has no function ${name}` : unlowered.reason;
}

function summary(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
