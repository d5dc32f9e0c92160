/** Named scenarios as data: who runs, from which state, and what the reference tables say must come out. */

import type { World } from '../../kernel/worlds';
import type { SplatKind } from '../../machine/api';
import type { ScenarioActor } from '../../machine/scenario';

export interface ModelScenario {
  readonly id: string;
  readonly title: string;
  /** The first is run when none is asked for. */
  readonly variants: readonly string[];
  /** Where a world needs another default (the RT tree's conversion of 5.8). */
  readonly variantIn?: Partial<Readonly<Record<World, string>>>;
  /** Worlds it means something in; absent: all. */
  readonly worlds?: readonly World[];
  /** Integers of the model written before it boots: model_pcp_warm and the like. */
  readonly globals: Readonly<Record<string, number>>;
  /** C functions run after the boot. */
  readonly prepare?: readonly string[];
  readonly actors: readonly ScenarioActor[];
  /** Interleavings matter; without it one actor runs straight through. */
  readonly explore?: { readonly preemptions: number; readonly interrupts: number };
  /** The trace in the words of allocator.md section 10, per world where worlds differ. */
  readonly golden?: string | Partial<Readonly<Record<World, string>>>;
  /** Kinds that must come out, per world; 'ok' none. */
  readonly expected?: Partial<Readonly<Record<World, readonly SplatKind[] | 'ok'>>>;
}

export function taskActor(name: string, fn: string, cpu = 0): ScenarioActor {
  return { name, function: fn, cpu, context: 'task', arrival: 'start' };
}
