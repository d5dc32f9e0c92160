/**
 * Where in a text a hunk belongs. Tried in turn: its lines as they are, with other white space, with one or two context lines
 * fewer at the ends, with lines lost in between, and by what it removes or one side of its context alone. Removed lines must
 * always be there. Fuzz is named: a reviewer wants to know what was taken on trust.
 */
import type { Hunk, HunkLine, Spacing } from '../patch/model';

export interface Placement {
  readonly kind: 'exact' | 'fuzz';
  /** For each context and removed line of the hunk, in order: the 0-based line of the text; undefined: context left out. */
  readonly lines: readonly (number | undefined)[];
  /** 0-based line before which a hunk without any old line is inserted. */
  readonly at: number;
  /** What differs; undefined for an exact match at its own line. */
  readonly note: string | undefined;
}

/** Lines compared for one hunk; texts that repeat themselves without end would take the product of their lengths. */
const MAX_COMPARISONS = 30_000_000;

interface Attempt {
  readonly budget: { left: number };
  /** Is a hunk that begins at this line in the function its header names? Asked only where context was left out. */
  readonly fitsSection: (at: number) => boolean;
  readonly text: readonly string[];
  readonly wanted: readonly string[];
  readonly kinds: readonly HunkLine['kind'][];
  /** Context lines before the first change and behind the last one. */
  readonly lead: number;
  readonly trail: number;
  /** No hunk begins before the end of the one above. */
  readonly from: number;
  readonly expected: number;
}

/** Leading and trailing context lines that may be left out, as GNU patch does by default. */
const FUZZ = [1, 2] as const;
/** One side of context alone places an insertion only where it says this much. */
const ANCHOR_CHARACTERS = 12;
/** Lines between two matched lines that the mail may have lost, besides those its header misses. */
const GAP = 3;

/** `expected`: the 0-based line the header and the hunks above suggest. */
export function placeHunk(
  text: readonly string[],
  hunk: Hunk,
  spacing: Spacing,
  from: number,
  expected: number,
): Placement | undefined {
  const old = hunk.lines.filter(({ kind }) => kind !== 'add');
  const kinds = old.map(({ kind }) => kind);
  if (old.length === 0) return insertion(text, hunk, from, expected);
  const fitsSection = sectionCheck(text, hunk.section);
  const attempt: Attempt = {
    budget: { left: MAX_COMPARISONS },
    fitsSection,
    text,
    wanted: old.map((line) => line.text),
    kinds,
    lead: leading(hunk),
    trail: trailing(hunk),
    from,
    expected,
  };
  const exact = spacing === 'kept' ? contiguous(attempt, 0, 0) : undefined;
  if (exact !== undefined) {
    const first = exact.lines[0] ?? 0;
    const note = first === expected ? undefined : `applied ${offsetText(first - expected)}`;
    return { kind: 'exact', lines: exact.lines, at: first, note };
  }
  const collapsed: Attempt = { ...attempt, text: collapsedText(text), wanted: attempt.wanted.map(collapse) };
  const blank = contiguous(collapsed, 0, 0);
  if (blank !== undefined) return fuzzy(blank, expected, 'white space differs');
  for (const fuzz of FUZZ) {
    const trimmed = contiguous(collapsed, Math.min(fuzz, attempt.lead), Math.min(fuzz, attempt.trail));
    if (trimmed !== undefined)
      return fuzzy(trimmed, expected, `${fuzz} line${fuzz === 1 ? '' : 's'} of its outer context left out`);
  }
  const gaps = withGaps(collapsed, GAP + Math.max(hunk.missing.old, 0));
  if (gaps !== undefined) return fuzzy(gaps, expected, 'lines between its lines are not in the patch');
  const anchored = byOneSide(collapsed);
  return anchored === undefined ? undefined : fuzzy(anchored, expected, 'placed by one side of its context');
}

function fuzzy(found: Found, expected: number, note: string): Placement {
  const first = found.lines.findIndex((line) => line !== undefined);
  const at = (found.lines[first] ?? 0) - first;
  return {
    kind: 'fuzz',
    lines: found.lines,
    at: found.lines.find((line) => line !== undefined) ?? 0,
    note: at === expected ? note : `${note}, ${offsetText(at - expected)}`,
  };
}

function offsetText(offset: number): string {
  return `${Math.abs(offset)} line${Math.abs(offset) === 1 ? '' : 's'} ${offset > 0 ? 'further down' : 'further up'}`;
}

/** Without any old line there is only the header's word for the place. */
function insertion(text: readonly string[], hunk: Hunk, from: number, expected: number): Placement | undefined {
  // `-N,0`: after line N.
  const at = hunk.old.start === 0 ? 0 : expected + 1;
  if (at < from || at > text.length) return undefined;
  return { kind: 'exact', lines: [], at, note: undefined };
}

interface Found {
  readonly lines: readonly (number | undefined)[];
}

/** All wanted lines but `lead` and `trail` of the context at the ends, one after the other, nearest to the expected line. */
function contiguous(attempt: Attempt, lead: number, trail: number): Found | undefined {
  const { wanted, text, from, expected } = attempt;
  const first = lead;
  const last = wanted.length - trail;
  if (last - first <= 0 || !says(wanted.slice(first, last), lead + trail > 0)) return undefined;
  const fits = (start: number): boolean => {
    for (let at = first; at < last; at++)
      if (text[start + at] !== wanted[at] || attempt.budget.left-- <= 0) return false;
    return lead + trail === 0 || attempt.fitsSection(start);
  };
  const lowest = from - first;
  const highest = text.length - last;
  const start = nearest(lowest, highest, expected, fits);
  if (start === undefined) return undefined;
  return { lines: wanted.map((_, at) => (at < first || at >= last ? undefined : start + at)) };
}

