// biome-ignore-all format: a counter is one row
/**
 * Sequence counters that code far away waits for: who spins on them while they are odd, and how a print or a wake-up inside the
 * write section gets there.
 */
export interface SeqReaderRow {
  /** The counter's class as the analysis spells it. */
  readonly class: string;
  readonly reader: string;
  /** Why printing inside the section can need that reader to go on. */
  readonly printing: string;
  /** Readers run in interrupts too: the writer must have them off. */
  readonly inInterrupts: boolean;
  /** Scenarios of the model that have the other actors: a reader in an interrupt, a console's holder, a reader of a counter by hand. */
  readonly scenarios?: { readonly interrupt: string; readonly console: string; readonly byHand: string };
  readonly since?: string;
  readonly source: string;
}

export const SEQ_READERS: readonly SeqReaderRow[] = [
  { class: 'global tk_core.seq', reader: 'ktime_get() and every time stamp', printing: 'printk() reads the clock, which waits for the counter on this very CPU', inInterrupts: true, source: 'kernel/time/timekeeping.c 6.12' },
  { class: 'global zonelist_update_seq', reader: 'the slow path of every allocation', printing: 'a console that waits for a lock held around an allocation that waits for the counter (port->lock and GFP_ATOMIC)', inInterrupts: true, scenarios: { interrupt: 'Z1', console: 'Z2', byHand: 'Z10' }, since: '6.0', source: 'mm/page_alloc.c: zonelist_iter_begin() 6.12, commit 1007843a9190' },
];

export function seqReader(name: string): SeqReaderRow | undefined {
  return SEQ_READERS.find((row) => row.class === name);
}

/** Barriers that order writes (include/asm-generic/barrier.h 6.12). */
export const WRITE_BARRIERS: ReadonlySet<string> = new Set(['__smp_wmb', 'smp_mb', 'smp_wmb', 'wmb']);
