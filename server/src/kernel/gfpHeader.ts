/**
 * Reads the GFP names of a tree from the text of its gfp_types.h (6.x) or gfp.h (5.x): enum or literal bits, composites,
 * documentation comments. Conditions are settled with the facts of a configuration; a name that cannot be read is left out.
 */
import { evaluateExpression } from './gfpExpression';
import { assembleTable, bitValue, flagName, type GfpFlag, type GfpTable, gfpTable } from './gfpTable';

/** The part of PreprocessorFacts that conditions need. */
export interface HeaderFacts {
  isDefined(name: string): boolean | undefined;
  valueOf(name: string): bigint | undefined;
}

/** undefined: the text defines no ___GFP bits. */
export function gfpTableFromHeader(text: string, facts: HeaderFacts, version = 'tree'): GfpTable | undefined {
  const documentation = readDocumentation(text);
  const lines = activeLines(text, facts);
  const enumBits = readEnum(lines);
  const defines = readDefines(lines);
  const enabled = (name: string, argument: string): number | undefined => {
    if (name !== 'IS_ENABLED' && name !== 'IS_BUILTIN') return undefined;
    return facts.isDefined(argument) === true || facts.isDefined(`${argument}_MODULE`) === true ? 1 : 0;
  };
  const lookUp = (name: string): number | undefined => {
    const bit = enumBits.get(name);
    if (bit !== undefined) return bit;
    const body = defines.get(name);
    if (body === undefined || body === name) return undefined;
    defines.delete(name); // so that a circle of names ends
    const result = evaluateExpression(body, lookUp, enabled);
    defines.set(name, body);
    return result.error === undefined && result.unknown.length === 0 ? result.value : undefined;
  };

  const flags: GfpFlag[] = [];
  const composites: { name: string; expansion: string; documentation: string }[] = [];
  for (const name of [...defines.keys()]) {
    if (/^___GFP_\w+$/.test(name)) {
      const value = lookUp(name);
      if (value === undefined) continue;
      const typed = flagName(name);
      const bit = value === 0 ? undefined : 31 - Math.clz32(value);
      if (bit !== undefined && bitValue(bit) !== value) continue;
      flags.push({ name: typed, bit, value, documentation: documentation.get(typed) ?? '' });
    } else if (/^(GFP_\w+|__GFP_RECLAIM)$/.test(name)) {
      const body = defines.get(name) ?? '';
      if (/\bMASK\b|_SHIFT|_TABLE|_BAD\b/.test(name) || /sizeof|##/.test(body)) continue;
      composites.push({ name, expansion: expandForced(body), documentation: documentation.get(name) ?? '' });
    }
  }
  if (flags.length === 0) return undefined;
  // GFP_VMALLOC32 lives in mm/vmalloc.c; words come from our table where the header has none.
  const own = gfpTable(version === 'tree' ? '6.12' : version);
  for (const row of own.composites)
    if (!composites.some((known) => known.name === row.name)) composites.push({ ...row });
  const worded = <T extends { readonly name: string; readonly documentation: string }>(row: T): T =>
    row.documentation === '' ? { ...row, documentation: own.documentationOf(row.name) ?? '' } : row;
  const shift = lookUp('__GFP_BITS_SHIFT') ?? Math.max(...flags.map((flag) => (flag.bit ?? 0) + 1));
  return assembleTable(version, flags.map(worded), composites.map(worded), shift);
}

/** `((__force gfp_t)___GFP_X|___GFP_Y)` in composites of headers: casts are read by the evaluator, only blanks are trimmed. */
function expandForced(body: string): string {
  return body.replace(/\s+/g, ' ').trim();
}

/** Lines of the text without comments, continuations joined, inactive conditional groups dropped; unknown conditions are false. */
function activeLines(text: string, facts: HeaderFacts): readonly string[] {
  const plain = text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ''))
    .replace(/\/\/[^\n]*/g, '');
  const joined = plain.replace(/\\\r?\n/g, ' ').split(/\r?\n/);
  const out: string[] = [];
  const stack: { active: boolean; taken: boolean; outer: boolean }[] = [];
  const active = (): boolean => stack.every((group) => group.active);
  for (const line of joined) {
    const directive = /^\s*#\s*(ifdef|ifndef|if|elif|else|endif)\b\s*(.*)$/.exec(line);
    if (directive === null) {
      if (active()) out.push(line);
      continue;
    }
    const [, word, rest = ''] = directive;
    const top = stack.at(-1);
    if (word === 'endif') stack.pop();
    else if (word === 'else' || word === 'elif') {
      if (top === undefined) continue;
      top.active = !top.taken && (word === 'else' || condition('if', rest, facts));
      top.taken ||= top.active;
    } else {
      const holds = condition(word ?? 'if', rest.trim(), facts);
      stack.push({ active: holds, taken: holds, outer: active() });
    }
  }
  return out;
}