/** With context left out the rest must tell the place apart: two lines with words, or one long one. */
function says(lines: readonly string[], trimmed: boolean): boolean {
  if (!trimmed) return true;
  const words = lines.map((line) => line.replace(/\W/g, '').length);
  return words.filter((length) => length >= 6).length >= 2 || words.some((length) => length >= 20);
}

function nearest(low: number, high: number, expected: number, fits: (at: number) => boolean): number | undefined {
  if (high < low) return undefined;
  const middle = Math.min(Math.max(expected, low), high);
  const reach = Math.max(middle - low, high - middle);
  for (let distance = 0; distance <= reach; distance++) {
    if (middle + distance <= high && fits(middle + distance)) return middle + distance;
    if (distance > 0 && middle - distance >= low && fits(middle - distance)) return middle - distance;
  }
  return undefined;
}

/**
 * In order with gaps: from each place where the first telling line stands, every further line within `gap` lines. Blank
 * lines and up to a third of the context may be missing; every removed line must be found.
 */
function withGaps(attempt: Attempt, gap: number): Found | undefined {
  const { wanted, kinds, text, from, expected } = attempt;
  const telling = wanted.findIndex((line) => /\w{3,}/.test(line));
  if (telling === -1) return undefined;
  let best: { lines: (number | undefined)[]; score: number; distance: number } | undefined;
  for (let start = from; start < text.length; start++) {
    if (text[start] !== wanted[telling] || !attempt.fitsSection(start - telling)) continue;
    const lines: (number | undefined)[] = wanted.map(() => undefined);
    lines[telling] = start;
    let at = start;
    let missed = telling;
    let complete = kinds.slice(0, telling).every((kind) => kind === 'context');
    for (let index = telling + 1; index < wanted.length && complete; index++) {
      if (attempt.budget.left-- <= 0) return best;
      const found = within(text, wanted[index] ?? '', at + 1, at + 1 + gap);
      if (found !== undefined) {
        lines[index] = found;
        at = found;
      } else if (kinds[index] === 'remove' && wanted[index] !== '') complete = false;
      else if (wanted[index] !== '') missed++;
    }
    const context = wanted.filter((line, index) => kinds[index] === 'context' && line !== '').length;
    if (!complete || missed > Math.max(1, context / 3)) continue;
    const score = lines.filter((line) => line !== undefined).length;
    const distance = Math.abs(start - telling - expected);
    if (best === undefined || score > best.score || (score === best.score && distance < best.distance))
      best = { lines, score, distance };
  }
  return best;
}

function within(text: readonly string[], wanted: string, from: number, to: number): number | undefined {
  for (let at = from; at < Math.min(to, text.length); at++) if (text[at] === wanted) return at;
  return undefined;
}

/** By what it removes, or an insertion by the context on one side, where that is told apart from every other place of the text. */
function byOneSide(attempt: Attempt): Found | undefined {
  const { wanted, lead, trail } = attempt;
  const removes = wanted.length > lead + trail;
  const sides: readonly (readonly [number, number])[] = [
    [0, trail],
    [lead, 0],
    ...(removes ? [[lead, trail] as const] : []),
  ];
  for (const [skipLead, skipTrail] of sides) {
    const kept = wanted.slice(skipLead, wanted.length - skipTrail);
    if (kept.reduce((sum, line) => sum + line.replace(/\W/g, '').length, 0) < ANCHOR_CHARACTERS) continue;
    // An insertion right before the middle of a comment would stand inside it.
    if (!removes && skipLead > 0 && kept[0]?.startsWith('*') === true) continue;
    const found = contiguous(attempt, skipLead, skipTrail);
    if (found !== undefined && isOnly(attempt, skipLead, skipTrail, found)) return found;
  }
  return undefined;
}

function isOnly(attempt: Attempt, lead: number, trail: number, found: Found): boolean {
  const start = (found.lines[lead] ?? 0) + 1;
  return contiguous({ ...attempt, from: start, expected: start }, lead, trail) === undefined;
}

/**
 * git writes the last line above the hunk that starts at the margin into its header. Where the text has a function of that
 * name, a hunk placed with less than its whole context must begin below its head and above the next one.
 */
function sectionCheck(text: readonly string[], section: string): (at: number) => boolean {
  const name = /([A-Za-z_]\w*)\s*\(/.exec(section)?.[1];
  if (name === undefined) return () => true;
  const head = (line: string): string | undefined =>
    /^[A-Za-z_$]/.test(line) && !/^\w+:/.test(line) && !line.includes(';')
      ? (/([A-Za-z_]\w*)\s*\(/.exec(line)?.[1] ?? '')
      : undefined;
  if (!text.some((line) => head(line) === name)) return () => true;
  return (at) => {
    for (let above = Math.min(at, text.length) - 1; above >= 0; above--) {
      const found = head(text[above] ?? '');
      if (found !== undefined && found !== '') return found === name;
    }
    return false;
  };
}

function leading(hunk: Hunk): number {
  const first = hunk.lines.findIndex(({ kind }) => kind !== 'context');
  return first === -1 ? hunk.lines.length : first;
}

function trailing(hunk: Hunk): number {
  const last = hunk.lines.findLastIndex(({ kind }) => kind !== 'context');
  return hunk.lines.length - 1 - last;
}

const COLLAPSED = new WeakMap<readonly string[], readonly string[]>();

/** One text takes many hunks. */
function collapsedText(text: readonly string[]): readonly string[] {
  const known = COLLAPSED.get(text) ?? text.map(collapse);
  COLLAPSED.set(text, known);
  return known;
}

function collapse(line: string): string {
  return line.replace(/\s+/g, ' ').trim();
}
