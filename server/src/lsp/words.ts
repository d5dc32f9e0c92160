/** Contexts and effects in words, for hovers: short, the kernel's own names, no judgement. */

import { type Context, printContext } from '../analysis/context';
import type { LockRef } from '../analysis/locks';
import { assertNever } from '../base/assert';
import type { WaitTypes } from '../kernel/api';
import type { CallEffects, Effect, LockKind } from '../kernel/effects';

/** lockdep_types.h: enum lockdep_wait_type, less its LD_WAIT_ prefix. */
const WAIT_NAMES: Readonly<Record<WaitTypes['inner'], string>> = {
  0: 'not checked',
  1: 'FREE',
  2: 'SPIN',
  3: 'CONFIG',
  4: 'SLEEP',
};

export function waitWords(wait: WaitTypes): string {
  const inner = WAIT_NAMES[wait.inner];
  return wait.outer === 0 || wait.outer === wait.inner ? inner : `${inner} (to take: ${WAIT_NAMES[wait.outer]})`;
}

/** The end of a long owner chain says which lock it is: `ac->zonelist->_zonerefs[1].zone->lock` is `zone->lock`. */
export function shortLocks(text: string): string {
  return text.replace(/[\w\])[.>-]*(?:->|\.)(\w+(?:->|\.)\w+)\b/g, '$1');
}

/** The contexts that reach a place, each once: 'zone->lock; irqs off' or 'as on entry'. */
export function contextWords(contexts: readonly Context[], lockText: (lock: LockRef) => string): string {
  const words = [...new Set(contexts.map((context) => shortLocks(printContext(context, lockText))))];
  if (words.length === 0) return 'not reached';
  return words.length <= 3 ? words.join(', or ') : `${words.slice(0, 3).join(', or ')}, or ${words.length - 3} more`;
}

/** What a call does in one world, as a list of short clauses. */
export function effectWords(effects: CallEffects, lock: string): readonly string[] {
  const always = effects.before.map((effect) => clause(effect, lock));
  const success = effects.onSuccess.map((effect) => clause(effect, lock));
  const failure = effects.onFailure.map((effect) => clause(effect, lock));
  return [
    ...always,
    ...(success.length === 0 ? [] : [`if it ${outcomeWords(effects.outcome)}: ${success.join(', ')}`]),
    ...(failure.length === 0 ? [] : [`else: ${failure.join(', ')}`]),
  ].filter((each) => each !== '');
}

function outcomeWords(outcome: CallEffects['outcome']): string {
  switch (outcome) {
    case 'if-zero':
      return 'returns 0';
    case 'if-nonzero':
      return 'returns nonzero';
    case 'if-nonnull-pointer':
      return 'returns a pointer';
    case 'always':
      return 'returns';
    default:
      return assertNever(outcome);
  }
}

const COUNTERS = {
  preempt: 'preemption',
  bh: 'softirqs',
  migrate: 'migration',
  printk_deferred: 'direct printing',
  pagefault: 'page faults',
} as const;

function clause(effect: Effect, lock: string): string {
  switch (effect.kind) {
    case 'count':
      return `${COUNTERS[effect.counter]} ${effect.delta > 0 ? 'off' : 'back on'}`;
    case 'irq':
      return irqClause(effect.action);
    case 'flags':
      return effect.action === 'save' ? 'flags = 0, interrupts untouched' : 'interrupts untouched';
    case 'acquire':
      return `${effect.try ? 'tries to take' : 'takes'} ${lockWord(effect, lock)}${effect.mode === 'read' ? ' (read)' : ''}`;
    case 'release':
      return `drops ${lockWord(effect, lock)}`;
    case 'might-sleep':
      return effect.gfp === undefined ? 'may sleep' : 'may sleep if the flags have __GFP_DIRECT_RECLAIM';
    case 'schedule':
      return 'gives up the CPU';
    case 'transient':
      return `takes and drops ${effect.name} (${kindWord(effect.lockKind)})`;
    case 'allocate':
      return `allocates (${effect.allocator})${effect.gfp === undefined ? '' : ', sleeps if the flags have __GFP_DIRECT_RECLAIM'}`;
    case 'free':
      return `frees (${effect.allocator})`;
    case 'seq':
      return seqClause(effect);
    case 'grace-period':
      return `waits for a grace period (${effect.flavour})`;
    case 'scope':
      return `${effect.action === 'save' ? 'begins' : 'ends'} a ${effect.scope} scope`;
    case 'printk':
      return effect.deferred ? 'prints, deferred' : 'prints';
    case 'assert-held':
      return 'asserts that the lock is held';
    case 'assert-context':
      return `asserts ${effect.what}`;
    case 'forbid-interrupt':
      return 'forbidden in interrupts';
    case 'noreturn':
      return 'does not return';
    default:
      return assertNever(effect);
  }
}

function lockWord(effect: { readonly lock?: unknown; readonly name?: string }, lock: string): string {
  return effect.lock === undefined && effect.name !== undefined ? effect.name : lock;
}

function irqClause(action: 'disable' | 'enable' | 'save' | 'restore'): string {
  switch (action) {
    case 'disable':
      return 'interrupts off';
    case 'enable':
      return 'interrupts on, whatever they were';
    case 'save':
      return 'saves the interrupt state, interrupts off';
    case 'restore':
      return 'restores the interrupt state';
    default:
      return assertNever(action);
  }
}

function seqClause(effect: Extract<Effect, { kind: 'seq' }>): string {
  switch (effect.action) {
    case 'read-begin':
      return effect.waits
        ? 'begins a read section, spins while a writer is inside'
        : 'begins a read section, does not spin';
    case 'read-end':
      return 'ends a read section: true if it must run again';
    case 'write-begin':
      return 'begins a write section (readers spin or retry)';
    case 'write-end':
      return 'ends a write section';
    default:
      return assertNever(effect.action);
  }
}

export function kindWord(kind: LockKind): string {
  return kind.replaceAll('_', ' ');
}
