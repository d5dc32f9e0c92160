/** A lock that an interrupt takes, taken elsewhere with that interrupt able to arrive. */
import type { FileAnalysis } from '../analysis/analyse';
import type { AnalysisEvent } from '../analysis/events';
import type { PathStep } from '../analysis/finding';
import { type IrqLevel, type IrqUse, irqHabits, irqUses, type OpenProof, openAt } from '../analysis/irqUses';
import { classOrMember, mayShareClass } from '../analysis/locks';
import { eventPath, kindText, lockText, stepAt, throughText, witnessAfter } from '../analysis/report';
import { eventDetection, explainEvent } from './eventRule';
import type { Detection, Explanation, Rule, Subject } from './rule';

export const irqUnsafeLock: Rule = {
  meta: {
    id: 'irq-unsafe-lock',
    title: 'Lock of an interrupt taken with that interrupt enabled',
    what: 'An interrupt handler, timer or tasklet of the file, or of a file beside it, takes a lock that another path takes without turning that interrupt off; or one place takes with interrupts on what every other place of the file takes with them off.',
    why: 'The interrupt arrives on the CPU that holds the lock and spins for ever. Lockdep prints "inconsistent lock state".',
    whatToDo:
      'Use spin_lock_irq() or spin_lock_irqsave() where the handler is a hard interrupt, spin_lock_bh() where it is a softirq. The handler itself may use the plain form.',
    references: ['Documentation/kernel-hacking/locking.rst', 'kernel/locking/lockdep.c: mark_lock_irq()'],
    band: 'proven',
    worlds: ['smp', 'rt', 'up'],
    limits:
      'The interrupt must be registered in its own file, which is this one or one of the same directory, and interrupts must be on for certain: the other path sleeps in the same state, or is registered to start so. A lock that a member points to counts as one class per member. On PREEMPT_RT handlers are threads and spinlock_t is no concern.',
    example: {
      bad: '#include <linux/interrupt.h>\nstatic DEFINE_SPINLOCK(example_lock);\nstatic irqreturn_t example_irq(int irq, void *data)\n{\n\tspin_lock(&example_lock);\n\tspin_unlock(&example_lock);\n\treturn IRQ_HANDLED;\n}\nint example(int irq)\n{\n\tint ret = request_irq(irq, example_irq, 0, "example", 0);\n\n\tspin_lock(&example_lock);\n\tspin_unlock(&example_lock);\n\treturn ret;\n}',
      good: '#include <linux/interrupt.h>\nstatic DEFINE_SPINLOCK(example_lock);\nstatic irqreturn_t example_irq(int irq, void *data)\n{\n\tspin_lock(&example_lock);\n\tspin_unlock(&example_lock);\n\treturn IRQ_HANDLED;\n}\nint example(int irq)\n{\n\tint ret = request_irq(irq, example_irq, 0, "example", 0);\n\n\tspin_lock_irq(&example_lock);\n\tspin_unlock_irq(&example_lock);\n\treturn ret;\n}',
    },
  },

  detect(subject: Subject): readonly Detection[] {
    const found: Detection[] = [];
    for (const event of subject.fn.events) {
      const unsafe = unsafeUse(subject, event);
      if (unsafe === undefined) {
        const odd = oddOneOut(subject, event);
        if (odd !== undefined) found.push(odd);
        continue;
      }
      const { other } = unsafe;
      const detection = eventDetection(subject, event, [], {
        ...(event.happening.kind === 'acquire' ? { lock: event.happening.lock } : {}),
        once: true,
        counterpart: { fn: other.use.fn, event: other.use.event },
        variant: other.level,
      });
      // One helper for both: the second caller is often the way for when the interrupt is not there, or is over.
      const shared = sameSite(event, other.use.event);
      found.push(shared && detection.band === 'proven' ? { ...detection, band: 'likely' } : detection);
    }
    return found;
  },

  explain(subject, detection) {
    const { event, counterpart } = detection;
    if (detection.variant === 'habit' && event?.happening.kind === 'acquire' && counterpart !== undefined) {
      const habit = irqHabits(subject.file).get(event.happening.lock.class ?? '');
      const name = lockText(subject, event.happening.lock);
      const taker = event.chain.at(-1)?.call ?? '';
      const told = explainEvent(
        subject,
        detection,
        `${taker}() takes ${name} with interrupts on; all ${habit?.off ?? 0} other places of this file that take it turn them off, ${counterpart.fn.fn.name}() by saving their state`,
        `${taker}() takes ${name} with interrupts on`,
      );
      const back = eventPath(
        { file: subject.file, fn: counterpart.fn },
        counterpart.event,
        [],
        'does not know the state, and saves it',
      );
      return { ...told, path: [...told.path, ...back], assumptions: ['an interrupt takes the lock'] };
    }
    const unsafe = event === undefined ? undefined : unsafeUse(subject, event);
    if (unsafe === undefined) return { message: '', path: [], assumptions: [] };
    return explainUnsafe(subject, detection, unsafe, subject.file);
  },

  fixes: () => [],
  witness(subject, { event, counterpart, variant }) {
    if (event === undefined || counterpart === undefined) return { kind: 'none', reason: 'no path' };
    const witness = witnessAfter(subject, event, counterpart);
    const { callbacks } = subject.file.entryOf(counterpart.fn.fn.name);
    const isCalledSo = variant === 'habit' || callbacks.some(({ facts }) => facts.fromInterrupts);
    if (!isCalledSo || witness.kind !== 'path' || witness.before === undefined) return witness;
    // It is called from interrupts, too: that is what the finding rests on.
    return { ...witness, before: { ...witness.before, context: 'hardirq' } };
  },
};

