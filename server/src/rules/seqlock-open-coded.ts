/** A sequence counter made by hand where seqcount_t exists: names the primitive that belongs at each place. */
import { type CounterRole, openCounters } from '../analysis/openCounters';
import { seqReader } from '../kernel/seqReaders';
import type { Detection, Rule, Subject } from './rule';

export const seqlockOpenCoded: Rule = {
  meta: {
    id: 'seqlock-open-coded',
    title: 'Sequence counter made by hand',
    what: 'An integer is bumped before and after a change with write barriers, or read, compared and tested for being odd: a sequence counter without the type and the primitives for it.',
    why: 'It has no lockdep coverage, no KCSAN annotation and easily too few barriers: without a read barrier before the second load the data can be read after the check. On PREEMPT_RT readers spin on a preempted writer, where seqcount_spinlock_t would block on its lock.',
    whatToDo:
      'Use seqlock_t, or seqcount_t (seqcount_spinlock_t where a lock serialises the writers): raw_seqcount_begin() at the start, which clears bit 0 so that an odd start always retries, read_seqcount_retry() at the end, write_seqcount_begin() and write_seqcount_end() around the change.',
    references: [
      'Documentation/locking/seqlock.rst',
      'include/linux/seqlock.h: raw_seqcount_begin(), read_seqcount_retry()',
    ],
    band: 'proven',
    worlds: ['smp', 'rt', 'up'],
    limits:
      'The counter is known by the shape of its use in one file. Members of structures may be shared with hardware or user space, where seqcount_t does not fit: they are likely only.',
    example: {
      bad: 'static unsigned int example_seq;\nstatic int example_value;\nint example(void)\n{\n\tunsigned int start = READ_ONCE(example_seq);\n\tint value = example_value;\n\tunsigned int now = READ_ONCE(example_seq);\n\n\treturn start != now || (now & 1) ? -11 : value;\n}',
      good: 'static seqcount_t example_seq;\nstatic int example_value;\nint example(void)\n{\n\tunsigned int start;\n\tint value;\n\n\tdo {\n\t\tstart = raw_seqcount_begin(&example_seq);\n\t\tvalue = example_value;\n\t} while (read_seqcount_retry(&example_seq, start));\n\treturn value;\n}',
    },
  },

  detect(subject: Subject): readonly Detection[] {
    const { fn } = subject.fn;
    return openCounters(subject.file)
      .filter((use) => use.function === fn.name && fn.span.start <= use.span.start && use.span.end <= fn.span.end)
      .map((use) => ({
        span: use.span,
        function: fn.name,
        band: use.global ? 'proven' : use.bothSides ? 'likely' : 'question',
        reasons: [],
        variant: `${use.role} ${use.counter}`,
      }));
  },

  explain(_subject, detection) {
    const [role = '', counter = ''] = (detection.variant ?? '').split(' ');
    const message = WORDS[role as CounterRole](counter);
    return {
      message,
      path: [{ file: '', span: detection.span, function: detection.function, text: message }],
      assumptions: [],
    };
  },

  fixes: () => [],
  witness(subject, { variant = '' }) {
    const [, counter = ''] = variant.split(' ');
    const scenario = seqReader(`global ${counter}`)?.scenarios?.byHand;
    if (scenario === undefined) return { kind: 'none', reason: 'a counter without a type has no events to run' };
    const uses = openCounters(subject.file).filter((use) => use.counter === counter);
    return { kind: 'scenario', scenario, functions: [...new Set(uses.map((use) => use.function))] };
  },
};

const WORDS: Readonly<Record<CounterRole, (counter: string) => string>> = {
  begin: (counter) =>
    `${counter} is a sequence counter read by hand: open-coded raw_read_seqcount(), where raw_seqcount_begin() makes an odd start retry and has the barrier`,
  retry: (counter) =>
    `${counter} is compared and tested for being odd by hand: open-coded read_seqcount_retry(), which has the read barrier before the second load`,
  'write-begin': (counter) => `${counter} is bumped by hand before the change: open-coded write_seqcount_begin()`,
  'write-end': (counter) => `${counter} is bumped by hand after the change: open-coded write_seqcount_end()`,
};
