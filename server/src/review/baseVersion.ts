/**
 * Without a tree: the kernel whose declarations fit the hunks best. Every version's embedded declarations are asked for the
 * names and fields that the old side of the hunks uses; what all versions know, or none, tells nothing. Ties go to the newer.
 */

import type { KernelVersion } from '../kernel/api';
import { embeddedDeclarations } from '../kernel/declarations';
import { KERNEL_VERSIONS } from '../kernel/versions';
import type { Patch } from '../patch/model';

const WORD = /[A-Za-z_]\w{2,}/g;
const FIELD = /(?:->|\.)\s*([A-Za-z_]\w*)/g;

export const DEFAULT_BASE: KernelVersion = '6.12';

export function fittingVersion(patches: readonly Patch[]): KernelVersion {
  const words = new Set<string>();
  for (const { files } of patches) {
    for (const { hunks, oldPath } of files) {
      if (oldPath !== undefined && !/\.[ch]$/.test(oldPath)) continue;
      for (const hunk of hunks) {
        for (const text of [hunk.section, ...hunk.lines.map((line) => line.text)]) {
          for (const [word] of text.matchAll(WORD)) words.add(word);
          for (const [, field] of text.matchAll(FIELD)) words.add(`.${field}`);
        }
      }
    }
  }
  const known = KERNEL_VERSIONS.map((version) => ({ version, names: namesOf(version) }));
  const telling = [...words].filter((word) => {
    const count = known.filter(({ names }) => names.has(word.replace(/^\./, ''))).length;
    return count > 0 && count < known.length;
  });
  let best: KernelVersion = DEFAULT_BASE;
  let bestScore = 0;
  for (const { version, names } of known) {
    const score = telling.filter((word) => names.has(word.replace(/^\./, ''))).length;
    if (score > bestScore || (score === bestScore && score > 0 && version === DEFAULT_BASE)) {
      best = version;
      bestScore = score;
    }
  }
  return best;
}

const NAMES = new Map<KernelVersion, ReadonlySet<string>>();

function namesOf(version: KernelVersion): ReadonlySet<string> {
  const known = NAMES.get(version);
  if (known !== undefined) return known;
  const names = new Set(embeddedDeclarations(version).match(WORD) ?? []);
  NAMES.set(version, names);
  return names;
}
