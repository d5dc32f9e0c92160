/**
 * How a function of the file is entered: registered as a callback (kernel/callbacks), or only called from within the file.
 * A function with unknown callers says nothing: its entry is not assumed to be anything but what the code itself shows.
 */
import type { Span } from '../base/span';
import type { Expression, FileIr, FunctionIr } from '../ir/ir';
import { expressionParts } from '../ir/parts';
import type { Declarations } from '../ir/types';
import type { KernelFacts } from '../kernel/api';
import type { CallbackRegistration, EntryFacts } from '../kernel/contexts';
import type { World } from '../kernel/worlds';
import { callGraphOf } from './callGraph';
import { stepExpressions } from './cfg';
import { perFunction } from './perFunction';
import { functionsOf, spellPlace, storedFunctions } from './storedFunctions';

export interface CallbackEntry {
  readonly facts: EntryFacts;
  /** 'interrupt handler', 'timer callback'. */
  readonly what: string;
  /** The registering call or initialiser, in absolute offsets. */
  readonly span: Span;
  /** The function the registration stands in; '' for an initialiser. */
  readonly function: string;
  /** Where that is, if not in the checked file: tree path, 1-based line. */
  readonly elsewhere?: { readonly file: string; readonly line: number };
  readonly under?: 'rcu' | 'srcu' | 'rtnl' | 'fs_reclaim';
  /** A hard interrupt on PREEMPT_RT too, or a raw spinlock: lockdep allows only raw spinlocks in any world. */
  readonly hard: boolean;
}

export interface FunctionEntry {
  readonly callbacks: readonly CallbackEntry[];
  /** Static, address never taken: every caller is in this file. */
  readonly closed: boolean;
}

/** What the registrations of a file are read with. */
export interface EntryScope {
  readonly facts: KernelFacts;
  readonly declarations: Declarations;
  readonly world: World;
  /** The registering file's text, for words that take a promise back; absent: it has none of them. */
  readonly text?: string;
  /** A function of another file whose registrations are looked for too. */
  readonly other?: string;
}

export function entriesOf(file: FileIr, scope: EntryScope): Map<string, FunctionEntry> {
  const { facts } = scope;
  const functions = new Set(file.functions.map(({ name }) => name));
  if (scope.other !== undefined) functions.add(scope.other);
  const stored = storedFunctions(file, scope.declarations, (name) => functions.has(name));
  const callbacks = new Map<string, CallbackEntry[]>();
  const taken = new Set<string>();
  const add = (name: string, registration: CallbackRegistration, argument: number, at: Registered): void => {
    const entry = functions.has(name) ? callbackEntry(registration, argument, at, scope) : undefined;
    if (entry !== undefined) callbacks.set(name, [...(callbacks.get(name) ?? []), entry]);
  };
  for (const fn of file.functions) {
    for (const name of mentionedIn(fn)) if (functions.has(name)) taken.add(name);
    for (const { step, registration } of registrationsIn(scope.declarations, fn, facts)) {
      const { object } = registration;
      const at: Registered = { span: step.span, function: fn.name, texts: step.args.map(flagText) };
      if (object === undefined)
        step.args.forEach((argument, index) => {
          for (const name of functionsOf(argument)) add(name, registration, index, at);
        });
      else {
        const place = placeBehind(step.args[object.argument]);
        for (const { name, ...store } of stored)
          if (store.field === object.field && store.object === place) add(name, registration, object.argument, at);
      }
    }
  }
  for (const { name, tag, field, span, where } of stored) {
    const registration = facts.operationContext(tag, field);
    const argument = registration?.callbacks[0]?.argument ?? 0;
    if (registration !== undefined) add(name, registration, argument, { span, function: where, texts: [] });
  }
  for (const { value, macro, span } of file.globals) {
    if (value !== undefined) for (const name of globalsOf(value)) if (functions.has(name)) taken.add(name);
    if (macro === undefined) continue;
    const registration = facts.callbackRegistration(macro.name);
    macro.args.forEach((text, index) => {
      const name = text.trim().replace(/^&/, '');
      if (!functions.has(name)) return;
      taken.add(name);
      if (registration !== undefined) add(name, registration, index, { span, function: '', texts: macro.args });
    });
  }
  const calls = callGraphOf(file.functions).called;
  const result = new Map<string, FunctionEntry>();
  for (const fn of file.functions) {
    result.set(fn.name, {
      callbacks: callbacks.get(fn.name) ?? [],
      closed: fn.static && !taken.has(fn.name) && calls.has(fn.name),
    });
  }
  if (scope.other !== undefined)
    result.set(scope.other, { callbacks: callbacks.get(scope.other) ?? [], closed: false });
  return result;
}

