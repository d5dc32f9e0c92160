/** Globals and string literals as objects: made when they are first touched, with what their initialisers say. */
import { compileExpression } from './compileExpressions';
import type { Evaluator } from './evaluator';
import { initialCells } from './initialise';
import { type Heap, type MemoryObject, makeObject } from './memory';
import { isModelUnit } from './ofModel';
import type { LinkedGlobal, Program } from './program';
import { isInteger } from './values';

interface Machine extends Evaluator {
  readonly program: Program;
  readonly state: { readonly heap: Heap };
  readonly scenario: { readonly amongOthers?: true };
}

export function makeGlobal(machine: Machine, id: number): MemoryObject {
  const { program, state } = machine;
  const text = program.stringById(id);
  if (text !== undefined) {
    const made = makeObject(state.heap, id, { origin: 'string', content: 'zero', size: text.length + 1 });
    for (let i = 0; i < text.length; i++) made.cells.set(i, text.charCodeAt(i));
    return made;
  }
  const global = program.globalById(id);
  const known = global?.initialiser !== undefined && !isSetByOthers(machine, global);
  const made = makeObject(state.heap, id, {
    name: global?.name ?? '',
    origin: 'global',
    content: known ? 'zero' : 'lazy',
    size: known && global !== undefined ? program.layouts.sizeOf(global.type) || undefined : undefined,
    type: global?.type,
  });
  if (global?.initialiser?.value === undefined || global.unit === undefined || isList(global)) return made;
  const evaluate = compileExpression(
    { program, unit: global.unit, ir: undefined, inMemory: [] },
    global.initialiser.value,
  );
  for (const [offset, value] of initialCells(evaluate(machine)))
    if (known || !isInteger(value)) made.cells.set(offset, value);
  return made;
}

/** What it holds when a function starts is not what it was given first. */
function isSetByOthers(machine: Machine, global: LinkedGlobal): boolean {
  return isList(global) || (machine.scenario.amongOthers === true && !isModelUnit(global.unit));
}

/** A list head of the code under test may hold anything by now; the machine starts with it unknown, but well formed. */
function isList(global: LinkedGlobal): boolean {
  return global.initialiser?.macro?.name === 'LIST_HEAD' && !isModelUnit(global.unit);
}
