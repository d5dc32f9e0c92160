/** Every named scenario, in the order of --list. */
import { CALLERS } from './callers';
import { GOLDEN } from './golden';
import { SEEDS } from './seeds';
import type { ModelScenario } from './types';
import { ZONELIST } from './zonelist';

export const SCENARIOS: readonly ModelScenario[] = [...GOLDEN, ...CALLERS, ...SEEDS, ...ZONELIST];

/** By its id, or by the id of one of its cases alone: 'Z5/atomic'. */
export function findScenario(id: string): ModelScenario | undefined {
  const [name = '', ...rest] = id.split('/');
  const scenario = SCENARIOS.find((candidate) => candidate.id === name);
  if (scenario === undefined || rest.length === 0) return scenario;
  const found = scenario.cases?.find((one) => one.name === rest.join('/'));
  return found === undefined ? undefined : { ...scenario, cases: [found] };
}

/** The cases of a scenario as scenarios of their own, those that mean something in a version. */
export function casesOf(scenario: ModelScenario, version: bigint): readonly ModelScenario[] {
  const { cases, ...plain } = scenario;
  if (cases === undefined) return [scenario];
  return cases
    .filter(({ from }) => from === undefined || from <= version)
    .map(({ name, globals, actors, files }) => ({
      ...plain,
      id: `${scenario.id}/${name}`,
      globals: { ...scenario.globals, ...globals },
      actors: actors ?? scenario.actors,
      files: [...(scenario.files ?? []), ...(files ?? [])],
    }));
}

export type { ModelScenario };
