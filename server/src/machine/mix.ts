/** Mixing for state hashes: numbers without a detour over text, texts character by character. 32 bits each. */

export function mixNumber(value: number, seed: number): number {
  let hash = Math.imul(seed ^ 0x811c9dc5 ^ (value | 0), 0x9e3779b1);
  hash ^= hash >>> 15;
  hash = Math.imul(hash ^ Math.floor(value / 4294967296), 0x85ebca6b);
  hash ^= hash >>> 13;
  return Math.imul(hash, 0xc2b2ae35) ^ (hash >>> 16);
}

export function mixString(text: string, seed: number): number {
  let hash = (seed ^ 0x811c9dc5) | 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x85ebca6b) | 0;
}