/** `there`: the file whose handler it is. */
export function explainUnsafe(
  subject: Subject,
  detection: Detection,
  { other, proof }: Unsafe,
  there: FileAnalysis,
): Explanation {
  const { event } = detection;
  if (event?.happening.kind !== 'acquire') return { message: '', path: [], assumptions: [] };
  const call = event.chain.at(-1)?.call ?? '';
  const lock = `${lockText(subject, event.happening.lock)} (${kindText(subject, event.happening.lockKind)})`;
  const what = { nmi: 'NMIs', hardirq: 'interrupts', softirq: 'softirqs' }[other.level];
  const tried = other.use.acquire.try ? ', by a trylock that always succeeds without SMP' : '';
  const handler = other.use.fn.fn.name;
  const { elsewhere } = other.entry;
  const told = explainEvent(
    subject,
    detection,
    `${call}() takes ${lock}${throughText(event)} with ${what} on, and ${handler}()${there === subject.file ? '' : ` of ${other.use.fn.file}`}, ${article(other.entry.what)}${other.entry.facts.fromInterrupts ? ' that interrupts call' : ''}, takes it too${tried}`,
    `${call}() takes ${lock} with ${what} on`,
  );
  const registered: PathStep = {
    file: elsewhere?.file ?? '',
    span: other.entry.span,
    ...(elsewhere === undefined ? {} : { line: elsewhere.line }),
    function: other.entry.function,
    text: `registers ${handler}() as ${article(other.entry.what)}`,
  };
  const back = eventPath(
    { file: there, fn: other.use.fn },
    other.use.event,
    [],
    `${other.use.event.chain.at(-1)?.call ?? ''}() takes the lock in the interrupt`,
  );
  return { ...told, path: [...proofSteps(subject.file, subject, proof), ...told.path, registered, ...back] };
}

/** Places that turn interrupts off for a lock, beyond which the one that does not is a slip. */
const HABIT = 8;

