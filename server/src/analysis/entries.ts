/**
 * How a function of the file is entered: registered as a callback (kernel/callbacks), or only called from within the file.
 * A function with unknown callers says nothing: its entry is not assumed to be anything but what the code itself shows.
 */
import type { Span } from '../base/span';
import type { Expression, FileIr, FunctionIr } from '../ir/ir';
import { expressionParts } from '../ir/parts';
import type { KernelFacts } from '../kernel/api';
import type { CallbackRegistration, EntryFacts } from '../kernel/contexts';
import type { World } from '../kernel/worlds';
import { calledNames } from './callGraph';
import { stepExpressions } from './cfg';

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
  /** A hard interrupt on PREEMPT_RT too: lockdep allows only raw spinlocks in any world. */
  readonly hard: boolean;
}

export interface FunctionEntry {
  readonly callbacks: readonly CallbackEntry[];
  /** Static, address never taken: every caller is in this file. */
  readonly closed: boolean;
}

export function entriesOf(file: FileIr, facts: KernelFacts, world: World): Map<string, FunctionEntry> {
  const functions = new Map(file.functions.map((fn) => [fn.name, fn]));
  const callbacks = new Map<string, CallbackEntry[]>();
  const taken = new Set<string>();
  const add = (
    name: string,
    registration: CallbackRegistration,
    argument: number,
    span: Span,
    where: string,
    texts: readonly string[],
  ): void => {
    const row =
      registration.callbacks.find((c) => c.argument === argument) ??
      (argument < 0 ? registration.callbacks[0] : undefined);
    if (row === undefined) return;
    const variant = registration.variants.find(
      (v) =>
        (v.argument === undefined || v.argument === row.argument) &&
        v.names.some((n) => new RegExp(`\\b${n}\\b`).test(texts[v.flags] ?? '')),
    );
    const list = callbacks.get(name) ?? [];
    list.push({
      facts: (variant ?? row).entry[world],
      what: row.what,
      span,
      function: where,
      hard: isHard((variant ?? row).entry.rt),
      ...(row.under === undefined ? {} : { under: row.under }),
    });
    callbacks.set(name, list);
  };
  const visitCalls = (fn: FunctionIr): void => {
    for (const name of mentionedIn(fn)) if (functions.has(name)) taken.add(name);
    for (const block of fn.blocks) {
      for (const step of block.steps) {
        if (step.kind === 'call' && typeof step.callee === 'string') {
          const registration = facts.callbackRegistration(step.callee);
          if (registration === undefined) continue;
          const { object } = registration;
          if (object !== undefined) {
            for (const name of storedIn(file, step.args[object.argument], object.field)) {
              if (functions.has(name))
                add(name, registration, object.argument, step.span, fn.name, step.args.map(flagText));
            }
            continue;
          }
          step.args.forEach((argument, index) => {
            const name = functionName(argument);
            if (name !== undefined && functions.has(name))
              add(name, registration, index, step.span, fn.name, step.args.map(flagText));
          });
        } else if (step.kind === 'assign' && step.target.kind === 'field') {
          const name = functionName(step.value);
          const base = step.target.base.kind === 'string' ? undefined : step.target.base.type;
          if (name === undefined || !functions.has(name) || base?.kind !== 'record') continue;
          const registration = facts.operationContext(base.tag, step.target.name);
          if (registration !== undefined)
            add(name, registration, registration.callbacks[0]?.argument ?? 0, step.span, fn.name, []);
        }
      }
    }
  };
  for (const fn of file.functions) visitCalls(fn);
  for (const global of file.globals) {
    if (global.value !== undefined) {
      for (const name of globalsOf(global.value)) if (functions.has(name)) taken.add(name);
      initialiser(global.value, global.type.kind === 'record' ? global.type.tag : undefined, (tag, field, name) => {
        const registration = functions.has(name) ? facts.operationContext(tag, field) : undefined;
        if (registration !== undefined)
          add(name, registration, registration.callbacks[0]?.argument ?? 0, global.span, '', []);
      });
    }
    if (global.macro !== undefined) {
      const registration = facts.callbackRegistration(global.macro.name);
      global.macro.args.forEach((text, index) => {
        const name = text.trim().replace(/^&/, '');
        if (!functions.has(name)) return;
        taken.add(name);
        if (registration !== undefined) add(name, registration, index, global.span, '', global.macro?.args ?? []);
      });
    }
  }
  const calls = new Set(file.functions.flatMap((fn) => [...calledNames(fn)]));
  const result = new Map<string, FunctionEntry>();
  for (const fn of file.functions) {
    result.set(fn.name, {
      callbacks: callbacks.get(fn.name) ?? [],
      closed: fn.static && !taken.has(fn.name) && calls.has(fn.name),
    });
  }
  return result;
}

/** Functions that the file stores in `field` of the object configured here: `timer.function = f` beside hrtimer_init(&timer, ...). */
function storedIn(file: FileIr, object: Expression | undefined, field: string): readonly string[] {
  if (object === undefined) return [];
  const wanted = spelling(
    object.kind === 'address' ? object.of : { kind: 'deref', pointer: object, type: { kind: 'unknown' } },
  );
  const names: string[] = [];
  for (const fn of file.functions) {
    for (const block of fn.blocks) {
      for (const step of block.steps) {
        if (step.kind !== 'assign' || step.target.kind !== 'field' || step.target.name !== field) continue;
        const name = functionName(step.value);
        if (name !== undefined && spelling(step.target.base) === wanted) names.push(name);
      }
    }
  }
  return names;
}

/** Equal for equal places; variables of different functions with one number are taken for the same, which only adds contexts. */
function spelling(expression: Expression): string {
  return JSON.stringify(expression, (key, value: unknown) =>
    key === 'type' ? undefined : typeof value === 'bigint' ? String(value) : value,
  );
}

function isHard(entry: EntryFacts): boolean {
  return entry.context === 'hardirq' || entry.context === 'nmi';
}

function functionName(expression: Expression): string | undefined {
  if (expression.kind === 'global') return expression.name;
  if (expression.kind === 'address') return functionName(expression.of);
  return expression.kind === 'cast' ? functionName(expression.operand) : undefined;
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

function initialiser(
  value: Expression,
  tag: string | undefined,
  found: (tag: string, field: string, name: string) => void,
): void {
  if (value.kind !== 'aggregate') return;
  const own = value.type.kind === 'record' ? value.type.tag : tag;
  for (const part of value.parts) {
    const field = part.path.findLast((p) => typeof p === 'string');
    const name = functionName(part.value);
    if (own !== undefined && typeof field === 'string' && name !== undefined) found(own, field, name);
    initialiser(part.value, undefined, found);
  }
}
