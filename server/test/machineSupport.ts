/** Small C texts on the bare machine: no allocator model, the types of the model's headers. */

import { kernelFacts } from '../src/kernel/facts';
import type { World } from '../src/kernel/worlds';
import { type Bounds, DEFAULT_BOUNDS, type RunOutcome } from '../src/machine/api';
import { explore } from '../src/machine/explore';
import { linkProgram, type Program } from '../src/machine/program';
import type { Scenario, ScenarioActor } from '../src/machine/scenario';
import type { ModelFrontEnd } from '../src/model/frontEnd';
import { codeUnderTest } from './modelFrontEnd';

export function programOf(frontEnd: ModelFrontEnd, text: string, world: World): Program {
  const { file, fileIr, declarations } = codeUnderTest(frontEnd, 'test.c', text, '6.12', world);
  const failed = fileIr.unlowered[0];
  if (failed !== undefined) throw new Error(`${failed.name}: ${failed.reason}`);
  return linkProgram([{ file, text, functions: fileIr.functions, globals: fileIr.globals, declarations }]);
}

export function actor(name: string, more: Partial<ScenarioActor> = {}): ScenarioActor {
  return { name, function: name, cpu: 0, context: 'task', arrival: 'start', ...more };
}

export function scenarioOf(world: World, actors: readonly ScenarioActor[], more: Partial<Scenario> = {}): Scenario {
  return { id: 'test', world, facts: kernelFacts('6.12'), actors, ...more };
}

export function runText(
  frontEnd: ModelFrontEnd,
  text: string,
  world: World,
  actors: readonly ScenarioActor[],
  more: Partial<Scenario> = {},
  bounds: Bounds = DEFAULT_BOUNDS,
): RunOutcome {
  return explore(programOf(frontEnd, text, world), scenarioOf(world, actors, more), bounds);
}

/** 'clean', 'inconclusive: why', or the kinds of the reports in order. */
export function verdictOf(outcome: RunOutcome): string {
  if (outcome.verdict === 'splat') return outcome.reports.map((report) => report.kind).join('+');
  return outcome.verdict === 'clean' ? 'clean' : `inconclusive: ${outcome.reason ?? ''}`;
}
