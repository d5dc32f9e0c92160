/** A value read and tested under a lock, followed after the lock was dropped and taken again. */
import { staleUses } from '../analysis/dropped';
import type { Detection, Rule, Subject } from './rule';

export const staleAfterUnlock: Rule = {
  meta: {
    id: 'stale-after-unlock',
    title: 'Value from before the lock was dropped',
    what: 'A pointer or index is read and tested under a lock; the function drops the lock and takes it again, and follows the value without reading or testing it anew.',
    why: 'While the lock was free others changed what it guards: the object may be freed, the table shorter, the page on another list.',
    whatToDo:
      'Read it again after the lock is retaken, compare a sequence or generation number, or hold a reference across the gap.',
    references: ['Documentation/kernel-hacking/locking.rst', 'commit 3d36424b3b58'],
    band: 'likely',
    worlds: ['smp', 'rt', 'up'],
    limits: 'Within one function. A value handed to any function in between is taken to be kept alive by it.',
    example: {
      bad: 'struct item { int size; };\nstruct table { spinlock_t lock; struct item *first; };\nint example(struct table *table)\n{\n\tstruct item *item;\n\tint size = 0;\n\n\tspin_lock(&table->lock);\n\titem = table->first;\n\tif (item) {\n\t\tspin_unlock(&table->lock);\n\t\tcond_resched();\n\t\tspin_lock(&table->lock);\n\t\tsize = item->size;\n\t}\n\tspin_unlock(&table->lock);\n\treturn size;\n}',
      good: 'struct item { int size; };\nstruct table { spinlock_t lock; struct item *first; };\nint example(struct table *table)\n{\n\tstruct item *item;\n\tint size = 0;\n\n\tspin_lock(&table->lock);\n\tspin_unlock(&table->lock);\n\tcond_resched();\n\tspin_lock(&table->lock);\n\titem = table->first;\n\tif (item)\n\t\tsize = item->size;\n\tspin_unlock(&table->lock);\n\treturn size;\n}',
    },
  },

  detect(subject: Subject): readonly Detection[] {
    return staleUses(subject.file, subject.fn.fn).map((stale) => ({
      span: stale.use,
      function: subject.fn.fn.name,
      band: 'likely' as const,
      reasons: [],
      once: true as const,
      variant: stale.variable,
    }));
  },

  explain(subject, detection) {
    const { fn } = subject.fn;
    const stale = staleUses(subject.file, fn).find((s) => s.use.start === detection.span.start);
    if (stale === undefined) return { message: '', path: [], assumptions: [] };
    const lock = stale.lock.replace(/^&/, '');
    const step = (span: Detection['span'], text: string) => ({ file: '', span, function: fn.name, text });
    return {
      message: `${stale.variable} was read and tested under ${lock} before ${stale.dropped.call}() dropped it, and is followed after ${stale.retaken.call}() without being read or tested again`,
      path: [
        step(stale.read, `reads ${stale.variable} under ${lock}`),
        step(stale.dropped.span, `drops ${lock}`),
        step(stale.retaken.span, `takes ${lock} again`),
        step(stale.use, `follows ${stale.variable} as it was`),
      ],
      assumptions: [`nothing but ${lock} keeps what ${stale.variable} names as it was`],
    };
  },

  fixes: () => [],
  witness: () => ({
    kind: 'none',
    reason: 'needs another actor that changes the object, which the function does not name',
  }),
};
