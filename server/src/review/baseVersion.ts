/**
 * Without a tree: the kernel whose declarations fit the hunks best. Every version's embedded declarations are asked for the
 * names and fields that the hunks use; what all versions know, or none, tells nothing. Of versions that fit alike, the newest
 * that was out when the mail was sent.
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
  const scores = known.map(({ version, names }) => ({
    version,
    score: telling.filter((word) => names.has(word.replace(/^\./, ''))).length,
  }));
  const top = Math.max(...scores.map(({ score }) => score));
  const fitting = scores.filter(({ score }) => score === top).map(({ version }) => version);
  const sent = patches.map(({ headers }) => monthOf(headers.date)).find((month) => month !== undefined);
  const out = sent === undefined ? fitting : fitting.filter((version) => RELEASED[version] <= sent);
  if (top === 0 && sent === undefined) return DEFAULT_BASE;
  return out.at(-1) ?? fitting[0] ?? DEFAULT_BASE;
}

/** Release months, as year times 100 plus month (tags of the versions in Linus's tree). */
const RELEASED: Readonly<Record<KernelVersion, number>> = {
  '5.8': 202008,
  '5.9': 202010,
  '6.1': 202212,
  '6.12': 202411,
  '6.15': 202505,
};

const MONTHS = 'janfebmaraprmayjunjulaugsepoctnovdec';

/** From any spelling of a mail's date: the name of a month and a year of four digits. */
function monthOf(date: string | undefined): number | undefined {
  const year = /\b(20\d\d)\b/.exec(date ?? '')?.[1];
  const name = /\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/i.exec(date ?? '')?.[1]?.toLowerCase();
  const month = name === undefined ? -1 : MONTHS.indexOf(name) / 3;
  return year === undefined || month === -1 ? undefined : Number(year) * 100 + month + 1;
}

const NAMES = new Map<KernelVersion, ReadonlySet<string>>();

function namesOf(version: KernelVersion): ReadonlySet<string> {
  const known = NAMES.get(version);
  if (known !== undefined) return known;
  const names = new Set(embeddedDeclarations(version).match(WORD) ?? []);
  NAMES.set(version, names);
  return names;
}
