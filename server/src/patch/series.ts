/**
 * The order of a series: `[PATCH v2 3/10]` of each subject, cover letters apart, older versions and replies that only quote
 * a patch at hand left out by name.
 */
import type { Note, Patch, SeriesPlace } from './model';

const TAG = /\[([^\]]*)\]/g;

/** From a subject's tags. A mail without a number is patch 1 of 1, or a letter if it has no diff. */
export function seriesPlace(subject: string, hasDiff: boolean): SeriesPlace {
  for (const [, tag] of subject.matchAll(TAG)) {
    const number = /\b(\d{1,4})\/(\d{1,4})\b/.exec(tag ?? '');
    const version = Number(/\bv(\d{1,3})\b/i.exec(tag ?? '')?.[1] ?? '1');
    if (number !== null) return { version, index: Number(number[1]), total: Number(number[2]) };
    if (/\b(?:PATCH|RFC)\b/i.test(tag ?? '')) return { version, index: hasDiff ? 1 : 0, total: 1 };
  }
  return { version: 1, index: hasDiff ? 1 : 0, total: 1 };
}

/** The subject without `Re:` and tags: what the patches of several versions share. */
export function plainSubject(subject: string): string {
  return subject
    .replace(/^(?:(?:Re|Fwd?|Aw):\s*)+/i, '')
    .replace(/^(?:\[[^\]]*\]\s*)+/, '')
    .trim();
}

export interface Series {
  /** In the order they apply. */
  readonly patches: readonly Patch[];
  readonly cover: Patch | undefined;
  /** Mails that were left out, and why. */
  readonly skipped: readonly { readonly patch: Patch; readonly note: Note }[];
}

/** All patches of the inputs as one series, in the order they are to be applied. */
export function orderSeries(patches: readonly Patch[]): Series {
  const skipped: { patch: Patch; note: Note }[] = [];
  const skip = (patch: Patch, text: string): void => {
    skipped.push({ patch, note: { line: patch.message[0]?.line ?? 1, text } });
  };
  const whole = patches.filter((patch) => patch.files.length > 0 && !patch.reply);
  const known = new Set(whole.map((patch) => plainSubject(patch.headers.subject)));
  const newest = newestVersions(whole);
  const kept: Patch[] = [];
  const ids = new Set<string>();
  for (const patch of patches) {
    const { subject, messageId } = patch.headers;
    const twice = patch.files.length > 0 && messageId !== undefined && ids.has(messageId);
    if (patch.files.length > 0 && messageId !== undefined) ids.add(messageId);
    if (twice) skip(patch, `"${subject}" is here twice`);
    else if (patch.files.length === 0) {
      // A reply without a diff is talk, a numbered patch without one is a loss.
      if (patch.place.index !== 0 && !patch.reply) skip(patch, `no diff in "${subject}"`);
    } else if (patch.reply && known.has(plainSubject(subject)))
      skip(patch, `"${subject}" quotes a patch that is here itself`);
    else if (!patch.reply && (newest.get(setOf(patch)) ?? 0) > patch.place.version)
      skip(patch, `"${subject}" is an older version of a patch that is here`);
    else kept.push(patch);
  }
  return { patches: sorted(kept), cover: patches.find(isCover), skipped };
}

function isCover(patch: Patch): boolean {
  return patch.files.length === 0 && patch.place.index === 0 && patch.place.total > 1 && !patch.reply;
}

/** Versions are compared among patches of one place in one series length with the same words, or the same length alone. */
function newestVersions(patches: readonly Patch[]): ReadonlyMap<string, number> {
  const newest = new Map<string, number>();
  for (const patch of patches) {
    const key = setOf(patch);
    newest.set(key, Math.max(newest.get(key) ?? 0, patch.place.version));
  }
  return newest;
}

function setOf(patch: Patch): string {
  return plainSubject(patch.headers.subject);
}

/** By number within a run of one series; everything else in the order it came. */
function sorted(patches: readonly Patch[]): readonly Patch[] {
  const runs = new Map<string, Patch[]>();
  for (const patch of patches) {
    const { version, total } = patch.place;
    const key = total > 1 ? `${version}/${total}` : `single ${runs.size}`;
    const run = runs.get(key) ?? [];
    run.push(patch);
    runs.set(key, run);
  }
  return [...runs.values()].flatMap((run) => run.sort((a, b) => a.place.index - b.place.index));
}