function condition(word: string, text: string, facts: HeaderFacts): boolean {
  const name = text.trim();
  if (word === 'ifdef') return facts.isDefined(name) === true;
  if (word === 'ifndef') return facts.isDefined(name) !== true;
  // `defined(A) && !IS_ENABLED(B) || C`: a disjunction of conjunctions is all these headers use.
  return name.split('||').some((term) =>
    term.split('&&').every((factor) => {
      const match = /^\s*\(?\s*(!?)\s*(?:defined\s*\(?\s*|IS_ENABLED\s*\(\s*)?(\w+)\s*\)*\s*$/.exec(factor);
      if (match === null) return false;
      const [, not, symbol = ''] = match;
      const holds = /^\d+$/.test(symbol) ? symbol !== '0' : facts.isDefined(symbol) === true;
      return not === '!' ? !holds : holds;
    }),
  );
}

function readEnum(lines: readonly string[]): ReadonlyMap<string, number> {
  const bits = new Map<string, number>();
  const body = /enum\s*\w*\s*\{([^}]*___GFP_[^}]*)\}/.exec(lines.join('\n'))?.[1];
  if (body === undefined) return bits;
  let next = 0;
  for (const entry of body.split(',')) {
    const match = /^\s*(\w+)\s*(?:=\s*(\d+))?\s*$/.exec(entry);
    if (match?.[1] === undefined) continue;
    if (match[2] !== undefined) next = Number(match[2]);
    bits.set(match[1], next++);
  }
  return bits;
}

function readDefines(lines: readonly string[]): Map<string, string> {
  const defines = new Map<string, string>();
  for (const line of lines) {
    const match = /^\s*#\s*define\s+(\w+)\s+(\S.*)$/.exec(line);
    if (match?.[1] !== undefined && match[2] !== undefined && /GFP_/.test(match[1]))
      defines.set(match[1], match[2].trim());
  }
  return defines;
}

/** ` * %NAME text` up to the next blank or %NAME comment line; `%A, %B text` speaks of both; `DOC:` headings end one. */
function readDocumentation(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [comment] of text.matchAll(/\/\*\*?[\s\S]*?\*\//g)) {
    let names: readonly string[] = [];
    let words: string[] = [];
    const flush = (): void => {
      for (const name of names) if (!found.has(name)) found.set(name, words.join(' ').trim());
      names = [];
      words = [];
    };
    for (const raw of comment.split(/\r?\n/)) {
      const line = raw
        .replace(/^\s*\/?\*+\/?/, '')
        .replace(/\*\/\s*$/, '')
        .trim();
      const head = /^((?:%\w*GFP_\w+(?:,? (?:and |or )?)?)+)(.*)$/.exec(line);
      if (head !== null) {
        flush();
        names = [...(head[1] ?? '').matchAll(/%(\w+)/g)].map((match) => match[1] ?? '');
        words = [line.replaceAll('%', '')];
      } else if (line === '' || line.startsWith('DOC:')) flush();
      else if (names.length > 0) words.push(line.replaceAll('%', ''));
    }
    flush();
  }
  return found;
}
