/**
 * Calls: the program's own functions, primitives with their effects, natives, header inlines, and last the unknown, which is
 * named and havocs what it was given. A primitive of the tables is never replaced by a body; an allocator entry point is.
 */

import type { CType } from '../ir/types';
import type { CallEffects } from '../kernel/effects';
import { mightAlloc } from './allocation';
import type { Argument } from './code';
import { runPrimitive } from './effects';
import { pushFrame } from './frames';
import { waitOn } from './locks';
import { type Machine, RunEnd } from './machine';
import { writable } from './memory';
import { nativeOf, patternNative } from './natives';
import { blocks } from './operands';
import { pageFunctionEntered } from './pageEvents';
import type { LinkedFunction } from './program';
import { STAGE } from './schedule';
import { isPointer, type Value } from './values';

const DEEPEST = 96;

export interface Call {
  readonly name: string;
  readonly args: readonly Argument[];
  readonly result: number | undefined;
  readonly type: CType;
}

/** 'entered': a frame was pushed; 'blocked': run the step again later. */
export type CallResult =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'entered' }
  | { readonly kind: 'blocked' };

export function call(machine: Machine, request: Call): CallResult {
  const { name, args } = request;
  const effects = machine.facts.callEffects(name, args.length, machine.world);
  const linked = machine.program.functionFrom(name, machine.frame.code.unit);
  if (linked !== undefined && (effects === undefined || isAllocatorEntry(effects)))
    return enterLinked(machine, linked, request);
  if (name === 'might_alloc') {
    const gfp = args[0]?.value(machine) ?? 0;
    mightAlloc(machine, blocks(machine, machine.settle(gfp)));
    return { kind: 'value', value: 0 };
  }
  if (name === '__lockstep_await') return awaitStage(machine, args[0]?.value(machine) ?? 0);
  const native = nativeOf(name);
  if (effects !== undefined) {
    machine.produced = machine.frame.pending?.produced;
    const done = runPrimitive(machine, { name, args }, effects);
    if (done.kind !== 'done') return done;
    return { kind: 'value', value: native === undefined ? done.value : native(machine, request) };
  }
  if (native !== undefined) return { kind: 'value', value: native(machine, request) };
  const inline = machine.program.resolved(name);
  if (inline !== undefined) return enterLinked(machine, inline, request);
  const generated = patternNative(name);
  return { kind: 'value', value: generated === undefined ? havoc(machine, request) : generated(machine, request) };
}

/** A scenario's script: the thread stands still until the stage is reached, or until nobody else can move. */
function awaitStage(machine: Machine, stage: Value): CallResult {
  if (machine.frame.pending?.waited === true) return { kind: 'value', value: 0 };
  machine.touch('script', true);
  if (Number(machine.state.marks.get('stage') ?? 0) >= Number(stage)) return { kind: 'value', value: 0 };
  machine.frame.pending = { at: 0, waited: true };
  waitOn(machine, STAGE, false);
  return { kind: 'blocked' };
}

/** The model in C replaces what the tables say of allocators. */
function isAllocatorEntry(effects: CallEffects): boolean {
  return effects.before.some((effect) => effect.kind === 'allocate' || effect.kind === 'free');
}

export function enterLinked(machine: Machine, linked: LinkedFunction, request: Call): CallResult {
  if (machine.thread.frames.length >= DEEPEST) {
    machine.assume(`calls nested deeper than ${DEEPEST}: ${request.name}`);
    throw new RunEnd('bound');
  }
  const values = request.args.map((argument) => argument.value(machine));
  machine.frame.step++;
  const { pageRole } = pushFrame(machine, linked, values, request.result).code;
  if (pageRole !== undefined) pageFunctionEntered(machine, pageRole);
  return { kind: 'entered' };
}

/** Nobody knows what it does: what it was pointed to is unknown afterwards, and so is what it returns. */
function havoc(machine: Machine, request: Call): Value {
  machine.assume(`${request.name}() is not modelled`);
  for (const argument of request.args) {
    const value = machine.settle(argument.value(machine));
    if (!isPointer(value)) continue;
    const object = machine.objectOrNothing(value);
    if (object === undefined || object.origin === 'string' || object.origin === 'global') continue;
    const own = writable(machine.state.heap, object);
    own.cells.clear();
    own.content = 'lazy';
    own.generation++;
  }
  return machine.freshUnknown(request.name);
}
