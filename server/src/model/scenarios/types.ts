/** Named scenarios as data: who runs, from which state, and what the reference tables say must come out. */

import type { World } from '../../kernel/worlds';
import type { SplatKind } from '../../machine/api';
import type { Scenario, ScenarioActor } from '../../machine/scenario';
import type { ModelFile } from '../texts';

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
  /** Several ways to ask the same question, each run for itself; what they report is put together. */
  readonly cases?: readonly ScenarioCase[];
  /** More C: the actors' functions. */
  readonly files?: readonly ModelFile[];
  /** All interleavings, whatever preemptions they take. */
  readonly exhaust?: true;
  /** The kinds the scenario asks about: the shortest run with one of them is shown. */
  readonly asks?: readonly SplatKind[];
  readonly weak?: readonly string[];
  readonly seqReports?: Scenario['seqReports'];
  readonly leaks?: 'any';
  /** The invariants are not walked at the end. */
  readonly uncounted?: true;
  /** Not run: built, each variant's text as it was sent. */
  readonly builds?: true;
  /** Interleavings matter; without it one actor runs straight through. */
  readonly explore?: { readonly preemptions: number; readonly interrupts: number };
  /** The trace in the words of allocator.md section 10, per world where worlds differ. */
  readonly golden?: string | Partial<Readonly<Record<World, string>>>;
  /** Kinds that must come out, per world; 'ok' none. */
  readonly expected?: Partial<Readonly<Record<World, readonly SplatKind[] | 'ok'>>>;
}

/** What a case changes. Its name follows the scenario's id: 'Z5/atomic'. */
export interface ScenarioCase {
  readonly name: string;
  readonly globals?: Readonly<Record<string, number>>;
  readonly actors?: readonly ScenarioActor[];
  readonly files?: readonly ModelFile[];
  /** MODEL_VERSION from which the case means something. */
  readonly from?: bigint;
}

export function taskActor(name: string, fn: string, cpu = 0): ScenarioActor {
  return { name, function: fn, cpu, context: 'task', arrival: 'start' };
}
