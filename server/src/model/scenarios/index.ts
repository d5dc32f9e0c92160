/** Every named scenario, in the order of --list. */
import { CALLERS } from './callers';
import { GOLDEN } from './golden';
import { SEEDS } from './seeds';
import type { ModelScenario } from './types';

export const SCENARIOS: readonly ModelScenario[] = [...GOLDEN, ...CALLERS, ...SEEDS];

export function findScenario(id: string): ModelScenario | undefined {
  return SCENARIOS.find((scenario) => scenario.id === id);
}

export type { ModelScenario };
