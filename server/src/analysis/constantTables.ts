/**
 * Functions stored in constant tables of the file (`static const struct foo_ops my_ops = { .read = f }`), for calls through
 * a table whose address is known on the path: `my_ops.read(x)`, `ops = &my_ops; ... ops->read(x)`, `dev->ops = &my_ops`
 * before. What a constant says is certain, whosever structure it is; another address says nothing here (memberCalls.ts).
 * Misses: tables of other files, addresses that a callee or a caller hands over, tables that are not const.
 */
import type { CallStep, Expression, FileIr, FunctionIr, GlobalInitialiser } from '../ir/ir';
import { expressionParts } from '../ir/parts';
import type { Declarations } from '../ir/types';
import { calledNames } from './callGraph';
import { stepExpressions } from './cfg';
import type { FunctionScope } from './engine';
import { addressOf } from './evaluate';
import { calleeName, isMemberCall, memberCallName, partsOfMemberCall } from './memberCalls';
import type { State } from './state';
import { functionsOf, storedFunctions } from './storedFunctions';
import type { Term } from './terms';

/** A table, and the functions in it by what calls through them are called. */
interface Table {
  readonly value: Expression;
  readonly stored: ReadonlyMap<string, readonly string[]>;
}

export interface ConstantTables {
  /** Where calls through members may go in functions that name a table with the member, by the name of the call. */
  readonly targets: ReadonlyMap<string, readonly string[]>;
  /** Where the calls of a function may go, if on its path they go through a table that it names. */
  possibleIn(fn: FunctionIr): ReadonlyMap<CallStep, readonly string[]>;
  /** The one function at a place of a table, written as placeInTable() does. */
  at(place: string): string | undefined;
}

/** `called`: names of all calls of the file. */
export function constantTables(
  file: Pick<FileIr, 'functions' | 'globals'>,
  declarations: Declarations,
  called: ReadonlySet<string>,
): ConstantTables {
  const tables = tablesOf(file.globals, declarations, called);
  const possible = new Map<FunctionIr, ReadonlyMap<CallStep, readonly string[]>>();
  const targets = new Map<string, readonly string[]>();
  const possibleIn = (fn: FunctionIr): ReadonlyMap<CallStep, readonly string[]> => {
    if (tables.size === 0 || !callsMembers(fn)) return NO_CALLS;
    const known = possible.get(fn) ?? callsThrough(fn, tables);
    possible.set(fn, known);
    return known;
  };
  if (tables.size > 0)
    for (const fn of file.functions)
      for (const [step, names] of possibleIn(fn)) {
        const call = calleeName(step) ?? '';
        targets.set(call, [...new Set([...(targets.get(call) ?? []), ...names])]);
      }
  return { targets, possibleIn, at: (place) => functionAt(place, tables) };
}

const NO_CALLS: ReadonlyMap<CallStep, readonly string[]> = new Map();

/** Does the function call through members, so that tables may matter to it? */
export function callsMembers(fn: FunctionIr): boolean {
  for (const name of calledNames(fn)) if (isMemberCall(name)) return true;
  return false;
}

/** The place that a term is the address of, if it is in a global object: 'my_ops.read', 'tables[1].read'. */
export function placeInTable(address: Term): string | undefined {
  switch (address.kind) {
    case 'global':
      return address.name;
    case 'field': {
      const base = placeInTable(address.base);
      return base === undefined ? undefined : `${base}.${address.name}`;
    }
    case 'element': {
      const base = placeInTable(address.base);
      return base === undefined || address.index.kind !== 'const' ? undefined : `${base}.${address.index.value}`;
    }
    default:
      return undefined;
  }
}

/**
 * Does the way to what is called read only memory that nobody can have changed since it was written on this path, and values
 * that the function holds itself?
 */
export function isCertain(scope: FunctionScope, state: State, callee: Expression): boolean {
  switch (callee.kind) {
    case 'global':
    case 'deref':
    case 'field':
    case 'index':
      return (
        state.memory.get(addressOf(scope, state, callee))?.weak !== true &&
        expressionParts(callee).every((part) => isCertain(scope, state, part))
      );
    case 'cast':
      return isCertain(scope, state, callee.operand);
    default:
      return true;
  }
}

function tablesOf(
  globals: readonly GlobalInitialiser[],
  declarations: Declarations,
  called: ReadonlySet<string>,
): ReadonlyMap<string, Table> {
  const tables = new Map<string, Table>();
  const fields = new Set<string>();
  for (const name of called) if (isMemberCall(name)) fields.add(partsOfMemberCall(name).member);
  if (fields.size === 0) return tables;
  for (const global of globals) {
    if (!global.const || global.value?.kind !== 'aggregate') continue;
    const stored = new Map<string, string[]>();
    for (const { name, tag, field } of storedFunctions(
      { functions: [], globals: [global] },
      declarations,
      (_, member) => fields.has(member),
    )) {
      const call = memberCallName(tag, field);
      const names = stored.get(call) ?? [];
      if (called.has(call)) stored.set(call, names.includes(name) ? names : [...names, name]);
    }
    if (stored.size > 0) tables.set(global.name, { value: global.value, stored });
  }
  return tables;
}

/** Only of tables that the function names itself: no other address gets into its variables from here. */
function callsThrough(fn: FunctionIr, tables: ReadonlyMap<string, Table>): ReadonlyMap<CallStep, readonly string[]> {
  const named = [...globalsIn(fn)].sort().flatMap((name) => tables.get(name) ?? []);
  if (named.length === 0) return NO_CALLS;
  const found = new Map<CallStep, readonly string[]>();
  for (const { steps } of fn.blocks)
    for (const step of steps) {
      const call = step.kind === 'call' ? calleeName(step) : undefined;
      if (step.kind !== 'call' || call === undefined) continue;
      const names = [...new Set(named.flatMap(({ stored }) => stored.get(call) ?? []))];
      if (names.length > 0) found.set(step, names);
    }
  return found;
}

const GLOBALS = new WeakMap<FunctionIr, ReadonlySet<string>>();

function globalsIn(fn: FunctionIr): ReadonlySet<string> {
  const known = GLOBALS.get(fn);
  if (known !== undefined) return known;
  const found = new Set<string>();
  const visit = (expression: Expression): void => {
    if (expression.kind === 'global') found.add(expression.name);
    for (const part of expressionParts(expression)) visit(part);
  };
  for (const { steps } of fn.blocks) for (const step of steps) for (const each of stepExpressions(step)) visit(each);
  for (const { initial } of fn.variables) if (initial !== undefined) visit(initial);
  GLOBALS.set(fn, found);
  return found;
}

function functionAt(place: string, tables: ReadonlyMap<string, Table>): string | undefined {
  const [name = '', ...keys] = place.split('.');
  const value = valueAt(tables.get(name)?.value, keys);
  const functions = value === undefined ? [] : functionsOf(value);
  return functions.length === 1 ? functions[0] : undefined;
}

/** Designators may name several steps at once, and the last of two for one place counts. */
function valueAt(value: Expression | undefined, keys: readonly string[]): Expression | undefined {
  if (keys.length === 0 || value === undefined) return value;
  if (value.kind !== 'aggregate') return undefined;
  const part = value.parts.findLast(({ path }) => path.every((key, at) => keys[at] === String(key)));
  return part === undefined ? undefined : valueAt(part.value, keys.slice(part.path.length));
}
