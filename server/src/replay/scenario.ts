/** simulate --scenario: the named scenarios of the model, every report recorded. */
import { kernelFacts } from '../kernel/facts';
import type { World } from '../kernel/worlds';
import { type Bounds, DEFAULT_BOUNDS, type RunOutcome } from '../machine/api';
import { explore } from '../machine/explore';
import { linkProgram, type Program } from '../machine/program';
import type { Scenario } from '../machine/scenario';
import type { ModelFrontEnd } from '../model/frontEnd';
import { findScenario, type ModelScenario, SCENARIOS } from '../model/scenarios';
import { modelUnits } from '../model/units';
import { parseVariant, type Variant } from '../model/variants';
import type { SimulationResult } from './api';
import { resultOf } from './results';

export interface ScenarioRequest {
  readonly id: string;
  /** Absent: the scenario's own. */
  readonly variant?: string;
  readonly world: World;
  readonly frontEnd: ModelFrontEnd;
  readonly bounds?: Bounds;
  readonly cancelled?: () => boolean;
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
  const outcome = explore(
    scenarioProgram(choice.variant, request.world, request.frontEnd),
    machineScenario(scenario, choice.variant, request),
    request.bounds ?? scenarioBounds(scenario),
  );
  const result = resultOf(outcome, {
    subject: `${scenario.id}:${scenario.actors[0]?.function ?? scenario.id}`,
    world: request.world,
    variant: choice.variant.name,
    state: stateName(scenario),
    id: {
      kind: 'scenario',
      scenario: scenario.id,
      variant: choice.variant.name,
      world: request.world,
      decisions: outcome.decisions,
    },
  });
  return { kind: 'run', scenario, outcome, result };
}

function scenarioBounds(scenario: ModelScenario): Bounds {
  return scenario.explore === undefined
    ? { ...DEFAULT_BOUNDS, preemptions: 0, interrupts: 0 }
    : { ...DEFAULT_BOUNDS, ...scenario.explore };
}

function machineScenario(scenario: ModelScenario, variant: Variant, request: ScenarioRequest): Scenario {
  return {
    id: scenario.id,
    world: request.world,
    facts: kernelFacts(variant.facts),
    actors: scenario.actors,
    setup: ['model_boot', ...(scenario.prepare ?? [])],
    finish: ['model_check'],
    globals: Object.entries(scenario.globals).map(([name, value]) => ({ name, value: BigInt(value) })),
    collectAll: true,
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
  return `pcp=${pcp},slab=${slab},zone=${(scenario.globals.model_zone_low ?? 0) > 0 ? 'low' : 'ok'}`;
}