/** The calls of a function that register something. Which those are hangs on the tree, as its declarations do. */
const registrationsIn = perFunction((_declarations, fn, facts: KernelFacts) =>
  fn.blocks.flatMap(({ steps }) =>
    steps.flatMap((step) => {
      if (step.kind !== 'call' || typeof step.callee !== 'string') return [];
      const registration = facts.callbackRegistration(step.callee);
      return registration === undefined ? [] : [{ step, registration }];
    }),
  ),
);

/** Where a registration stands, and the texts of its arguments. */
interface Registered {
  readonly span: Span;
  readonly function: string;
  readonly texts: readonly string[];
}

/** What the registration says of the function that is its argument; undefined: nothing. */
function callbackEntry(
  registration: CallbackRegistration,
  argument: number,
  { span, function: where, texts }: Registered,
  { world, text }: EntryScope,
): CallbackEntry | undefined {
  const row =
    registration.callbacks.find((c) => c.argument === argument) ??
    (argument < 0 ? registration.callbacks[0] : undefined);
  if (row === undefined || (row.unless !== undefined && hasWord(text ?? '', row.unless))) return undefined;
  const variant = registration.variants.find(
    (v) =>
      (v.argument === undefined || v.argument === row.argument) &&
      v.names.some((name) => hasWord(texts[v.flags] ?? '', name)),
  );
  const { entry } = variant ?? row;
  return {
    facts: entry[world],
    what: row.what,
    span,
    function: where,
    hard: isHard(entry.rt),
    ...(row.under === undefined ? {} : { under: row.under }),
  };
}

function hasWord(text: string, pattern: string): boolean {
  return new RegExp(`\\b${pattern}\\b`).test(text);
}

/** The object that an argument points to, as storedFunctions() writes it; undefined: there is no argument. */
function placeBehind(argument: Expression | undefined): string | undefined {
  if (argument === undefined) return undefined;
  const of: Expression =
    argument.kind === 'address' ? argument.of : { kind: 'deref', pointer: argument, type: { kind: 'unknown' } };
  return spellPlace(of);
}

function isHard(entry: EntryFacts): boolean {
  return entry.context === 'hardirq' || entry.context === 'nmi' || entry.context === 'raw-locked';
}

/** Names in a flags argument, as far as the lowering kept them. */
function flagText(expression: Expression): string {
  if (expression.kind === 'integer') return expression.spelling ?? '';
  if (expression.kind === 'global') return expression.name;
  return expressionParts(expression).map(flagText).join(' ');
}

const MENTIONED = new WeakMap<FunctionIr, ReadonlySet<string>>();

/** Names of the globals and functions that the steps of a function use as values. */
function mentionedIn(fn: FunctionIr): ReadonlySet<string> {
  const known = MENTIONED.get(fn);
  if (known !== undefined) return known;
  const names = new Set<string>();
  for (const block of fn.blocks)
    for (const step of block.steps) for (const expression of stepExpressions(step)) globalsOf(expression, names);
  MENTIONED.set(fn, names);
  return names;
}

function globalsOf(expression: Expression, into = new Set<string>()): ReadonlySet<string> {
  if (expression.kind === 'global') into.add(expression.name);
  for (const part of expressionParts(expression)) globalsOf(part, into);
  return into;
}
