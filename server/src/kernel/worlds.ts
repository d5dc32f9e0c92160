/**
 * The named kernels that code is judged for. All are x86_64 with lockdep, PROVE_RAW_LOCK_NESTING and DEBUG_ATOMIC_SLEEP,
 * without KASAN, DEBUG_VM, PAGE_OWNER, DEBUG_PAGEALLOC.
 */
export type World = 'smp' | 'rt' | 'up';

export const WORLDS = ['smp', 'rt', 'up'] as const satisfies readonly World[];

/** The worlds of an analysis that is not told otherwise. */
export const DEFAULT_WORLDS = ['smp', 'rt'] as const satisfies readonly World[];

export function isWorld(text: string): text is World {
  return (WORLDS as readonly string[]).includes(text);
}

export function isRealtime(world: World): boolean {
  return world === 'rt';
}
