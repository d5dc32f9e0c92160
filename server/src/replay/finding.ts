/**
 * A finding replayed: its path becomes a run of the machine, which never saw the analysis. Confirmed: a report that proves
 * the rule, at the finding's place. Refuted: nothing of that kind though every run was seen, nothing was assumed, and the path
 * tests nothing that the run cannot know.
 * Everything else is inconclusive and says why.
 */

import type { Finding, PathStep, ReplayVerdict, Witness, WitnessPath } from '../analysis/finding';
import { type Span, spanEncloses } from '../base/span';
import type { FunctionIr } from '../ir/ir';
import { kernelFacts } from '../kernel/facts';
import type { Bounds, Report, SplatKind } from '../machine/api';
import type { StartContext, SteeringHint } from '../machine/scenario';
import type { Variant } from '../model/variants';
import type { CodeUnderTest, FindingReplay, RunSetup } from './api';
import { confirmingKinds, PLACELESS_KINDS } from './confirmingKinds';
import { entryCall } from './entryLocks';
import { replayInScenario } from './findingScenario';
import { hangsOnOthers } from './foreignDecisions';
import { modelReach } from './programs';
import {
  type EarlierRun,
  type FunctionOutcome,
  type FunctionRun,
  runFunction,
  saidStart,
  startsOf,
  variantOf,
} from './simulate';
import { type InitialState, initialStates } from './states';

/** A finding is one question among many: less is spent on it than on a function someone asked for. */
const REPLAY_BOUNDS: Bounds = { preemptions: 0, interrupts: 0, steps: 400_000, states: 4_000 };

type PathWitness = Extract<Witness, { kind: 'path' }>;

/** Where a path starts: the context, and its number among those the machine would choose itself. */
interface Start {
  readonly context: StartContext;
  readonly index: number;
}

/** Replays one finding in one world; setup.world should be one of the finding's. */
export function replayFinding(finding: Finding, code: CodeUnderTest, asked: RunSetup): FindingReplay {
  const { witness } = finding;
  const setup: RunSetup = { ...asked, bounds: asked.bounds ?? REPLAY_BOUNDS };
  if (witness.kind === 'none') return inconclusive(witness.reason);
  const kinds = confirmingKinds(finding.rule, setup.world);
  if (kinds.length === 0) return inconclusive('no report of the machine proves this rule');
  if (witness.kind === 'scenario') return replayInScenario(finding, witness, code, setup, variantOf(setup), kinds);
  const ir = code.fileIr.functions.find((f) => f.name === witness.entry);
  if (ir === undefined) return inconclusive(`the path starts in ${witness.entry}, which is not in this file`);
  const variant = variantOf(setup);
  const start = startOf(witness, ir, code, setup, variant);
  if (typeof start === 'string') return inconclusive(start);
  const before = witness.before === undefined ? undefined : earlierRun(witness.before, code, setup, variant);
  if (typeof before === 'string') return inconclusive(before);
  return runAll(finding, witness, code, setup, variant, ir, start, before, kinds);
}

/** The other side of a finding about two paths. */
function earlierRun(path: WitnessPath, code: CodeUnderTest, setup: RunSetup, variant: Variant): EarlierRun | string {
  const ir = code.fileIr.functions.find((f) => f.name === path.entry);
  if (ir === undefined) return `the other path starts in ${path.entry}, which is not in this file`;
  const start = startOf(path, ir, code, setup, variant);
  if (typeof start === 'string') return start;
  return { function: ir.name, start: start.context, startIndex: start.index, until: path.target };
}

/** One way to go along the path. What a way leaves out or takes for granted grows from one to the next. */
interface Way {
  readonly state: InitialState;
  readonly how: Partial<FunctionRun>;
  /** Only if callees drowned the way before in states: without them the path itself is what is shown. */
  readonly ifDrowned?: true;
}

