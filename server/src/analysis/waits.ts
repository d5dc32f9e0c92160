/**
 * Who waits for which callback: objects that callbacks are registered for, as classes (`struct port.work`), and the calls that
 * wait for them. Computed once per file.
 * Misses: objects reached through a plain pointer, callbacks registered in other files.
 */
import type { CallStep, Expression, FunctionIr } from '../ir/ir';
import { RCU_CALLS, THREAD_MAKERS, type WaitRow, waitOf } from '../kernel/waits';
import type { FileAnalysis, FunctionAnalysis } from './analyse';
import { resolveType, typeOf } from './evaluate';
import type { AnalysisEvent } from './events';
import { bare, callsOf } from './shape';

export interface Wait {
  readonly row: WaitRow;
  /** The event of the waiting call, in the function it belongs to: its context is the one waited in. */
  readonly event: AnalysisEvent;
  /** The callbacks that are waited for, as functions of the file. */
  readonly callbacks: readonly FunctionAnalysis[];
}

interface Calls {
  readonly callbacksOf: ReadonlyMap<string, readonly string[]>;
  /** By `function start`: the waiting call's object. */
  readonly waits: ReadonlyMap<string, { readonly row: WaitRow; readonly object: string }>;
}

const KNOWN = new WeakMap<FileAnalysis, Calls>();

/** The waits among a function's events. */
export function waitsOf(file: FileAnalysis, fn: FunctionAnalysis): Wait[] {
  const { callbacksOf, waits } = callsOfFile(file);
  if (waits.size === 0) return [];
  const found: Wait[] = [];
  for (const event of fn.events) {
    const last = event.chain.at(-1);
    const wait = last === undefined || last.file !== '' ? undefined : waits.get(`${last.function} ${last.span.start}`);
    if (wait === undefined) continue;
    const callbacks = (callbacksOf.get(wait.object) ?? []).flatMap((name) => file.analysisOf(name) ?? []);
    if (callbacks.length > 0) found.push({ row: wait.row, event, callbacks });
  }
  return found;
}

function callsOfFile(file: FileAnalysis): Calls {
  const known = KNOWN.get(file);
  if (known !== undefined) return known;
  const callbacksOf = new Map<string, string[]>();
  const waits = new Map<string, { row: WaitRow; object: string }>();
  const names = new Set(file.file.functions.map((fn) => fn.name));
  const add = (object: string | undefined, callback: string | undefined): void => {
    if (object === undefined || callback === undefined || !names.has(callback)) return;
    const list = callbacksOf.get(object) ?? [];
    if (!list.includes(callback)) list.push(callback);
    callbacksOf.set(object, list);
  };
  for (const fn of file.file.functions) {
    for (const { step, name } of callsOf(fn)) {
      const row = waitOf(name);
      const object =
        row === undefined ? undefined : row.object === 'rcu' ? 'rcu' : objectOf(file, step.args[row.argument]);
      if (row !== undefined && object !== undefined)
        waits.set(`${fn.name} ${step.span.start - fn.span.start}`, { row, object });
      if (RCU_CALLS.has(name)) add('rcu', functionName(step.args[1]));
      if (THREAD_MAKERS.has(name)) add(resultPlace(file, fn, step), functionName(step.args[0]));
      const registration = file.engine.facts.callbackRegistration(name);
      if (registration === undefined || registration.object !== undefined) continue;
      for (const { argument } of registration.callbacks)
        add(objectOf(file, step.args[0]), functionName(step.args[argument]));
    }
  }
  for (const global of file.file.globals) {
    const registration =
      global.macro === undefined ? undefined : file.engine.facts.callbackRegistration(global.macro.name);
    for (const { argument } of registration?.callbacks ?? [])
      add(`global ${global.name}`, global.macro?.args[argument]?.trim().replace(/^&/, ''));
  }
  const fresh: Calls = { callbacksOf, waits };
  KNOWN.set(file, fresh);
  return fresh;
}

/** `&port->work`, `port->irq`: the member as a class; `&global`. */
function objectOf(file: FileAnalysis, argument: Expression | undefined): string | undefined {
  if (argument === undefined) return undefined;
  const value = bare(argument);
  const place = value.kind === 'address' ? value.of : value;
  if (place.kind === 'global') return `global ${place.name}`;
  if (place.kind !== 'field') return undefined;
  const record = resolveType(file.engine.declarations, typeOf(place.base));
  return record.kind === 'record' ? `struct ${record.tag}.${place.name}` : undefined;
}

/** `port->task = kthread_run(...)`: where the result is kept. */
function resultPlace(file: FileAnalysis, fn: FunctionIr, call: CallStep): string | undefined {
  if (call.result === undefined) return undefined;
  const holders = new Set<number>([call.result]);
  for (const block of fn.blocks) {
    for (const step of block.steps) {
      if (step.kind !== 'assign') continue;
      const value = bare(step.value);
      if (value.kind !== 'variable' || !holders.has(value.id)) continue;
      if (step.target.kind === 'variable') holders.add(step.target.id);
      else return objectOf(file, step.target);
    }
  }
  return undefined;
}

function functionName(expression: Expression | undefined): string | undefined {
  if (expression === undefined) return undefined;
  const value = bare(expression);
  if (value.kind === 'global') return value.name;
  return value.kind === 'address' ? functionName(value.of) : undefined;
}
