/** Held locks and reports as a run keeps them: what the console text needs beyond CONTRACT's report. */
import type { LockKind, LockMode } from '../kernel/effects';
import type { Report } from './api';

export interface HeldLock {
  readonly key: string;
  readonly name: string;
  readonly lockClass: string;
  readonly kind: LockKind;
  readonly mode: LockMode;
  readonly inner: number;
  readonly trylock: boolean;
  /** Index of the context on the CPU's stack it was taken in: wait types are checked within one only. */
  readonly thread: number;
  readonly nested: boolean;
  readonly irqsOff: boolean;
  readonly at: string;
}

/** A report with what the console text needs. */
export interface DetailedReport extends Report {
  /** The lock or object it is about. */
  readonly detail: string;
  /** lockdep's `{usage}-{outer:inner}` of that lock, and of those held. */
  readonly usage: string;
  readonly heldUsage: readonly string[];
  readonly held: readonly HeldLock[];
  readonly preemptCount: number;
  readonly irqsOff: boolean;
  readonly rcuDepth: number;
  readonly hardirq: boolean;
  readonly softirq: boolean;
  readonly bh: number;
  readonly cpu: number;
  readonly actor: string;
  readonly line: number;
}