function oddOneOut(subject: Subject, event: AnalysisEvent): Detection | undefined {
  const { happening } = event;
  if (happening.kind !== 'acquire' || happening.try || happening.transient || event.chain.length > 1) return undefined;
  const habit = happening.lock.class === undefined ? undefined : irqHabits(subject.file).get(happening.lock.class);
  if (habit?.saving === undefined || habit.off < HABIT || habit.plain > 1 || event.context.irq.kind === 'off')
    return undefined;
  // A reader in the interrupt does not wait for readers.
  if (happening.mode !== 'exclusive' && habit.saving.acquire.mode !== 'exclusive') return undefined;
  if (isOwnLevel(subject, 'hardirq') || openAt(subject.file, subject.fn, event, 'hardirq') === undefined)
    return undefined;
  return eventDetection(subject, event, [], {
    lock: happening.lock,
    once: true,
    counterpart: { fn: habit.saving.fn, event: habit.saving.event },
    variant: 'habit',
  });
}

export interface Unsafe {
  readonly other: IrqUse;
  readonly proof: OpenProof;
}

function unsafeUse(subject: Subject, event: AnalysisEvent): Unsafe | undefined {
  const { happening } = event;
  if (happening.kind !== 'acquire') return undefined;
  return unsafeAmong(subject, event, irqUses(subject.file).get(classOrMember(happening.lock) ?? '') ?? []);
}

/** The first of these uses in interrupts, of the lock's class, that can arrive where the event takes the lock. */
export function unsafeAmong(subject: Subject, event: AnalysisEvent, uses: readonly IrqUse[]): Unsafe | undefined {
  const { happening } = event;
  if (happening.kind !== 'acquire' || happening.try || happening.transient) return undefined;
  for (const level of ['nmi', 'hardirq', 'softirq'] as const) {
    const other = uses.find(
      (u) =>
        u.level === level &&
        clash(u, happening.mode) &&
        u.use.event.chain !== event.chain &&
        mayShareClass(u.use.acquire.lock.term, happening.lock.term),
    );
    const proof =
      other === undefined || isOwnLevel(subject, level) ? undefined : openAt(subject.file, subject.fn, event, level);
    if (other !== undefined && proof !== undefined) return { other, proof };
  }
  return undefined;
}

function sameSite(a: AnalysisEvent, b: AnalysisEvent): boolean {
  const [x, y] = [a.chain.at(-1), b.chain.at(-1)];
  return x !== undefined && y !== undefined && x.function === y.function && x.span.start === y.span.start;
}

/** Readers in the interrupt do not wait for readers outside. */
function clash(use: IrqUse, mode: string): boolean {
  return mode === 'exclusive' || use.use.acquire.mode === 'exclusive';
}

/** A softirq is not interrupted by a softirq, a hard interrupt by nothing. */
function isOwnLevel(subject: Subject, level: IrqLevel): boolean {
  return subject.file
    .entryOf(subject.fn.fn.name)
    .callbacks.some(
      (c) =>
        c.facts.context === 'nmi' ||
        (level !== 'nmi' && (c.facts.context === 'hardirq' || c.facts.context === 'hardirq-threaded')) ||
        (level === 'softirq' && (c.facts.context === 'softirq' || c.facts.context === 'bh-kthread')),
    );
}

function proofSteps(file: FileAnalysis, subject: Subject, proof: OpenProof): PathStep[] {
  if (proof.kind === 'always') return [];
  if (proof.kind === 'setup')
    return [
      {
        file: '',
        span: subject.fn.fn.nameSpan,
        function: subject.fn.fn.name,
        text: `${proof.word}: runs in a task with interrupts on`,
      },
    ];
  if (proof.kind === 'enables')
    return [
      stepAt(file, proof.where, `${proof.where.call}() turns interrupts on whatever they were: they are on at entry`),
    ];
  if (proof.kind === 'entry')
    return [
      {
        file: '',
        span: proof.entry.span,
        function: proof.entry.function,
        text: `registers ${subject.fn.fn.name}() as ${article(proof.entry.what)}, which starts with interrupts on`,
      },
    ];
  return [
    stepAt(
      file,
      proof.where,
      `${proof.where.call}() sleeps in the state the function was entered in: interrupts are on`,
    ),
  ];
}

function article(noun: string): string {
  return /^[aeiou]/i.test(noun) ? `an ${noun}` : `a ${noun}`;
}
