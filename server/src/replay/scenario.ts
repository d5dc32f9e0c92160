/** simulate --scenario: the named scenarios of the model, every report recorded. */
import { indexLines, lineColumnAt } from '../base/lines';
import { kernelFacts } from '../kernel/facts';
import type { World } from '../kernel/worlds';
import { type Bounds, DEFAULT_BOUNDS, type RunOutcome, type TraceStep } from '../machine/api';
import { explore, rerun } from '../machine/explore';
import { linkProgram, type Program } from '../machine/program';
import type { Scenario } from '../machine/scenario';
import type { ModelFrontEnd } from '../model/frontEnd';
import { casesOf, findScenario, type ModelScenario, SCENARIOS } from '../model/scenarios';
import { buildFailure, modelUnits } from '../model/units';
import { asSent, parseVariant, type Variant, withFiles } from '../model/variants';
import type { SimulationResult } from './api';
import { type ResultFrame, resultOf, worstOf } from './results';

export interface ScenarioRequest {
  readonly id: string;
  /** Absent: the scenario's own. */
  readonly variant?: string;
  readonly world: World;
  readonly frontEnd: ModelFrontEnd;
  readonly bounds?: Bounds;
  readonly cancelled?: () => boolean;
  /** 'none': without partial-order reduction, to measure what it saves. */
  readonly reduction?: 'none';
}

export type ScenarioRun =
  | {
      readonly kind: 'run';
      readonly scenario: ModelScenario;
      readonly outcome: RunOutcome;
      readonly result: SimulationResult;
    }
  | { readonly kind: 'unknown'; readonly message: string };

/** --list. */
export function listScenarios(): readonly {
  readonly id: string;
  readonly title: string;
  readonly variants: readonly string[];
}[] {
  return SCENARIOS.map(({ id, title, variants }) => ({ id, title, variants }));
}

export function simulateScenario(request: ScenarioRequest): ScenarioRun {
  const scenario = findScenario(request.id);
  if (scenario === undefined) return { kind: 'unknown', message: `unknown scenario "${request.id}": --list shows all` };
  const name = request.variant ?? scenario.variantIn?.[request.world] ?? scenario.variants[0] ?? '6.12';
  const choice = parseVariant(name);
  if (choice.kind === 'unknown') return choice;
  const { variant } = choice;
  const { world } = request;
  if (world === 'up' && scenario.worlds?.includes('up') === false)
    return { kind: 'unknown', message: `scenario ${scenario.id} means something in ${scenario.worlds.join(', ')}` };
  const runs = casesOf(scenario, variant.number).map((one) => {
    const outcome =
      one.builds === true
        ? buildOutcome(one, variant, request)
        : runScenario(
            scenarioProgram(withFiles(variant, one.files ?? []), world, request.frontEnd),
            one,
            variant,
            request,
          );
    const result = resultOf(outcome, frameOf(one, variant, world, outcome));
    return { outcome, result };
  });
  const worst = worstOf(runs.map(({ result }) => result));
  const shown = runs.find(({ result }) => result.id === worst?.id);
  if (worst === undefined || shown === undefined)
    return { kind: 'unknown', message: `scenario ${scenario.id} means nothing in ${variant.name}` };
  // What any case reports is reported; the trace is that of the worst.
  const reports = [...new Set([worst, ...runs.map(({ result }) => result)].flatMap((result) => result.reports))];
  return { kind: 'run', scenario, outcome: shown.outcome, result: { ...worst, reports } };
}

/** One run of an exhausted scenario again, from its schedule: no exploration. A message if the schedule does not fit. */
export function rerunScenario(request: ScenarioRequest & { readonly decisions: string }): SimulationResult | string {
  const { world, decisions } = request;
  const found = findScenario(request.id);
  const choice = parseVariant(request.variant ?? '');
  if (found === undefined) return `unknown scenario "${request.id}"`;
  if (choice.kind === 'unknown') return choice.message;
  const { variant } = choice;
  const scenario = casesOf(found, variant.number).find(({ id }) => id === request.id);
  if (scenario === undefined) return `${request.id} has several cases: which?`;
  const program = scenarioProgram(withFiles(variant, scenario.files ?? []), world, request.frontEnd);
  const outcome = rerun(program, machineScenario(scenario, variant, request), decisions, scenarioBounds(scenario));
  if (outcome === undefined) return 'the schedule does not fit: the model changed';
  return resultOf(outcome, frameOf(scenario, variant, world, outcome));
}

export function frameOf(scenario: ModelScenario, variant: Variant, world: World, outcome: RunOutcome): ResultFrame {
  const { decisions } = outcome;
  return {
    subject: `${scenario.id}:${scenario.actors[0]?.function ?? scenario.id}`,
    world,
    variant: variant.name,
    state: stateName(scenario),
    id: { kind: 'scenario', scenario: scenario.id, variant: variant.name, world, decisions },
  };
}

