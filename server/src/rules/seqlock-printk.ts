/** A print that reaches a console, or a wake-up, inside a write section that somebody the console waits for can spin on. */
import { relativeSpan } from '../analysis/engine';
import type { AnalysisEvent } from '../analysis/events';
import { absoluteSpan, lockText, stepAt, throughText } from '../analysis/report';
import { type PrintInSection, printsInSections } from '../analysis/writeSections';
import type { CallStep, Expression } from '../ir/ir';
import { LOCKDEP_HOOKS } from '../kernel/leafLocks';
import { seqReader } from '../kernel/seqReaders';
import { eventDetection, explainEvent } from './eventRule';
import type { Detection, Rule, Subject } from './rule';

export const seqlockPrintk: Rule = {
  meta: {
    id: 'seqlock-printk',
    title: 'Print or wake-up inside a sequence write section',
    what: 'printk() without deferral, or a wake-up, is reached between the begin and the end of a write section that readers elsewhere spin on.',
    why: 'The console driver may wait for a lock whose holder waits for the counter to become even (port->lock held around an atomic allocation that enters the slow path): two CPUs wait for each other. For the timekeeping counter the CPU waits for itself.',
    whatToDo:
      'Print after the section, or call printk_deferred_enter() after the lock is taken and printk_deferred_exit() before it is released.',
    references: [
      'commit 1007843a9190',
      'mm/page_alloc.c: __build_all_zonelists()',
      'Documentation/core-api/printk-basics.rst',
    ],
    band: 'proven',
    worlds: ['smp', 'up'],
    limits:
      "Proven only for counters whose readers are known to stand in the console's way (the zonelists, the clock). A print inside any other write section is a question. On PREEMPT_RT legacy consoles print from a thread.",
    example: {
      bad: 'static DEFINE_SEQLOCK(zonelist_update_seq);\nvoid example(void)\n{\n\tunsigned long flags;\n\n\twrite_seqlock_irqsave(&zonelist_update_seq, flags);\n\tpr_info("rebuilt");\n\twrite_sequnlock_irqrestore(&zonelist_update_seq, flags);\n}',
      good: 'static DEFINE_SEQLOCK(zonelist_update_seq);\nvoid example(void)\n{\n\tunsigned long flags;\n\n\twrite_seqlock_irqsave(&zonelist_update_seq, flags);\n\twrite_sequnlock_irqrestore(&zonelist_update_seq, flags);\n\tpr_info("rebuilt");\n}',
    },
  },

  detect(subject: Subject): readonly Detection[] {
    if (subject.file.world === 'rt') return [];
    const found: Detection[] = sections(subject).map((print) => {
      const last = print.chain.at(-1) ?? print.begin;
      return {
        span: absoluteSpan(subject.file, last),
        function: last.function,
        band: print.class !== undefined && seqReader(print.class) !== undefined ? 'proven' : 'question',
        reasons: [],
        origin: print.begin,
        once: true as const,
        variant: 'printk',
      };
    });
    for (const event of subject.fn.events) {
      const section = wakesInSection(event);
      if (section !== undefined)
        found.push(
          eventDetection(subject, event, [], { lock: section.seq, origin: section.where, variant: 'wake-up' }),
        );
    }
    for (const hook of hooksWhileOdd(subject)) found.push(hook);
    return found;
  },

  explain(subject, detection) {
    const { origin, event, lock } = detection;
    if (detection.variant === 'hook' && origin !== undefined) {
      return {
        message: `${origin.call}() may print a report, and the counter is odd already: readers that the console waits for wait for it`,
        path: [stepAt(subject.file, origin, 'the hook runs after the counter was bumped')],
        assumptions: ['lockdep is on and finds something here'],
      };
    }
    if (event !== undefined && lock !== undefined && origin !== undefined) {
      const call = event.chain.at(-1)?.call ?? '';
      const name = lockText(subject, lock);
      const told = explainEvent(
        subject,
        detection,
        `${call}() wakes a waiter${throughText(event)} inside the write section of ${name}, since ${origin.call}() in ${origin.function}(); ${readerOf(lock.class)} waits for the counter`,
        `${call}() takes the queue's lock`,
      );
      return { ...told, path: [stepAt(subject.file, origin, `begins the write section of ${name}`), ...told.path] };
    }
    const print = printAt(subject, detection);
    if (print === undefined) return { message: '', path: [], assumptions: [] };
    const call = print.chain.at(-1)?.call ?? '';
    const between = print.chain.slice(0, -1).map((p) => `${p.call}()`);
    const through = between.length === 0 ? '' : ` (through ${between.join(', ')})`;
    const row = print.class === undefined ? undefined : seqReader(print.class);
    const why = row === undefined ? 'a console driver runs while readers of the counter wait' : row.printing;
    return {
      message: `${call}() prints${through} inside the write section of ${print.counter}, since ${print.begin.call}() in ${print.begin.function}(): ${why}`,
      path: [
        stepAt(subject.file, print.begin, `begins the write section of ${print.counter}`),
        ...print.chain.map((place, index) =>
          stepAt(
            subject.file,
            place,
            index === print.chain.length - 1 ? `${call}() may reach a console` : `calls ${place.call}()`,
          ),
        ),
      ],
      assumptions:
        row === undefined
          ? ['a reader of the counter stands in the way of a console']
          : ['a legacy console is registered'],
    };
  },

  fixes: () => [],
  witness(subject, detection) {
    const print = printAt(subject, detection);
    const scenario = print?.class === undefined ? undefined : seqReader(print.class)?.scenarios?.console;
    return print === undefined || scenario === undefined
      ? { kind: 'none', reason: 'the console driver and the holder of its lock are other files' }
      : {
          kind: 'scenario',
          scenario,
          functions: [print.begin.function, ...print.chain.map((place) => place.function)],
        };
  },
};

