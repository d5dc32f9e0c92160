/** A write section entered where it may be preempted or is not serialised; on PREEMPT_RT a seqlock's lock with interrupts really off. */
import { hardAtomicReasons, type Reason } from '../analysis/atomic';
import type { AnalysisEvent } from '../analysis/events';
import { lockText, reasonClause, throughText, witnessTo } from '../analysis/report';
import { mainReason } from '../analysis/violations';
import type { LockKind } from '../kernel/effects';
import { seqReader } from '../kernel/seqReaders';
import { eventDetection, explainEvent } from './eventRule';
import type { Detection, Rule, Subject } from './rule';

/** Locks that serialise the writers of a counter of this type. */
const ASSOCIATED: Partial<Record<LockKind, LockKind>> = {
  seqcount_raw_spinlock: 'raw_spinlock',
  seqcount_spinlock: 'spinlock',
  seqcount_rwlock: 'rwlock',
  seqcount_mutex: 'mutex',
};

export const seqlockWriterContext: Rule = {
  meta: {
    id: 'seqlock-writer-context',
    title: 'Sequence counter written in the wrong context',
    what: 'A plain seqcount_t is written with preemption on, a counter with an associated lock without that lock, a counter that interrupts wait for with interrupts on, or, on PREEMPT_RT, a seqlock_t is taken for writing with interrupts or preemption switched off.',
    why: 'A preempted writer leaves the count odd, and readers spin on it; two writers corrupt it. On PREEMPT_RT the lock inside a seqlock_t sleeps.',
    whatToDo:
      'Take the lock that serialises the writers; use a seqcount type with that lock, or seqlock_t; use write_seqlock_irqsave() instead of local_irq_save() and write_seqlock().',
    references: [
      'Documentation/locking/seqlock.rst',
      'include/linux/seqlock.h: do_write_seqcount_begin()',
      'mm/page_alloc.c: __build_all_zonelists()',
    ],
    band: 'proven',
    worlds: ['smp', 'rt', 'up'],
    limits:
      'Whether the caller holds the lock is known only for callbacks that start in task context and for what the function itself does.',
    example: {
      bad: 'static seqcount_t example_seq;\nstatic void example(struct work_struct *work)\n{\n\twrite_seqcount_begin(&example_seq);\n\twrite_seqcount_end(&example_seq);\n}\nvoid example_setup(struct work_struct *work)\n{\n\tINIT_WORK(work, example);\n}',
      good: 'static seqcount_t example_seq;\nstatic void example(struct work_struct *work)\n{\n\tpreempt_disable();\n\twrite_seqcount_begin(&example_seq);\n\twrite_seqcount_end(&example_seq);\n\tpreempt_enable();\n}\nvoid example_setup(struct work_struct *work)\n{\n\tINIT_WORK(work, example);\n}',
    },
  },

  looksAt: 'function',

  detect(subject: Subject): readonly Detection[] {
    const found: Detection[] = [];
    const { engine, world } = subject.file;
    for (const event of subject.fn.events) {
      const { happening, context } = event;
      if (world === 'rt' && happening.kind === 'acquire' && happening.lockKind === 'seqlock' && !happening.try) {
        const reasons = hardAtomicReasons(engine, context).filter((r) => r.kind !== 'lock');
        if (reasons.length > 0 && !context.held.some((h) => h.kind === 'raw_spinlock'))
          found.push(eventDetection(subject, event, reasons, { lock: happening.lock, variant: 'rt' }));
      } else if (isOpenToReaders(subject, event)) {
        found.push(
          eventDetection(subject, event, [], {
            ...(happening.kind === 'acquire' ? { lock: happening.lock } : {}),
            variant: 'interrupted',
          }),
        );
      } else if (happening.kind === 'seq-write' && happening.typed) {
        const variant = writerProblem(subject, event, happening.lockKind);
        if (variant !== undefined) found.push(eventDetection(subject, event, [], { lock: happening.seq, variant }));
      }
    }
    return found;
  },

  explain(subject, detection) {
    const { event, lock, variant } = detection;
    if (event === undefined || lock === undefined) return { message: '', path: [], assumptions: [] };
    const call = event.chain.at(-1)?.call ?? '';
    const name = lockText(subject, lock);
    const through = throughText(event);
    const reason: Reason | undefined = mainReason(detection.reasons);
    const message = {
      rt: `${call}() takes ${name} (seqlock_t), which sleeps on PREEMPT_RT,${through} ${reason === undefined ? '' : reasonClause(subject, reason)}`,
      preemptible: `${call}() begins writing ${name}${through} with preemption on`,
      interrupted: `${call}() begins writing ${name}${through} with interrupts on; ${seqReader(lock.class ?? '')?.reader ?? 'a reader'} runs in interrupts too and spins there until the writer goes on`,
      unlocked: `${call}() begins writing ${name}${through} without the lock of its type held`,
    }[variant ?? ''];
    return explainEvent(subject, detection, message ?? '', `${call}() begins the write section`);
  },

  fixes: () => [],
  witness(subject, { variant, event, lock }) {
    if (event === undefined) return { kind: 'none', reason: 'no path' };
    if (variant !== 'interrupted') return witnessTo(subject, event);
    const scenario = seqReader(lock?.class ?? '')?.scenarios?.interrupt;
    return scenario === undefined
      ? { kind: 'none', reason: 'the reader in the interrupt is another actor' }
      : { kind: 'scenario', scenario, functions: [subject.fn.fn.name] };
  },
};

