/** Which reports prove a finding of a rule: CONTRACT's table 'Kinds that confirm'. */
import type { FindingRule } from '../analysis/finding';
import type { World } from '../kernel/worlds';
import type { SplatKind } from '../machine/api';

const SLEEP: readonly SplatKind[] = [
  'sleeping-in-atomic',
  'scheduling-while-atomic',
  'voluntary-switch-in-rcu',
  'suspicious-rcu',
  'inconsistent-lock-state',
  'kernel-bug',
];
const SEQLOCK: readonly SplatKind[] = [
  'seqcount-assert',
  'livelock',
  'deadlock',
  'missed-retry',
  'recursive-locking',
  'inconsistent-lock-state',
];

const KINDS: Partial<Readonly<Record<FindingRule, readonly SplatKind[]>>> = {
  'sleep-in-atomic': SLEEP,
  'gfp-in-atomic': SLEEP,
  'invalid-wait-context': ['invalid-wait-context'],
  'lock-recursion': ['recursive-locking', 'deadlock'],
  'irq-unsafe-lock': ['inconsistent-lock-state', 'irq-lock-order'],
  'lock-order': ['circular-locking', 'deadlock'],
  'irq-flags-misuse': ['irqs-enabled-early', 'context-leak'],
  'lock-imbalance': ['lock-imbalance', 'context-leak', 'deadlock'],
  'seqlock-reader-in-writer': SEQLOCK,
  'seqlock-writer-context': SEQLOCK,
  'seqlock-retry-missing': SEQLOCK,
  'seqlock-open-coded': SEQLOCK,
  'seqlock-printk': SEQLOCK,
};

/** In rt two rules are also proven by the sleep check: a sleeping spinlock_t is what they speak of there. */
const RT_TOO: readonly FindingRule[] = [
  'invalid-wait-context',
  'seqlock-reader-in-writer',
  'seqlock-writer-context',
  'seqlock-retry-missing',
  'seqlock-open-coded',
  'seqlock-printk',
];

/** Empty: no report of the machine proves this rule. */
export function confirmingKinds(rule: FindingRule, world: World): readonly SplatKind[] {
  const kinds = KINDS[rule] ?? [];
  return world === 'rt' && RT_TOO.includes(rule) ? [...kinds, 'sleeping-in-atomic'] : kinds;
}

/** Reports that come when a function ends or a run stands still: they have no place of their own inside it. */
export const PLACELESS_KINDS: readonly SplatKind[] = [
  'lock-imbalance',
  'context-leak',
  'deadlock',
  'livelock',
  'missed-retry',
  // Said where the flags are restored, behind the place that turned interrupts on.
  'irqs-enabled-early',
];
