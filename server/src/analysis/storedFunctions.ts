/**
 * Which functions a file stores in which members of which structures: `.probe = f` in an initialiser or compound literal,
 * `timer->function = f` in a body. By name and type only: says nothing of which object a pointer leads to.
 * Misses: functions stored through a helper, and members that a macro makes.
 */
import type { Span } from '../base/span';
import type { Expression, FileIr, FunctionIr, GlobalInitialiser } from '../ir/ir';
import { fieldOf, resolveType } from '../ir/resolve';
import type { CType, Declarations } from '../ir/types';

export interface StoredFunction {
  readonly name: string;
  /** The named structure, without the word: 'irq_chip'. */
  readonly tag: string;
  readonly field: string;
  /** The structure's place, written so that equal places are equal (spellPlace()). */
  readonly object: string;
  /** The assignment or the whole initialiser. */
  readonly span: Span;
  /** The function it stands in; '' for an initialiser. */
  readonly where: string;
}

/** A store as the text says it, its types not looked up yet. */
interface Store {
  readonly value: Expression;
  readonly object: Expression;
  readonly path: readonly (string | number)[];
  readonly span: Span;
  readonly where: string;
}

const OF_FUNCTIONS = new WeakMap<FunctionIr, readonly Store[]>();
const OF_GLOBALS = new WeakMap<GlobalInitialiser, readonly Store[]>();

/** Those that `accepts` says yes to by their names, in file order: initialisers first, then bodies. */
export function storedFunctions(
  file: Pick<FileIr, 'functions' | 'globals'>,
  declarations: Declarations,
  accepts: (name: string, field: string) => boolean,
): readonly StoredFunction[] {
  const stores = [...file.globals.flatMap(storesOfGlobal), ...file.functions.flatMap(storesOfFunction)];
  return stores.flatMap((store) => resolved(store, declarations, accepts));
}

/** Members that a body or an initialiser gives a value nobody can name: a parameter, another object's member, a call's result. */
export function unclearStores(file: Pick<FileIr, 'functions' | 'globals'>): ReadonlySet<string> {
  const stores = [...file.globals.flatMap(storesOfGlobal), ...file.functions.flatMap(storesOfFunction)];
  const found = new Set<string>();
  for (const { value, path } of stores) {
    const field = path.at(-1);
    if (typeof field === 'string' && !isClear(value)) found.add(field);
  }
  return found;
}

/** Names of the functions that a value may be: `f`, `&f`, a cast of them, both sides of a choice. */
export function functionsOf(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case 'global':
      return [expression.name];
    case 'address':
      return functionsOf(expression.of);
    case 'cast':
      return functionsOf(expression.operand);
    case 'conditional':
      return [...functionsOf(expression.then), ...functionsOf(expression.else)];
    default:
      return [];
  }
}

/** Functions by name, or no function at all. */
function isClear(value: Expression): boolean {
  switch (value.kind) {
    case 'integer':
    case 'string':
    case 'global':
      return true;
    case 'address':
      return isClear(value.of);
    case 'cast':
      return isClear(value.operand);
    case 'conditional':
      return isClear(value.then) && isClear(value.else);
    default:
      return false;
  }
}

/** Equal for equal places; variables of different functions with one number are taken for the same, which only adds. */
export function spellPlace(expression: Expression): string {
  return JSON.stringify(expression, (key, value: unknown) =>
    key === 'type' ? undefined : typeof value === 'bigint' ? String(value) : value,
  );
}

function storesOfGlobal(global: GlobalInitialiser): readonly Store[] {
  const known = OF_GLOBALS.get(global);
  if (known !== undefined) return known;
  const { name, type, value, span } = global;
  const found: Store[] = [];
  if (value !== undefined)
    fromAggregate({ value, object: { kind: 'global', name, type }, path: [], span, where: '' }, found);
  OF_GLOBALS.set(global, found);
  return found;
}

function storesOfFunction(fn: FunctionIr): readonly Store[] {
  const known = OF_FUNCTIONS.get(fn);
  if (known !== undefined) return known;
  const found: Store[] = [];
  const where = fn.name;
  fn.variables.forEach(({ type, initial, span }, id) => {
    if (initial !== undefined)
      fromAggregate({ value: initial, object: { kind: 'variable', id, type }, path: [], span, where }, found);
  });
  for (const block of fn.blocks) {
    for (const step of block.steps) {
      if (step.kind !== 'assign') continue;
      const { target, value, span } = step;
      if (value.kind === 'aggregate') fromAggregate({ value, object: target, path: [], span, where }, found);
      else if (target.kind === 'field' && mayBeFunction(target.type))
        found.push({ value, object: target.base, path: [target.name], span, where });
    }
  }
  OF_FUNCTIONS.set(fn, found);
  return found;
}

/** The values of an initialiser that may be functions; braces inside braces have paths of their own. */
function fromAggregate({ value, ...store }: Store, found: Store[]): void {
  if (value.kind === 'aggregate')
    for (const part of value.parts)
      fromAggregate({ ...store, value: part.value, path: [...store.path, ...part.path] }, found);
  else if (typeof store.path.at(-1) === 'string' && value.kind !== 'integer' && value.kind !== 'string')
    found.push({ ...store, value });
}

/** By the member's type, as far as it says so without its typedefs. */
function mayBeFunction(type: CType): boolean {
  return type.kind === 'named' || type.kind === 'unknown' || (type.kind === 'pointer' && type.to.kind === 'function');
}

function resolved(
  { value, object, path, span, where }: Store,
  declarations: Declarations,
  accepts: (name: string, field: string) => boolean,
): readonly StoredFunction[] {
  const field = path.at(-1);
  if (typeof field !== 'string') return [];
  const names = functionsOf(value).filter((name) => accepts(name, field));
  if (names.length === 0) return [];
  let place = object;
  for (const key of path.slice(0, -1)) {
    const next =
      typeof key === 'string' ? memberPlace(place, key, declarations) : elementPlace(place, key, declarations);
    if (next === undefined) return [];
    place = next;
  }
  const type = place.kind === 'string' ? undefined : resolveType(declarations, place.type);
  if (type?.kind !== 'record') return [];
  const tag = type.tag.replace(/^struct\s+/, '');
  return names.map((name) => ({ name, tag, field, object: spellPlace(place), span, where }));
}

function memberPlace(base: Expression, name: string, declarations: Declarations): Expression | undefined {
  const member = base.kind === 'string' ? undefined : fieldOf(declarations, base.type, name);
  return member === undefined ? undefined : { kind: 'field', base, name, type: member.field.type };
}

function elementPlace(base: Expression, at: number, declarations: Declarations): Expression | undefined {
  const type: CType | undefined = base.kind === 'string' ? undefined : resolveType(declarations, base.type);
  if (type?.kind !== 'array') return undefined;
  const number: CType = { kind: 'int', bits: 32, signed: true };
  return { kind: 'index', base, index: { kind: 'integer', value: BigInt(at), type: number }, type: type.of };
}
