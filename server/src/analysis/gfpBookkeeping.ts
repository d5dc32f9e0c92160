/**
 * The bookkeeping of ___GFP_ bits as texts show it: definitions in a header, the width that masks them, the tables that name
 * them. Pure text in, problems out; both spellings of the kernel's history (hex values, and an enum with BIT()).
 */
import type { Span } from '../base/span';

export interface GfpBit {
  /** Without the leading underscores and GFP_: 'ACCOUNT'. */
  readonly name: string;
  /** 0 where the configuration leaves the flag out, or the enum is not part of the text. */
  readonly value: bigint;
  readonly span: Span;
  /** Defined only with CONFIG_LOCKDEP: the width has room for it then. */
  readonly lockdep: boolean;
  /** The member of the enum that gives its position, where the text has the enum. */
  readonly member?: GfpMember;
}

export interface GfpMember {
  readonly name: string;
  /**
   * 'missing': the enum has no such member. 'behind': it stands behind the last bit. Else: the options it is there with and
   * that the flag is defined without, '' for none.
   */
  readonly state: 'missing' | 'behind' | { readonly without: string };
}

export interface GfpWidth {
  /** Bits without LOCKDEP. */
  readonly bits: number;
  /** One more with LOCKDEP. */
  readonly lockdep: boolean;
  readonly span: Span;
}

export interface GfpDefinitions {
  readonly bits: readonly GfpBit[];
  /** undefined: not in this text. 'last': the enum's own last bit, which is always right. */
  readonly width: GfpWidth | 'last' | undefined;
}

export type GfpProblem =
  | { readonly kind: 'overlap'; readonly bit: GfpBit; readonly other: GfpBit }
  | { readonly kind: 'not-one-bit'; readonly bit: GfpBit }
  | { readonly kind: 'out-of-range'; readonly bit: GfpBit; readonly width: GfpWidth; readonly need: number }
  /** The text has bits but not the width: it must be looked at. */
  | { readonly kind: 'width-unseen'; readonly bit: GfpBit; readonly need: number }
  /** Its position is no member of the enum, in one configuration at least, or a member that the width does not count. */
  | { readonly kind: 'misplaced'; readonly bit: GfpBit; readonly member: GfpMember }
  | { readonly kind: 'unnamed'; readonly bit: GfpBit; readonly table: string };

const DEFINITION =
  /^[ \t]*#[ \t]*define[ \t]+___GFP_(\w+)[ \t]+(0[xX][0-9a-fA-F]+|\d+|BIT\([ \t]*(\w+)[ \t]*\))[uUlL]*[ \t]*(?:\/[/*].*)?$/gm;
const WIDTH = /^[ \t]*#[ \t]*define[ \t]+__GFP_BITS_SHIFT[ \t]+(.+)$/m;

export function readGfpDefinitions(text: string): GfpDefinitions {
  const members = enumMembers(text);
  const conditionsAt = conditionals(text);
  const bits: GfpBit[] = [];
  for (const match of text.matchAll(DEFINITION)) {
    const [whole, name = '', value = '', position] = match;
    const number = position === undefined ? BigInt(value) : bitOf(members.get(position)?.position);
    if (name.endsWith('_BIT')) continue;
    const start = match.index + whole.search(/\S/);
    const member = position === undefined ? undefined : memberOf(position, members, conditionsAt(start));
    bits.push({
      name,
      value: number ?? 0n,
      span: { start, end: match.index + whole.trimEnd().length },
      lockdep: name === 'NOLOCKDEP',
      ...(member === undefined ? {} : { member }),
    });
  }
  return { bits, width: widthOf(text) };
}

function bitOf(position: number | undefined): bigint | undefined {
  return position === undefined ? undefined : 1n << BigInt(position);
}

interface EnumMember {
  readonly position: number;
  /** Options of the `#ifdef`s around it. */
  readonly options: readonly string[];
}

const LAST = '___GFP_LAST_BIT';

/** `enum { ___GFP_DMA_BIT, ... }`, members under #ifdef counted as there. */
function enumMembers(text: string): ReadonlyMap<string, EnumMember> {
  const members = new Map<string, EnumMember>();
  const found = /enum\s*\w*\s*\{([^}]*___GFP_\w+_BIT[^}]*)\}/.exec(text);
  if (found === null) return members;
  const conditionsAt = conditionals(text);
  const from = found.index + found[0].indexOf('{') + 1;
  const body = (found[1] ?? '').replace(/\/\*[\s\S]*?\*\/|^[ \t]*#.*$/gm, (blanked) => ' '.repeat(blanked.length));
  for (const { 1: name = '', index } of body.matchAll(/\b([A-Za-z_]\w*)\s*(?:=[^,]*)?(?:,|$)/g))
    members.set(name, { position: members.size, options: optionsOf(conditionsAt(from + index)) });
  return members;
}

