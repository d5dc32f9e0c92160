/** Where two texts differ: what is left of both without their common head and tail. */

export interface Difference {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** Units compared at a time: comparing slices is much faster than comparing units. */
const block = 512;

/** undefined if they are equal. */
export function differ(before: string, after: string): Difference | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start + block <= shorter && before.slice(start, start + block) === after.slice(start, start + block))
    start += block;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let tail = 0;
  const room = shorter - start;
  while (
    tail + block <= room &&
    before.slice(before.length - tail - block, before.length - tail) ===
      after.slice(after.length - tail - block, after.length - tail)
  )
    tail += block;
  while (tail < room && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail))
    tail++;
  return { start, oldEnd: before.length - tail, newEnd: after.length - tail };
}
