/** What a caller tells the lowering: declarations around the text, guard classes, configuration, and what stays a call. */
import type { PreprocessorFacts } from '../syntax/api';
import type { SnippetParser } from './snippets';
import type { Declarations } from './types';

/** What `guard(NAME)` takes and drops (DEFINE_GUARD, DEFINE_LOCK_GUARD_0/1 of include/linux/cleanup.h). */
export interface GuardClass {
  /** Called at the declaration with the lock (if `argument`), then the flags variable (if `flags`). */
  readonly acquire: string;
  /** Called on every exit of the scope with the same arguments. */
  readonly release: string;
  /** The class has no lock argument: rcu, preempt, irq. */
  readonly argument?: boolean;
  /** Acquire and release share a flags variable (irqsave). */
  readonly flags?: boolean;
  /** Acquiring may fail: released only if acquire returned non-zero (trylock), or zero (`zero`: mutex_lock_interruptible). */
  readonly conditional?: 'nonzero' | 'zero';
}

export interface LoweringOptions {
  /** Everything visible besides the file's own declarations. */
  readonly declarations: Declarations;
  /** Macros that are never expanded: they are plain calls with a meaning of their own. */
  isPrimitive(name: string): boolean;
  /** Parses expansions; without it no macro is expanded. */
  readonly snippets?: SnippetParser;
  /** Settles IS_ENABLED() and constants that lean on the configuration. */
  readonly preprocessor?: PreprocessorFacts;
  readonly guards?: ReadonlyMap<string, GuardClass>;
  /** Calls that do not return (panic, do_exit): the path ends there. */
  isNoReturn?(name: string): boolean;
}
