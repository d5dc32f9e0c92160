/** An allocation that can enter reclaim, under a lock that reclaim takes through this very file. */
import type { HeldLock } from '../analysis/context';
import type { AnalysisEvent } from '../analysis/events';
import { type ReclaimUse, reclaimUses } from '../analysis/reclaimUses';
import { eventPath, lockText, reasonClause, throughText } from '../analysis/report';
import { mayBlock } from '../analysis/violations';
import { eventDetection, explainEvent } from './eventRule';
import { isNolock } from './gfp-in-atomic';
import type { Detection, Rule, Subject } from './rule';

export const reclaimRecursion: Rule = {
  meta: {
    id: 'reclaim-recursion',
    title: 'Allocation that reclaim cannot serve under this lock',
    what: 'Memory is allocated with __GFP_DIRECT_RECLAIM (and __GFP_FS, where it matters) while a lock is held that a shrinker, inode eviction or write-out callback of the same file takes.',
    why: 'The allocation may reclaim: it calls the callback in the same task, which waits for the lock its caller holds. Lockdep prints a circular dependency with fs_reclaim.',
    whatToDo:
      'Use memalloc_nofs_save() around the section (memalloc_noreclaim_save() does not fit here), allocate before the lock is taken, or let the shrinker try the lock and return SHRINK_STOP.',
    references: [
      'Documentation/core-api/gfp_mask-from-fs-io.rst',
      'mm/page_alloc.c: fs_reclaim_acquire()',
      'mm/shrinker.c',
      'commit 351cbf6e4410',
    ],
    band: 'proven',
    worlds: ['smp', 'rt', 'up'],
    limits:
      'Callbacks of the same file. Proven for global locks under which a shrinker of the file runs; for locks of objects the object that reclaim meets may be another one, which lockdep does not tell apart either: likely.',
    example: {
      bad: '#include <linux/shrinker.h>\nstatic DEFINE_MUTEX(example_mutex);\nstatic unsigned long example_scan(struct shrinker *s, struct shrink_control *sc)\n{\n\tmutex_lock(&example_mutex);\n\tmutex_unlock(&example_mutex);\n\treturn 0;\n}\nstatic struct shrinker example_shrinker = { .scan_objects = example_scan };\nvoid *example(void)\n{\n\tvoid *p;\n\n\tmutex_lock(&example_mutex);\n\tp = kmalloc(64, GFP_KERNEL);\n\tmutex_unlock(&example_mutex);\n\treturn p;\n}',
      good: '#include <linux/shrinker.h>\nstatic DEFINE_MUTEX(example_mutex);\nstatic unsigned long example_scan(struct shrinker *s, struct shrink_control *sc)\n{\n\tif (!mutex_trylock(&example_mutex))\n\t\treturn 0;\n\tmutex_unlock(&example_mutex);\n\treturn 0;\n}\nstatic struct shrinker example_shrinker = { .scan_objects = example_scan };\nvoid *example(void)\n{\n\tvoid *p;\n\n\tmutex_lock(&example_mutex);\n\tp = kmalloc(64, GFP_KERNEL);\n\tmutex_unlock(&example_mutex);\n\treturn p;\n}',
    },
  },

  detect(subject: Subject): readonly Detection[] {
    const uses = reclaimUses(subject.file);
    if (uses.size === 0) return [];
    const found: Detection[] = [];
    for (const event of subject.fn.events) {
      const cycle = cycleOf(subject, event, uses);
      if (cycle === undefined) continue;
      const detection = eventDetection(subject, event, [{ kind: 'lock', held: cycle.held }], {
        lock: cycle.held.lock,
        origin: cycle.held.where,
        counterpart: { fn: cycle.by.use.fn, event: cycle.by.use.event },
        variant: cycle.by.entry.what,
      });
      const sure = cycle.held.lock.term.kind === 'global' && !cycle.by.needsFs && cycle.held.blurred === undefined;
      found.push(sure || detection.band !== 'proven' ? detection : { ...detection, band: 'likely' });
    }
    return found;
  },

  explain(subject, detection) {
    const { event, counterpart } = detection;
    const [reason] = detection.reasons;
    if (event === undefined || counterpart === undefined || reason === undefined)
      return { message: '', path: [], assumptions: [] };
    const call = event.chain.at(-1)?.call ?? '';
    const by = counterpart.fn.fn.name;
    const told = explainEvent(
      subject,
      detection,
      `${call}() may reclaim${throughText(event)} ${reasonClause(subject, reason)}; reclaim calls ${by}() (${detection.variant ?? ''}), which takes that lock`,
      `${call}() may reclaim`,
    );
    const other: Subject = { file: subject.file, fn: counterpart.fn };
    const { happening } = counterpart.event;
    const name = happening.kind === 'acquire' ? lockText(other, happening.lock) : 'the lock';
    const back = eventPath(
      other,
      counterpart.event,
      [],
      `${counterpart.event.chain.at(-1)?.call ?? ''}() takes ${name} in reclaim`,
    );
    return { ...told, path: [...told.path, ...back] };
  },

  fixes: () => [],
  witness: () => ({ kind: 'none', reason: 'reclaim of the model calls no shrinkers' }),
};

interface Cycle {
  readonly held: HeldLock;
  readonly by: ReclaimUse;
}

function cycleOf(subject: Subject, event: AnalysisEvent, uses: ReadonlyMap<string, ReclaimUse>): Cycle | undefined {
  const { happening, context } = event;
  if (happening.kind !== 'allocate' || isNolock(happening.allocator) || event.stale) return undefined;
  if (mayBlock(subject, event) !== true) return undefined;
  const scopes = context.scopes.map((s) => s.scope);
  if (scopes.includes('noreclaim')) return undefined;
  const entersFs = hasFs(subject, event) && !scopes.includes('nofs') && !scopes.includes('noio');
  for (const held of context.held) {
    const by = held.lock.class === undefined ? undefined : uses.get(held.lock.class);
    if (by === undefined || held.blurred === 'likely' || (by.needsFs && !entersFs)) continue;
    if (held.mode === 'exclusive' || by.use.acquire.mode === 'exclusive') return { held, by };
  }
  return undefined;
}

function hasFs(subject: Subject, event: AnalysisEvent): boolean {
  const fs = subject.file.engine.constant('__GFP_FS');
  return fs !== undefined && event.gfp !== undefined && (event.gfp.ones & fs) === fs;
}
