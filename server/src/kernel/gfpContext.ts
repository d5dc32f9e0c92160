/**
 * Where a request with given flags is legal, per context and world (gfp.md section 4; gfp_types.h on GFP_ATOMIC, locktypes.rst
 * on raw_spinlock_t, 6.12). On RT the ordinary allocator's locks sleep, so truly atomic context allows no flags at all.
 */
import type { World } from './worlds';

/** ok; sleeps: may sleep where it must not; wait-context: lockdep reports the allocator's locks; never: no flags help. */
export type GfpVerdict = 'ok' | 'sleeps' | 'wait-context' | 'never';

export interface GfpContextRow {
  readonly context: string;
  /** Verdict of a request that may block, and of one that may not, on non-RT and RT. */
  readonly blocking: { readonly plain: GfpVerdict; readonly rt: GfpVerdict };
  readonly nonBlocking: { readonly plain: GfpVerdict; readonly rt: GfpVerdict };
  /** What alloc_pages_nolock() (6.15) does there. */
  readonly nolock: 'ok' | 'null-on-rt' | 'null';
  readonly source: string;
}

const OK = { plain: 'ok', rt: 'ok' } as const;
const SLEEPS = { plain: 'sleeps', rt: 'sleeps' } as const;

/** On non-RT only the sleep is wrong; on RT nothing is right. */
const PINNED = { blocking: { plain: 'sleeps', rt: 'never' }, nonBlocking: { plain: 'ok', rt: 'never' } } as const;
const SPINNING = {
  blocking: { plain: 'sleeps', rt: 'never' },
  nonBlocking: { plain: 'wait-context', rt: 'never' },
} as const;
const NOT_BLOCKING = { blocking: SLEEPS, nonBlocking: OK } as const;

export const GFP_CONTEXTS: readonly GfpContextRow[] = [
  { context: 'task, preemptible', blocking: OK, nonBlocking: OK, nolock: 'ok', source: 'gfp_types.h' },
  { context: 'mutex or rwsem held', blocking: OK, nonBlocking: OK, nolock: 'ok', source: 'locktypes.rst' },
  { context: 'rcu_read_lock()', ...NOT_BLOCKING, nolock: 'ok', source: 'sched/mm.h:might_alloc' },
  { context: 'spinlock_t held', ...NOT_BLOCKING, nolock: 'ok', source: 'locktypes.rst' },
  { context: 'spin_lock_irqsave() held', ...NOT_BLOCKING, nolock: 'ok', source: 'locktypes.rst' },
  { context: 'softirq or BH disabled', ...NOT_BLOCKING, nolock: 'ok', source: 'gfp_types.h' },
  { context: 'preempt_disable()', ...PINNED, nolock: 'ok', source: 'locktypes.rst' },
  { context: 'local_irq_save()', ...PINNED, nolock: 'ok', source: 'locktypes.rst' },
  { context: 'raw_spinlock_t held', ...SPINNING, nolock: 'ok', source: 'gfp_types.h:GFP_ATOMIC, locktypes.rst' },
  { context: 'hardirq handler', ...NOT_BLOCKING, nolock: 'ok', source: 'gfp_types.h' },
  {
    context: 'hardirq handler, not threaded',
    ...SPINNING,
    nolock: 'null-on-rt',
    source: 'lockdep.c:task_wait_context',
  },
  {
    context: 'NMI',
    blocking: { plain: 'never', rt: 'never' },
    nonBlocking: { plain: 'never', rt: 'never' },
    nolock: 'null-on-rt',
    source: 'gfp_types.h:GFP_ATOMIC',
  },
  { context: 'early boot', blocking: OK, nonBlocking: OK, nolock: 'null', source: 'internal.h:GFP_BOOT_MASK' },
  { context: 'stop_machine() callback', ...PINNED, nolock: 'ok', source: 'stop_machine.c' },
];

export interface GfpContextVerdict {
  readonly context: string;
  readonly smp: GfpVerdict;
  readonly rt: GfpVerdict;
  readonly up: GfpVerdict;
}

/** The verdict of the ordinary allocator in every context; the order is that of the table. */
export function gfpContextVerdicts(mayBlock: boolean): readonly GfpContextVerdict[] {
  return GFP_CONTEXTS.map((row) => {
    const { plain, rt } = mayBlock ? row.blocking : row.nonBlocking;
    return { context: row.context, smp: plain, rt, up: plain };
  });
}

/** One verdict, by the context's name in GFP_CONTEXTS. */
export function gfpVerdict(mayBlock: boolean, context: string, world: World): GfpVerdict | undefined {
  return gfpContextVerdicts(mayBlock).find((row) => row.context === context)?.[world];
}