/** Steered along the path first, then freely: a path the steering misses may still be found by exploring. */
function runAll(
  finding: Finding,
  witness: PathWitness,
  code: CodeUnderTest,
  setup: RunSetup,
  variant: Variant,
  ir: FunctionIr,
  start: Start,
  before: EarlierRun | undefined,
  kinds: readonly SplatKind[],
): FindingReplay {
  const states = initialStates(witness.state ?? setup.state ?? {}, modelReach(code, ir.name, variant, setup));
  const path = [...new Set([...finding.path.map(onPath), witness.target.function])];
  const steering =
    witness.before === undefined
      ? hints(witness)
      : [
          ...hints(witness.before).map((hint) => ({ ...hint, actor: 0 })),
          ...hints(witness).map((hint) => ({ ...hint, actor: 1 })),
        ];
  // A finding about what is left behind names its exit: there every leak counts.
  const leaks = kinds.includes('context-leak') ? ({ leaks: 'any' } as const) : {};
  const once = (state: InitialState, how: Partial<FunctionRun>): FunctionOutcome =>
    runFunction(code, ir, setup, variant, {
      start: start.context,
      startIndex: start.index,
      state,
      path,
      wanted: kinds,
      ...(before === undefined ? {} : { before }),
      ...(witness.passingWriter === undefined ? {} : { passingWriter: true }),
      ...how,
    });
  const proofOf = (run: FunctionOutcome): Report | undefined =>
    run.outcome.reports.find((report) => proves(report, finding, witness, code, kinds));
  const [first] = states;
  if (first === undefined) return inconclusive('no state to start from');
  const along = { steering, ...leaks };
  const strict: readonly Way[] = [
    { state: first, how: along },
    { state: first, how: { ...along, bare: 'path' }, ifDrowned: true },
    { state: first, how: { ...along, bare: 'alone' }, ifDrowned: true },
    ...states.slice(1).map((state) => ({ state, how: along })),
    // Flags are saved for callers that have interrupts off: what goes wrong with them goes wrong there.
    ...(finding.rule === 'irq-flags-misuse' && isPlainTask(start)
      ? [{ state: first, how: { ...along, irqsOff: true as const } }]
      : []),
  ];
  // What is only likely must not be made proven by what the run takes for granted.
  const loose: readonly Way[] =
    finding.band === 'proven'
      ? [
          { state: first, how: { ...along, amongOthers: true } },
          { state: first, how: { ...along, amongOthers: true, bare: 'path' }, ifDrowned: true },
        ]
      : [];
  const free: readonly Way[] = states.map((state) => ({ state, how: {} }));
  const tried: FunctionOutcome[] = [];
  let drowned = false;
  for (const way of [...strict, ...free, ...loose]) {
    if (setup.cancelled?.() === true) return inconclusive('cancelled');
    if (way.ifDrowned === true && !drowned) continue;
    const run = once(way.state, way.how);
    const proof = proofOf(run);
    if (proof !== undefined) return confirmed(run, proof);
    if (way.ifDrowned !== true) drowned = isDrowned(run, finding);
    if (free.includes(way)) tried.push(run);
  }
  return notConfirmed(tried, kinds, hangsOnOthers(witness, code.fileIr));
}

/** Callees kept the run from the path: too many states or, which is for a finding that is sure of itself, none to run. */
function isDrowned({ outcome }: FunctionOutcome, { band }: Finding): boolean {
  return !outcome.exhausted || (band === 'proven' && outcome.verdict === 'inconclusive');
}

function onPath({ file, function: name }: PathStep): string {
  return file === '' ? name : `${file}:${name}`;
}

function isPlainTask({ context: { context, irqs, entry } }: Start): boolean {
  return context === 'task' && irqs === 'on' && entry.length === 0;
}

function hints({ decisions }: WitnessPath): SteeringHint[] {
  return decisions.map(({ function: name, span, taken }) => ({ function: name, span, taken }));
}