/** undefined: the text does not have the enum. */
function memberOf(
  name: string,
  members: ReadonlyMap<string, EnumMember>,
  conditions: readonly string[],
): GfpMember | undefined {
  if (members.size === 0) return undefined;
  const member = members.get(name);
  if (member === undefined) return { name, state: 'missing' };
  const last = members.get(LAST)?.position;
  if (last !== undefined && member.position > last) return { name, state: 'behind' };
  const without = member.options.filter((option) => !conditions.some((condition) => condition.includes(option)));
  return { name, state: { without: without.join(', ') } };
}

/** The conditions of the preprocessor around an offset, outermost first; what `#else` leaves is the condition with '!'. */
function conditionals(text: string): (offset: number) => readonly string[] {
  const changes: { readonly at: number; readonly conditions: readonly string[] }[] = [{ at: 0, conditions: [] }];
  for (const { 1: word = '', 2: rest = '', index } of text.matchAll(
    /^[ \t]*#[ \t]*(ifdef|ifndef|if|elif|else|endif)\b(.*)$/gm,
  )) {
    const now = changes.at(-1)?.conditions ?? [];
    const outer = now.slice(0, -1);
    const condition = `${word === 'ifndef' ? '!' : ''}${rest.trim()}`;
    const conditions = word.startsWith('if')
      ? [...now, condition]
      : word === 'endif'
        ? outer
        : [...outer, word === 'else' ? `!${now.at(-1) ?? ''}` : condition];
    changes.push({ at: index, conditions });
  }
  return (offset) => changes.findLast(({ at }) => at <= offset)?.conditions ?? [];
}

/** Of conditions that ask for one option and nothing else. */
function optionsOf(conditions: readonly string[]): readonly string[] {
  return conditions.flatMap((condition) => /^(?:defined\s*\(?\s*)?(CONFIG_\w+)\s*\)?$/.exec(condition)?.[1] ?? []);
}

function widthOf(text: string): GfpDefinitions['width'] {
  const match = WIDTH.exec(text);
  if (match === null) return undefined;
  const value = match[1] ?? '';
  if (value.includes('LAST_BIT')) return 'last';
  const bits = /\d+/.exec(value)?.[0];
  if (bits === undefined) return undefined;
  return {
    bits: Number(bits),
    lockdep: value.includes('LOCKDEP'),
    span: { start: match.index, end: match.index + match[0].length },
  };
}

/** Tables that name every flag: tree path, and how an entry is recognised. */
export const GFP_TABLES: readonly { readonly path: string; readonly has: (text: string, name: string) => boolean }[] = [
  {
    path: 'include/trace/events/mmflags.h',
    has: (text, name) =>
      new RegExp(`TRACE_GFP_EM\\(${name}\\)|\\b__GFP_${name}\\b|gfpflag_string\\(__GFP_${name}\\)`).test(text),
  },
  { path: 'tools/perf/builtin-kmem.c', has: (text, name) => new RegExp(`"__GFP_${name}"`).test(text) },
];

/** `tables` gives the text of a table by its path; undefined: not at hand. */
export function gfpProblems(definitions: GfpDefinitions, tables: (path: string) => string | undefined): GfpProblem[] {
  const { bits, width } = definitions;
  const problems: GfpProblem[] = [];
  const real = bits.filter((bit) => bit.value !== 0n);
  real.forEach((bit, index) => {
    if ((bit.value & (bit.value - 1n)) !== 0n) problems.push({ kind: 'not-one-bit', bit });
    const other = real.slice(0, index).find((before) => before.name !== bit.name && (before.value & bit.value) !== 0n);
    if (other !== undefined) problems.push({ kind: 'overlap', bit, other });
  });
  for (const bit of bits) {
    const { member } = bit;
    if (member !== undefined && (typeof member.state === 'string' || member.state.without !== ''))
      problems.push({ kind: 'misplaced', bit, member });
  }
  problems.push(...rangeProblems(real, width));
  for (const table of GFP_TABLES) {
    const text = tables(table.path);
    if (text === undefined) continue;
    for (const bit of uniqueNames(real)) {
      if (!bit.name.startsWith('UNUSED') && !table.has(text, bit.name))
        problems.push({ kind: 'unnamed', bit, table: table.path });
    }
  }
  return problems;
}

function rangeProblems(bits: readonly GfpBit[], width: GfpDefinitions['width']): GfpProblem[] {
  if (width === 'last' || bits.length === 0) return [];
  if (width === undefined) {
    const highest = bits.reduce((a, b) => (b.value > a.value ? b : a));
    return [{ kind: 'width-unseen', bit: highest, need: positionOf(highest.value) + 1 }];
  }
  return bits
    .filter((bit) => positionOf(bit.value) >= width.bits + (width.lockdep && bit.lockdep ? 1 : 0))
    .map((bit) => ({ kind: 'out-of-range', bit, width, need: positionOf(bit.value) + 1 }));
}

function positionOf(value: bigint): number {
  return value.toString(2).length - 1;
}

function uniqueNames(bits: readonly GfpBit[]): GfpBit[] {
  return bits.filter((bit, index) => bits.findIndex((b) => b.name === bit.name) === index);
}
