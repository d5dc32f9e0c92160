/** Places, words and witnesses of findings, shared by the rules: how a lock, a reason, a path is told. */
import type { Span } from '../base/span';
import type { FileAnalysis, FunctionAnalysis } from './analyse';
import { placeOfReason, type Reason } from './atomic';
import { innerEvent } from './confirm';
import type { Context, Place } from './context';
import type { AnalysisEvent, PathNode } from './events';
import type { Decision, EntryContext, PathStep, Witness } from './finding';
import { type LockRef, printLock } from './locks';
import type { Subject } from './violations';

export function lockText(subject: Subject, lock: LockRef): string {
  return printLock(lock, (variable) => subject.fn.fn.variables[variable]?.name ?? '?');
}

/** 'spinlock_t' for a held lock's kind. */
export function kindText(subject: Subject, kind: Parameters<FileAnalysis['engine']['facts']['lockKind']>[0]): string {
  return subject.file.engine.facts.lockKind(kind, subject.file.world).cType;
}

/** Place spans count from their function; findings count from the file. */
export function absoluteSpan(file: FileAnalysis, place: Place): Span {
  const origin = file.analysisOf(place.function)?.fn.span.start ?? 0;
  return { start: place.span.start + origin, end: place.span.end + origin };
}

/** The innermost call of the chain that lies in the checked file. */
export function primaryPlace(event: AnalysisEvent): Place {
  const place = event.chain.findLast((p) => p.file === '') ?? event.chain[0];
  if (place === undefined) throw new Error('an event has a place');
  return place;
}

export function stepAt(file: FileAnalysis, place: Place, text: string): PathStep {
  const span = place.file === '' ? absoluteSpan(file, place) : place.span;
  return {
    file: place.file,
    span,
    function: place.function,
    text,
    ...(place.line === undefined ? {} : { line: place.line }),
  };
}

/** 'zone->lock (spinlock_t)', 'interrupts off', ...: what forbids it, as a noun. */
export function reasonNoun(subject: Subject, reason: Reason): string {
  switch (reason.kind) {
    case 'lock': {
      const { held } = reason;
      if (held.kind === 'rcu') return 'an RCU read-side section';
      if (held.kind === 'rcu_bh') return 'an RCU-bh read-side section';
      if (held.kind === 'rcu_sched') return 'an RCU-sched read-side section';
      return `${lockText(subject, held.lock)} (${kindText(subject, held.kind)})`;
    }
    case 'irqs-off':
      return 'interrupts off';
    case 'preempt-off':
      return 'preemption off';
    case 'bh-off':
      return 'bottom halves off';
    case 'writing':
      return 'a sequence write section';
    case 'entry':
      return `${article(reason.entry.what)} (${contextText(reason.entry.facts.context)})`;
  }
}

function article(noun: string): string {
  return /^[aeiou]/i.test(noun) ? `an ${noun}` : `a ${noun}`;
}

function contextText(context: string): string {
  const words: Record<string, string> = {
    hardirq: 'hard interrupt',
    softirq: 'softirq',
    nmi: 'NMI',
    'hardirq-threaded': 'threaded interrupt',
    'irq-thread': 'interrupt thread',
    'bh-kthread': 'thread with bottom halves off',
    'task-preempt-off': 'preemption off',
    'task-irqs-off': 'interrupts off',
    'spin-locked': 'under a spinlock',
    'raw-locked': 'under a raw spinlock',
    'no-sleep': 'must not sleep',
  };
  return words[context] ?? context;
}

/** 'under X, since f() in g()' / 'with interrupts off, since ...' / 'in an interrupt handler'. */
export function reasonClause(subject: Subject, reason: Reason): string {
  const noun = reasonNoun(subject, reason);
  if (reason.kind === 'entry') {
    const { elsewhere, function: by } = reason.entry;
    const places = [...(by === '' ? [] : [`in ${by}()`]), ...(elsewhere === undefined ? [] : [elsewhere.file])];
    return `in ${noun}${places.length === 0 ? '' : `, registered ${places.join(' of ').replace(/^(?!in )/, 'in ')}`}`;
  }
  const where = placeOfReason(reason);
  const since =
    where === undefined ? '' : `, since ${where.call}${where.call.startsWith('__') ? '' : '()'} in ${where.function}()`;
  const assumed = reason.kind === 'lock' && reason.held.origin === 'assumed';
  const lead = reason.kind === 'lock' ? 'under' : 'with';
  return `${lead} ${noun}${assumed && where !== undefined ? `, held at entry by ${where.call} of ${where.function}()` : since}`;
}