/** A variant's text as it was sent, compiled in the world: no run. */
function buildOutcome(scenario: ModelScenario, variant: Variant, request: ScenarioRequest): RunOutcome {
  const { world, frontEnd } = request;
  const failed = buildFailure(withFiles(asSent(variant) ?? variant, scenario.files ?? []), world, frontEnd);
  const base = { states: 0, exhausted: true, bounds: scenarioBounds(scenario), decisions: '', assumptions: [] };
  if (failed === undefined) return { ...base, verdict: 'clean', reports: [], trace: [], console: [] };
  const { file, text, function: name, reason, span } = failed;
  const { line, column } = lineColumnAt(indexLines(text), span.start);
  const place = { file, function: name, span, context: 'task' } as const;
  const step: TraceStep = {
    ...place,
    step: 1,
    cpu: 0,
    actor: 'compiler',
    line,
    source: text.split('\n')[line - 1]?.trim() ?? '',
    event: 'report build-error',
    held: [],
    irqs: true,
    preempt: 0,
    rawHeld: 0,
    at: 0,
  };
  return {
    ...base,
    verdict: 'splat',
    reports: [{ ...place, kind: 'build-error', step: 0, stack: [{ function: name, file, span }] }],
    trace: [step],
    console: [`${file}:${line}:${column}: error: ${reason}`],
  };
}

/** A scenario's run on any program that has its functions: the model's, or one with functions of the user's in it. */
export function runScenario(
  program: Program,
  scenario: ModelScenario,
  variant: Variant,
  request: Pick<ScenarioRequest, 'world' | 'bounds' | 'cancelled' | 'reduction'>,
): RunOutcome {
  return explore(program, machineScenario(scenario, variant, request), request.bounds ?? scenarioBounds(scenario));
}

/** What is exhausted has room: the largest takes a tenth of it. */
const ROOM: Bounds = { ...DEFAULT_BOUNDS, steps: 100_000_000 };

export function scenarioBounds(scenario: ModelScenario): Bounds {
  if (scenario.exhaust === true) return ROOM;
  return scenario.explore === undefined
    ? { ...DEFAULT_BOUNDS, preemptions: 0, interrupts: 0 }
    : { ...DEFAULT_BOUNDS, ...scenario.explore };
}

export function machineScenario(
  scenario: ModelScenario,
  variant: Variant,
  request: Pick<ScenarioRequest, 'world' | 'cancelled' | 'reduction'>,
): Scenario {
  return {
    id: scenario.id,
    world: request.world,
    facts: kernelFacts(variant.facts),
    actors: scenario.actors,
    setup: ['model_boot', ...(scenario.prepare ?? [])],
    finish: scenario.uncounted === true ? [] : ['model_check'],
    globals: Object.entries(scenario.globals).map(([name, value]) => ({ name, value: BigInt(value) })),
    collectAll: true,
    plainTasks: true,
    leaks: 'any',
    ...(scenario.exhaust === undefined ? {} : { exhaust: true }),
    ...(scenario.asks === undefined ? {} : { wanted: scenario.asks }),
    ...(scenario.weak === undefined ? {} : { weak: scenario.weak }),
    ...(scenario.seqReports === undefined ? {} : { seqReports: scenario.seqReports }),
    ...(scenario.leaks === undefined ? {} : { leaks: scenario.leaks }),
    ...(variant.seqAnnotation === undefined ? {} : { seqAnnotation: variant.seqAnnotation }),
    ...(request.reduction === undefined ? {} : { reduction: request.reduction }),
    ...(request.cancelled === undefined ? {} : { cancelled: request.cancelled }),
  };
}

const PROGRAMS = new WeakMap<ModelFrontEnd, Map<string, Program>>();

function scenarioProgram(variant: Variant, world: World, frontEnd: ModelFrontEnd): Program {
  const memo = PROGRAMS.get(frontEnd) ?? new Map<string, Program>();
  PROGRAMS.set(frontEnd, memo);
  const key = `${variant.name} ${world}`;
  const program = memo.get(key) ?? linkProgram(modelUnits(variant, world, frontEnd));
  memo.set(key, program);
  return program;
}

function stateName(scenario: ModelScenario): string {
  const pcp = scenario.globals.model_pcp_warm === 0 ? 'empty' : 'warm';
  const slab = scenario.globals.model_slab_warm === 0 ? 'cold' : 'warm';
  const zone = (scenario.globals.model_zone_low ?? 0) > 0 ? 'low' : 'ok';
  // Which memory model the verdict rests on: sequentially consistent unless it says otherwise.
  return `pcp=${pcp},slab=${slab},zone=${zone}${scenario.weak === undefined ? '' : ',loads=weak'}`;
}
