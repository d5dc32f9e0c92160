/**
 * Names for places: the canonical access path of an lvalue, and the record member it is (`struct zone.lock`), which is
 * what a lock class is named after. Two spellings of one place give one path; no aliasing is claimed beyond that.
 */
import { printType } from './ctypes';
import type { Expression, VariableId } from './ir';
import { typeOf } from './make';
import { fieldOf, resolveType } from './resolve';
import type { Declarations } from './types';

export type PlaceRoot =
  | { readonly kind: 'variable'; readonly id: VariableId }
  | { readonly kind: 'global'; readonly name: string }
  /** Anything else: a call's value read through a cast, a conditional. */
  | { readonly kind: 'other' };

export type PlaceStep =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'deref' }
  /** `index` undefined: not a constant. */
  | { readonly kind: 'index'; readonly index: bigint | undefined };

export interface Place {
  readonly root: PlaceRoot;
  readonly steps: readonly PlaceStep[];
  /** The whole as text: `v0*.lock`, `zones[2].lock`. Equal texts are equal paths. */
  readonly key: string;
}

/** The access path of an lvalue, or of what a pointer points to if the expression is an address. */
export function placeOf(expression: Expression): Place {
  const steps: PlaceStep[] = [];
  let at = expression;
  for (let depth = 0; depth < 200; depth++) {
    if (at.kind === 'field') {
      steps.push({ kind: 'field', name: at.name });
      at = at.base;
    } else if (at.kind === 'deref') {
      steps.push({ kind: 'deref' });
      at = at.pointer;
    } else if (at.kind === 'index') {
      steps.push({ kind: 'index', index: at.index.kind === 'integer' ? at.index.value : undefined });
      at = at.base;
    } else if (at.kind === 'cast') at = at.operand;
    else if (at.kind === 'address') {
      // *&x is x; a bare address names what it points to.
      if (steps.at(-1)?.kind === 'deref') steps.pop();
      at = at.of;
    } else break;
  }
  steps.reverse();
  const root: PlaceRoot =
    at.kind === 'variable'
      ? { kind: 'variable', id: at.id }
      : at.kind === 'global'
        ? { kind: 'global', name: at.name }
        : { kind: 'other' };
  return { root, steps, key: keyOf(root, steps) };
}

function keyOf(root: PlaceRoot, steps: readonly PlaceStep[]): string {
  let key = root.kind === 'variable' ? `v${root.id}` : root.kind === 'global' ? root.name : '?';
  for (const step of steps) {
    if (step.kind === 'field') key += `.${step.name}`;
    else if (step.kind === 'deref') key += '*';
    else key += `[${step.index ?? '?'}]`;
  }
  return key;
}

/**
 * The record member an lvalue (or the target of an address) is: `struct zone.lock`. Through anonymous members the named
 * record outside counts. A global of its own is its name; undefined where no type says anything.
 */
export function ownerField(expression: Expression, declarations: Declarations): string | undefined {
  let at = expression;
  while (at.kind === 'address' || at.kind === 'cast') at = at.kind === 'address' ? at.of : at.operand;
  while (at.kind === 'index') at = at.base;
  if (at.kind === 'global') return at.name;
  if (at.kind !== 'field') return undefined;
  const names = [at.name];
  for (let base = at.base; ; ) {
    const type = resolveType(declarations, typeOf(base));
    const owner = type.kind === 'record' ? fieldOf(declarations, type, names[0] ?? '')?.owner : undefined;
    if (type.kind !== 'record') return base.kind === 'global' ? `${base.name}.${names.join('.')}` : undefined;
    const anonymous = type.tag.includes('<anon');
    if (!anonymous || base.kind !== 'field') {
      const outer = owner !== undefined && !owner.tag.includes('<anon') ? owner : undefined;
      return `${outer === undefined ? printType(type) : `${outer.union ? 'union' : 'struct'} ${outer.tag}`}.${names.join('.')}`;
    }
    // A member of an unnamed record with a name of its own: `struct zone.stat.lock`.
    names.unshift(base.name);
    base = base.base;
  }
}