function confirmed(run: FunctionOutcome, proof: Report): FindingReplay {
  const { result } = run;
  return {
    verdict: {
      verdict: 'confirmed',
      splat: proof.kind,
      states: result.states,
      exhausted: result.exhausted,
      id: result.id,
    },
    result,
  };
}

/** Judged by the free runs: only they cover every way through. */
function notConfirmed(free: readonly FunctionOutcome[], kinds: readonly SplatKind[], hangs: boolean): FindingReplay {
  const states = free.reduce((sum, t) => sum + t.outcome.states, 0);
  const exhausted = free.every((t) => t.outcome.exhausted);
  const base = { states, exhausted };
  const first = free[0];
  const of = (verdict: ReplayVerdict, run: FunctionOutcome | undefined): FindingReplay =>
    run === undefined ? { verdict } : { verdict: { ...verdict, id: run.result.id }, result: run.result };
  const elsewhere = free.find((t) => t.outcome.reports.some((report) => kinds.includes(report.kind)));
  const other = elsewhere ?? free.find((t) => t.outcome.reports.length > 0);
  if (other !== undefined) {
    const kind = other.outcome.reports[0]?.kind ?? 'none';
    const reason = elsewhere === undefined ? `other: ${kind}` : `other: ${kind}, not at the finding's place`;
    return of({ verdict: 'inconclusive', reason, ...base }, other);
  }
  const stuck = free.find((t) => t.outcome.verdict === 'inconclusive');
  if (stuck !== undefined)
    return of({ verdict: 'inconclusive', reason: stuck.outcome.reason ?? 'not executable', ...base }, stuck);
  if (!exhausted)
    return of({ verdict: 'inconclusive', reason: 'bound reached before every run was seen', ...base }, first);
  const assumed = free.flatMap((t) => t.result.assumptions)[0];
  if (assumed !== undefined)
    return of({ verdict: 'inconclusive', reason: `clean, assuming: ${assumed}`, ...base }, first);
  if (hangs) {
    const reason = 'clean, but the path tests what callers or other CPUs may have set otherwise';
    return of({ verdict: 'inconclusive', reason, ...base }, first);
  }
  return of({ verdict: 'refuted', ...base }, first);
}

/** The report's kind proves the rule and its call chain passes through the finding. */
function proves(
  report: Report,
  finding: Finding,
  witness: PathWitness,
  code: CodeUnderTest,
  kinds: readonly SplatKind[],
): boolean {
  if (!kinds.includes(report.kind)) return false;
  const frames = [...report.stack, report].filter((frame) => frame.file === code.file);
  if (PLACELESS_KINDS.includes(report.kind)) {
    return frames.some((frame) => frame.function === finding.function || frame.function === witness.target.function);
  }
  return frames.some(
    (frame) =>
      touches(frame.span, finding.span) ||
      (frame.function === witness.target.function && touches(frame.span, witness.target.span)),
  );
}

function touches(a: Span, b: Span): boolean {
  return spanEncloses(a, b) || spanEncloses(b, a);
}

/** The context of the path's first frame; the start of that context the machine would choose itself, if it has one. */
function startOf(
  witness: WitnessPath,
  ir: FunctionIr,
  code: CodeUnderTest,
  setup: RunSetup,
  variant: Variant,
): Start | string {
  const starts = startsOf(code, ir, setup, variant);
  const index = starts.findIndex((start) => start.context === witness.context);
  const found = starts[index];
  if (found !== undefined && witness.held.length === 0) return { context: found, index };
  const entry = [];
  for (const spelling of witness.held) {
    const call = entryCall(spelling, ir, code.declarations, kernelFacts(variant.facts));
    if (call === undefined) return `cannot take ${spelling} for ${witness.entry}`;
    entry.push(call);
  }
  if (found !== undefined && found.entry.length >= entry.length) return { context: found, index };
  const said = saidStart(witness.context, entry);
  return entry.length === 0 ? said : { ...said, index: Math.max(index, 0) };
}

function inconclusive(reason: string): FindingReplay {
  return { verdict: { verdict: 'inconclusive', reason } };
}
