/** Saved interrupt flags overwritten, never restored, or made useless by an unconditional enable; unlock flavours that do not fit. */
import { type OpenSave, type Place, samePlace } from '../analysis/context';
import type { AnalysisEvent, Exit } from '../analysis/events';
import { decisionsOf, pathWitness, stepAt, witnessTo } from '../analysis/report';
import { eventDetection, explainEvent, likelyOnly } from './eventRule';
import { isSwitchedOnElsewhere, takesLock } from './leftOff';
import type { Detection, Rule, Subject } from './rule';

export const irqFlagsMisuse: Rule = {
  meta: {
    id: 'irq-flags-misuse',
    title: 'Interrupt flags saved and restored wrongly',
    what: 'One flags variable is used for two nested saves, interrupts are enabled inside a region that saved them, saved flags are never restored, interrupts stay off on one way out that others of its kind switch on again, a restore uses a variable that was never saved to, or the unlock does not fit the lock (spin_lock_irq() with spin_unlock()).',
    why: 'Interrupts come back on too early, and a handler that takes the same lock deadlocks; or they stay off for ever.',
    whatToDo:
      'Give each nesting level its own flags variable, pair _irqsave with _irqrestore and _irq with _irq, and inside an irqsave region use the plain lock operations.',
    references: ['Documentation/kernel-hacking/locking.rst', 'include/linux/spinlock.h', 'include/linux/irqflags.h'],
    band: 'proven',
    worlds: ['smp', 'up'],
    limits:
      'Flags kept in structures are not followed across functions. On PREEMPT_RT spinlock_t operations do not touch interrupts.',
    example: {
      bad: 'static DEFINE_SPINLOCK(example_a);\nstatic DEFINE_SPINLOCK(example_b);\nvoid example(void)\n{\n\tunsigned long flags;\n\n\tspin_lock_irqsave(&example_a, flags);\n\tspin_lock_irqsave(&example_b, flags);\n\tspin_unlock_irqrestore(&example_b, flags);\n\tspin_unlock_irqrestore(&example_a, flags);\n}',
      good: 'static DEFINE_SPINLOCK(example_a);\nstatic DEFINE_SPINLOCK(example_b);\nvoid example(void)\n{\n\tunsigned long flags;\n\n\tspin_lock_irqsave(&example_a, flags);\n\tspin_lock(&example_b);\n\tspin_unlock(&example_b);\n\tspin_unlock_irqrestore(&example_a, flags);\n}',
    },
  },

  looksAt: 'function',

  detect(subject: Subject): readonly Detection[] {
    const found: Detection[] = [];
    const wrong = new Set(subject.fn.events.filter((e) => e.happening.kind === 'wrong-release').map(callKey));
    const twice = new Set(subject.fn.events.filter((e) => e.happening.kind === 'release-twice').map(callKey));
    const savesOver = subject.fn.events.some((e) => e.happening.kind === 'save-over');
    for (const event of subject.fn.events) {
      const { happening } = event;
      if (happening.kind === 'save-over')
        found.push(eventDetection(subject, event, [], { variant: 'over', origin: happening.first }));
      else if (happening.kind === 'restore-unsaved') {
        // Not where it follows from what is told already: an unlock too many (lock-imbalance), a save over another.
        const follows = happening.again && (savesOver || twice.has(callKey(event)));
        if (follows) continue;
        const detection = eventDetection(subject, event, [], { variant: happening.again ? 'again' : 'unsaved' });
        const isOpen = !happening.again && event.pathOpen > 0 && savesBefore(subject, event);
        found.push(isOpen ? likelyOnly(detection) : detection);
      } else if (happening.kind === 'early-enable' && !wrong.has(callKey(event))) {
        const byLock = event.context.held.some((h) => h.flavour === 'irqsave' && samePlace(h.where, happening.save));
        const detection = eventDetection(subject, event, [], { variant: 'early', origin: happening.save });
        // Without a lock held over it, enabling inside a save can be meant (idle loops, early boot).
        found.push(byLock || detection.band !== 'proven' ? detection : { ...detection, band: 'likely' });
      } else if (
        happening.kind === 'wrong-release' &&
        subject.fn.exits.some((exit) => leftOpen(exit, happening.where))
      ) {
        found.push(
          eventDetection(subject, event, [], { variant: 'flavour', origin: happening.where, lock: happening.lock }),
        );
      }
    }
    if (subject.fn.fn.annotations.length === 0 && !found.some((d) => d.variant === 'over' || d.variant === 'unsaved'))
      found.push(...unrestored(subject));
    return found;
  },

  explain(subject, detection) {
    const { event, origin, variant } = detection;
    const call = event?.chain.at(-1)?.call ?? '';
    const since = origin === undefined ? '' : `${origin.call}() in ${origin.function}()`;
    const message = {
      over: `${call}() saves over the flags that ${since} saved and nothing has restored`,
      unsaved: `${call}() restores flags that nothing on this path has saved`,
      again: `${call}() restores flags that this path has already restored`,
      early: `${call}() enables interrupts inside the region that ${since} saved and disabled`,
      flavour: `${call}() enables interrupts, but ${since} saved their state, which is never restored`,
      unrestored: `returns with interrupts off: the flags that ${since} saved are never restored`,
      left: `returns with interrupts off: ${since} disabled them; other paths with such a result enable them`,
      plain: `returns with interrupts off: ${since} disabled them, and the unlock does not enable them`,
    }[variant ?? ''];
    const last = event === undefined ? 'returns' : `${call}()`;
    const told = explainEvent(subject, detection, message ?? '', last);
    const begin =
      origin === undefined
        ? []
        : [
            stepAt(
              subject.file,
              origin,
              `${origin.call}() ${variant === 'plain' || variant === 'left' ? 'disables interrupts' : 'saves and disables interrupts'}`,
            ),
          ];
    const end =
      event === undefined
        ? [{ file: '', span: detection.span, function: detection.function, text: 'returns with interrupts off' }]
        : [];
    return { ...told, path: [...begin, ...told.path, ...end] };
  },

  fixes: () => [],

  witness(subject, detection) {
    if (detection.event !== undefined) return witnessTo(subject, detection.event);
    if (detection.exit === undefined) return { kind: 'none', reason: 'no path' };
    return pathWitness(subject, detection.exit.context, decisionsOf(subject.file, subject.fn, detection.exit.path), {
      function: detection.function,
      span: detection.span,
    });
  },
};

