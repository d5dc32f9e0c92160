// biome-ignore-all format: a name is one row
/** Words by which code says that it must not spin: allocation flags, and names of helpers. */
export interface NoSpinRow {
  readonly name: string;
  readonly source: string;
}

/** Flags that are set where only trylocks are allowed. */
export const NO_SPIN_FLAGS: readonly NoSpinRow[] = [
  { name: 'ALLOC_TRYLOCK', source: 'mm/internal.h 6.15' },
  { name: 'SLAB_ALLOC_TRYLOCK', source: 'mm/slab.h 6.18' },
];

/** Helpers of mm that promise by name to take no lock. `_nolock` alone often means "the caller holds it". */
const LOCKLESS_NAME = /_lockless(?:_noprof)?$|(?:^|_)lockless_(?:\w+_)?(?:page|pages|alloc|block|object)$|^(?:alloc|free|kmalloc)\w*_nolock(?:_noprof)?$/;

/** Other flags say it by name; NOLOCKDEP is another matter. */
const FLAG_WORDS = /(?:^|_)(?:NO_?LOCKS?|LOCKLESS|NO_?SPIN|TRYLOCK)(?:_|$)/;

export function isNoSpinFlag(name: string): boolean {
  return NO_SPIN_FLAGS.some((row) => row.name === name) || (/GFP|ALLOC/.test(name) && FLAG_WORDS.test(name));
}

export function isNoSpinFunction(name: string): boolean {
  return LOCKLESS_NAME.test(name);
}
