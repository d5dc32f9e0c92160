/** Everything the machine knows of its own accord, by name. */
import { ATOMIC_NATIVES } from './atomics';
import type { Native } from './call';
import { MEMORY_NATIVES } from './memory';
import { MISC_NATIVES } from './misc';

const ALL: ReadonlyMap<string, Native> = new Map([...ATOMIC_NATIVES, ...MEMORY_NATIVES, ...MISC_NATIVES]);

export function nativeOf(name: string): Native | undefined {
  return ALL.get(name);
}

export const NATIVE_NAMES: ReadonlySet<string> = new Set(ALL.keys());

export type { Native, NativeCall } from './call';

/** Asked last: a header's inline of such a name knows better. */
export { patternNative } from './patterns';