/** The step where the reason began. */
export function reasonStep(subject: Subject, reason: Reason): PathStep | undefined {
  if (reason.kind === 'entry') {
    const { elsewhere } = reason.entry;
    return {
      file: elsewhere?.file ?? '',
      span: reason.entry.span,
      ...(elsewhere === undefined ? {} : { line: elsewhere.line }),
      function: reason.entry.function,
      text: `registers ${subject.fn.fn.name}() as ${reasonNoun(subject, reason)}`,
    };
  }
  const where = placeOfReason(reason);
  if (where === undefined) return undefined;
  const text =
    reason.kind === 'lock'
      ? `${reason.held.origin === 'assumed' ? 'says that its caller holds' : 'takes'} ${reasonNoun(subject, reason)}`
      : reason.kind === 'irqs-off'
        ? 'turns interrupts off'
        : reason.kind === 'preempt-off'
          ? 'turns preemption off'
          : reason.kind === 'bh-off'
            ? 'turns bottom halves off'
            : 'begins the write section';
  return stepAt(subject.file, where, text);
}

/** Context, calls down, and the event itself. */
export function eventPath(
  subject: Subject,
  event: AnalysisEvent,
  reasons: readonly Reason[],
  last: string,
): PathStep[] {
  const steps: PathStep[] = [];
  for (const reason of reasons) {
    const step = reasonStep(subject, reason);
    if (step !== undefined) steps.push(step);
  }
  event.chain.forEach((place, index) => {
    const isLast = index === event.chain.length - 1;
    steps.push(stepAt(subject.file, place, isLast ? last : `calls ${place.call}()`));
  });
  return steps;
}

/** ' through g() and h()': the callees between the function and the event. */
export function throughText(event: AnalysisEvent): string {
  const between = event.chain.slice(0, -1).map((p) => `${p.call}()`);
  if (between.length === 0) return '';
  return ` (through ${between.join(', ')})`;
}

export function witnessTo(subject: Subject, event: AnalysisEvent): Witness {
  const decisions = decisionsOf(subject.file, subject.fn, event.path);
  let chain = event.chain.slice(1);
  while (chain.length > 0 && chain[0] !== undefined) {
    const inner = subject.file.analysisOf(chain[0].function);
    if (inner === undefined) break;
    if (inner.file === '') decisions.push(...decisionsOf(subject.file, inner, innerEvent(inner, event, chain)?.path));
    chain = chain.slice(1);
  }
  const target = primaryPlace(event);
  return pathWitness(subject, event.context, decisions, {
    function: target.function,
    span: absoluteSpan(subject.file, target),
  });
}

/** The path to an event, behind one to another event: what lockdep remembers of the first makes the second a report. */
export function witnessAfter(
  subject: Subject,
  event: AnalysisEvent,
  first: { readonly fn: FunctionAnalysis; readonly event: AnalysisEvent },
): Witness {
  const witness = witnessTo(subject, event);
  const before = witnessTo({ file: subject.file, fn: first.fn }, first.event);
  return witness.kind === 'path' && before.kind === 'path' ? { ...witness, before } : witness;
}

export function pathWitness(
  subject: Subject,
  context: Context,
  decisions: readonly Decision[],
  target: { readonly function: string; readonly span: Span },
): Witness {
  const callback = subject.file.entryOf(subject.fn.fn.name).callbacks[0];
  return {
    kind: 'path',
    entry: subject.fn.fn.name,
    context: entryContext(callback?.facts.context),
    held: context.held.filter((h) => h.origin === 'assumed').map((h) => lockText(subject, h.lock)),
    decisions,
    target,
  };
}

function entryContext(context: string | undefined): EntryContext {
  switch (context) {
    case 'softirq':
    case 'hardirq':
    case 'hardirq-threaded':
    case 'nmi':
      return context;
    case 'irq-thread':
      return 'hardirq-threaded';
    case 'bh-kthread':
    case 'spin-locked':
    case 'no-sleep':
      return 'softirq';
    // Where lockdep allows what it allows in a hard interrupt.
    case 'raw-locked':
    case 'task-irqs-off':
      return 'hardirq';
    default:
      return 'task';
  }
}

export function decisionsOf(file: FileAnalysis, fn: FunctionAnalysis, path: PathNode | undefined): Decision[] {
  const decisions: Decision[] = [];
  const origin = file.analysisOf(fn.fn.name)?.fn.span.start ?? fn.fn.span.start;
  for (let node = path; node !== undefined; node = node.previous) {
    if (node.branch === undefined) continue;
    decisions.push({
      span: { start: node.branch.span.start + origin, end: node.branch.span.end + origin },
      function: fn.fn.name,
      taken: node.branch.taken,
    });
  }
  return decisions.reverse().slice(-200);
}