/** `sequence++; smp_wmb(); seqcount_acquire(...)`: the hook belongs before the change (commit 41b43b6c6e30). */
function hooksWhileOdd(subject: Subject): Detection[] {
  const { fn } = subject.fn;
  const found: Detection[] = [];
  for (const block of fn.blocks) {
    const steps = block.steps.filter((step) => step.kind === 'assign' || step.kind === 'call');
    steps.forEach((step, index) => {
      if (step.kind !== 'call' || typeof step.callee !== 'string' || !LOCKDEP_HOOKS.has(step.callee)) return;
      const barrier = steps.findIndex((s) => s.kind === 'call' && s.callee === 'smp_wmb');
      const bump = steps[barrier - 1];
      if (
        barrier < 0 ||
        barrier > index ||
        bump?.kind !== 'assign' ||
        bump.value.kind !== 'binary' ||
        bump.value.operator !== '+'
      )
        return;
      found.push({
        span: step.span,
        function: fn.name,
        band: 'likely',
        reasons: [],
        origin: { file: '', function: fn.name, span: relativeSpan(fn, step.span), call: step.callee },
        once: true,
        variant: 'hook',
      });
    });
  }
  return found;
}

/** The print that a detection is about. */
function printAt(subject: Subject, detection: Detection): PrintInSection | undefined {
  return sections(subject).find((print) => {
    const last = print.chain.at(-1);
    return (
      last !== undefined &&
      last.function === detection.function &&
      absoluteSpan(subject.file, last).start === detection.span.start
    );
  });
}

function readerOf(name: string | undefined): string {
  return (name === undefined ? undefined : seqReader(name)?.reader) ?? 'a reader';
}

/** A wake-up takes the queue's lock, which wakers elsewhere hold around allocations. */
function wakesInSection(event: AnalysisEvent) {
  const { happening, context } = event;
  if (happening.kind !== 'acquire' || !happening.transient || happening.lockKind !== 'spinlock') return undefined;
  return context.seqWrites.find((s) => s.seq.class !== undefined && seqReader(s.seq.class) !== undefined);
}

function sections(subject: Subject): PrintInSection[] {
  return printsInSections(subject.file, subject.fn.fn, (begin) => counterOf(begin));
}

function counterOf(begin: CallStep): { readonly name: string; readonly class: string | undefined } | undefined {
  const [argument] = begin.args;
  if (argument === undefined) return undefined;
  const place = argument.kind === 'address' ? argument.of : argument;
  const name = nameOf(place);
  return name === undefined ? undefined : { name, class: rooted(place) ? `global ${name}` : undefined };
}

function rooted(place: Expression): boolean {
  return place.kind === 'field' ? rooted(place.base) : place.kind === 'global';
}

function nameOf(place: Expression): string | undefined {
  if (place.kind === 'global') return place.name;
  if (place.kind === 'field') {
    const base = nameOf(place.base);
    return base === undefined ? place.name : `${base}.${place.name}`;
  }
  return undefined;
}
