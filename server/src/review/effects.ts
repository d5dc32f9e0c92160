/**
 * What a patch changed in what functions do, as far as other functions of the file can notice: who calls a function whose
 * summary differs, and who takes a lock that is now taken otherwise, must be judged, too (focus.ts).
 */
import type { FileAnalysis } from '../analysis/analyse';
import type { Context } from '../analysis/context';
import type { AnalysisEvent, Condition } from '../analysis/events';
import type { FunctionAnalysis } from '../analysis/functionAnalysis';
import type { LockRef } from '../analysis/locks';
import { isNeutral, isRooted } from '../analysis/summary';
import type { Term } from '../analysis/terms';
import type { FileFocus } from './focus';
import type { Judged } from './judge';

/** Adds to `focus` what the difference of the two concerns; true: there was something to add. */
export function followEffects(before: Judged, after: Judged, focus: FileFocus): boolean {
  const size = focus.names.size;
  for (const { world, analysis: now } of after.checked?.views ?? []) {
    const old = before.checked?.views.find((view) => view.world === world)?.analysis;
    if (old === undefined) continue;
    followWorld(old, now, focus);
  }
  return focus.names.size > size;
}

function followWorld(before: FileAnalysis, after: FileAnalysis, focus: FileFocus): void {
  const old = new Set(before.file.functions.map(({ name }) => name));
  const now = new Set(after.file.functions.map(({ name }) => name));
  const locks = new Set<string>();
  for (const name of new Set([...old, ...now])) {
    if (entryText(before, name) !== entryText(after, name)) focus.add([name]);
    const [was, is] = [before.analysisOf(name), after.analysisOf(name)];
    // Not asked for on one side: nothing that is judged leans on it.
    if ((was === undefined && old.has(name)) || (is === undefined && now.has(name))) continue;
    if (is !== undefined && handsOverLocks(is) && focus.names.has(name)) focus.addCallersOf(name);
    if (was?.events === is?.events) continue;
    if (noticedIn(was) !== noticedIn(is)) focus.addCallersOf(name);
    for (const lock of locksInQuestion(was, is)) locks.add(lock);
  }
  focus.addUsersOf(locks);
}

/** Whoever calls it holds a lock of its from there on. */
function handsOverLocks({ exits }: FunctionAnalysis): boolean {
  return exits.some(({ context }) => context.held.some(({ origin }) => origin === 'taken'));
}

/** What callers can notice of a function: the same text wherever things stand in it, and however they are reached by memory. */
function noticedIn(analysis: FunctionAnalysis | undefined): string {
  if (analysis === undefined) return '';
  const { exits, events } = analysis.summary;
  const ways = exits.every(isNeutral)
    ? []
    : exits.map(
        ({ context, class: result, conditions }) => `${contextText(context)} ${result} ${conditionsText(conditions)}`,
      );
  return [...new Set([...ways, ...events.map(eventText)])].sort().join('\n');
}

function eventText({ happening, context, conditions, gfp, when, stale }: AnalysisEvent): string {
  const what = [happening.kind, contextText(context), conditionsText(conditions), when ?? '', stale];
  switch (happening.kind) {
    case 'sleep':
      return [...what, termText(happening.gfp), termText(happening.when), happening.vmalloc ?? ''].join(' ');
    case 'allocate':
      return [...what, happening.allocator, termText(happening.gfp), gfp?.ones ?? '', gfp?.zeros ?? ''].join(' ');
    case 'acquire':
      return [...what, callersName(happening.lock), happening.lockKind, happening.mode, happening.try].join(' ');
    case 'seq-read':
    case 'seq-write':
      return [...what, callersName(happening.seq)].join(' ');
    default:
      return what.join(' ');
  }
}

/** Those that a call's arguments decide. */
function conditionsText(conditions: readonly Condition[]): string {
  return conditions
    .filter(({ term }) => isRooted(term) && !term.memory)
    .map(({ term, holds }) => `${holds ? '' : '!'}${term.id}`)
    .sort()
    .join('&');
}

function termText(term: Term | undefined): string {
  return term !== undefined && isRooted(term) ? String(term.id) : '';
}

function callersName(lock: LockRef): string {
  return isRooted(lock.term) ? String(lock.term.id) : (lock.class ?? '');
}

function entryText(analysis: FileAnalysis, name: string): string {
  const { callbacks, closed } = analysis.entryOf(name);
  return JSON.stringify([callbacks.map(({ facts, what, hard, under }) => [facts, what, hard, under ?? '']), closed]);
}

/** Last names of locks that one of the two takes otherwise than the other, or leaves behind otherwise. */
function locksInQuestion(was: FunctionAnalysis | undefined, is: FunctionAnalysis | undefined): readonly string[] {
  const [old, now] = [takings(was), takings(is)];
  return [...difference(old, now), ...difference(now, old)].flatMap((lock) => lastName(lock) ?? []);
}

/** What is done with locks and counters, as a text, with the lock whose other users it concerns. */
function takings(analysis: FunctionAnalysis | undefined): ReadonlyMap<string, LockRef> {
  const found = new Map<string, LockRef>();
  for (const event of analysis?.events ?? []) {
    const lock = lockOf(event);
    if (lock !== undefined) found.set(`${event.happening.kind} ${nameOf(lock)} ${contextText(event.context)}`, lock);
  }
  for (const { context } of analysis?.exits ?? []) {
    for (const { lock, origin } of context.held)
      if (origin === 'taken') found.set(`leaves ${nameOf(lock)} ${contextText(context)}`, lock);
    for (const { lock, own } of context.released)
      if (!own) found.set(`drops ${nameOf(lock)} ${contextText(context)}`, lock);
  }
  return found;
}

/** With interrupts off and nothing else held a lock stands in no relation to other places. */
function lockOf({ happening, context }: AnalysisEvent): LockRef | undefined {
  switch (happening.kind) {
    case 'acquire':
      return happening.transient || (context.held.length === 0 && context.irq.kind === 'off')
        ? undefined
        : happening.lock;
    case 'seq-read':
    case 'seq-write':
    case 'seq-retry':
      return happening.seq;
    default:
      return undefined;
  }
}

function contextText({ held, irq, counts, released }: Context): string {
  const locks = held.map(({ lock, kind, mode }) => `${nameOf(lock)} ${kind} ${mode}`);
  const depths = Object.entries(counts).map(([counter, count]) => `${counter} ${count?.depth ?? 0}`);
  const dropped = released.flatMap(({ lock, own }) => (own ? [] : [`dropped ${nameOf(lock)}`]));
  return [...locks, ...dropped, irq.kind, ...depths].join(', ');
}

function nameOf({ class: known, term }: LockRef): string {
  return known ?? (isRooted(term) ? `term ${term.id}` : 'some lock');
}

function lastName({ class: known }: LockRef): string | undefined {
  return known === undefined ? undefined : /(\w+)(?:\[\])*$/.exec(known)?.[1];
}

function difference(a: ReadonlyMap<string, LockRef>, b: ReadonlyMap<string, LockRef>): readonly LockRef[] {
  return [...a].flatMap(([text, lock]) => (b.has(text) ? [] : [lock]));
}