/** A writer of a counter that interrupts wait for, by a form that leaves them on, in a function that turns nothing off. */
function isOpenToReaders(subject: Subject, event: AnalysisEvent): boolean {
  const { happening, context } = event;
  if (subject.file.world === 'rt' || happening.kind !== 'acquire' || happening.lockKind !== 'seqlock' || happening.try)
    return false;
  if (
    event.chain.length > 1 ||
    happening.lock.class === undefined ||
    seqReader(happening.lock.class)?.inInterrupts !== true
  )
    return false;
  return context.irq.kind === 'entry' || context.irq.kind === 'on';
}

function writerProblem(subject: Subject, event: AnalysisEvent, kind: LockKind): string | undefined {
  const { engine, world } = subject.file;
  const { context } = event;
  if (
    context.irq.kind !== 'entry' ||
    // On PREEMPT_RT bottom halves and migration off leave preemption on.
    Object.entries(context.counts).some(
      ([name, c]) => c.depth !== 0 && !(world === 'rt' && (name === 'bh' || name === 'migrate')),
    ) ||
    context.released.some((r) => !r.own)
  )
    return undefined;
  const facts = context.held.map((h) => ({ held: h, facts: engine.facts.lockKind(h.kind, world) }));
  const associated = ASSOCIATED[kind];
  if (kind === 'seqcount') {
    if (facts.some((f) => f.facts.disablesPreemption)) return undefined;
    // Where a spinlock_t could be taken on PREEMPT_RT, preemption is on.
    const provenByLock =
      world === 'rt' && facts.some((f) => f.held.origin === 'taken' && !f.held.trylock && f.facts.sleepsToAcquire);
    const provenByMutex = facts.some(
      (f) => f.held.origin === 'taken' && !f.held.trylock && ['mutex', 'rwsem'].includes(f.held.kind),
    );
    return provenByLock || provenByMutex || startsPlain(subject) ? 'preemptible' : undefined;
  }
  if (associated === undefined || !startsPlain(subject)) return undefined;
  return facts.some((f) => f.held.kind === associated) ? undefined : 'unlocked';
}

/** Entered as a callback in task context with everything enabled: nothing is held but what it took. */
function startsPlain(subject: Subject): boolean {
  const { callbacks } = subject.file.entryOf(subject.fn.fn.name);
  return (
    callbacks.length > 0 &&
    callbacks.every((c) => c.facts.context === 'task' && c.facts.maySleep && c.under === undefined)
  );
}
