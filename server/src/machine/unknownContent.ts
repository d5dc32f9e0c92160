/** Globals that read zero only because nobody said otherwise: what they hold when a function starts is not known. */
import type { ProgramUnit } from './api';
import type { MemoryObject } from './memory';
import type { Program } from './program';
import type { Unknown } from './values';

interface Reader {
  readonly program: Program;
  readonly quiet: boolean;
  assume(what: string): void;
  freshUnknown(reason: string): Unknown;
}

/** What an unwritten cell of a global reads instead of zero; undefined: zero it is. */
export function unknownContent(machine: Reader, object: MemoryObject, offset: number): Unknown | undefined {
  const field = unmodelled(machine, object, offset);
  if (field !== undefined) {
    machine.assume(`${field} is not modelled`);
    return machine.freshUnknown(field);
  }
  return setElsewhere(machine, object, offset) ? machine.freshUnknown(object.name) : undefined;
}

/** A field of one of the model's objects that only the code under test knows of. */
function unmodelled(machine: Reader, object: MemoryObject, offset: number): string | undefined {
  if (object.type === undefined || !isOfModel(machine.program.globalById(object.id)?.unit)) return undefined;
  // Fields that no declaration has lie behind all others.
  if (object.size !== undefined && offset >= object.size) return `a field of an object in ${object.name}[]`;
  return machine.program.layouts.laterField(object.type, offset);
}

/**
 * A pointer without a value of its own in a variable of the code under test, alone or in an array or a record of such: other
 * functions give it one before this runs.
 */
function setElsewhere(machine: Reader, object: MemoryObject, offset: number): boolean {
  const global = machine.program.globalById(object.id);
  if (global === undefined || isOfModel(global.unit) || machine.quiet) return false;
  const { layouts } = machine.program;
  const held = layouts.scalarAt(global.type, offset);
  if (held?.kind !== 'pointer') return false;
  // A table of operations says by leaving one out that there is none.
  return global.initialiser?.value === undefined || layouts.resolve(held.to).kind !== 'function';
}

function isOfModel(unit: ProgramUnit | undefined): boolean {
  return unit?.file.startsWith('model/') ?? false;
}