/** The flags are saved further up, on other ways: what decides whether may be what decides here. */
function savesBefore(subject: Subject, event: AnalysisEvent): boolean {
  const at = event.chain[0]?.span.start ?? 0;
  return subject.fn.events.some(
    ({ happening, chain }) =>
      happening.kind === 'acquire' && /_irqsave$/.test(chain.at(-1)?.call ?? '') && (chain[0]?.span.start ?? at) < at,
  );
}

const callKey = (event: AnalysisEvent): string => event.chain.map((p) => `${p.function}${p.span.start}`).join();

function leftOpen(exit: Exit, where: Place): boolean {
  return exit.context.irq.kind === 'on' && exit.context.saves.some((s) => samePlace(s.where, where));
}

/** Exits with interrupts off although nothing is held and nobody else can have the saved flags. */
function unrestored(subject: Subject): Detection[] {
  const found: Detection[] = [];
  const origin = subject.fn.fn.span.start;
  for (const exit of subject.fn.exits) {
    const { irq, saves, held } = exit.context;
    if (irq.kind !== 'off' || irq.assumed === true || held.length > 0) continue;
    const base = {
      exit,
      span: { start: exit.span.start + origin, end: exit.span.end + origin },
      function: subject.fn.fn.name,
      band: exit.stale || exit.merged ? ('question' as const) : ('proven' as const),
      reasons: [],
      origin: irq.where,
    };
    const byLock = exit.cycled.size > 0 && takesLock(subject, irq.where);
    if (!byLock && !isSwitchedOnElsewhere(subject, exit)) continue;
    const save = saves.find((s) => samePlace(s.where, irq.where));
    if (save === undefined) found.push({ ...base, variant: byLock ? 'plain' : 'left' });
    else if (!isHandedOut(exit, save)) found.push({ ...base, variant: 'unrestored' });
  }
  return found;
}

/** Whoever called can find the saved flags. */
function isHandedOut(exit: Exit, save: OpenSave): boolean {
  return (
    save.variable.kind !== 'local' || exit.value?.kind === 'saved' || exit.stores.some((s) => s.value.kind === 'saved')
  );
}
