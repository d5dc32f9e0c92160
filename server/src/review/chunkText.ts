/**
 * The lines of one side of a hunk as C: comments that begin or end outside it made whole, braces counted, the function it
 * stands in told from what follows at file scope. Knows no tree. A guess it makes shows as a function not analysed, never as
 * a wrong line: every line keeps its place in the patch.
 */
import type { Hunk, Spacing } from '../patch/model';

/** A line of C and the line of the input file it came from; undefined: put in to make the text whole. */
export interface ChunkLine {
  readonly text: string;
  readonly line: number | undefined;
  readonly added: boolean;
}

export type Side = 'old' | 'new';

/** Part of a chunk: inside a function whose head is elsewhere, or at file scope. */
export interface Part {
  readonly scope: 'function' | 'file';
  readonly lines: readonly ChunkLine[];
  /** What opens the blocks that the part closes and did not open, outermost first; the function's own is not among them. */
  readonly openedBefore: readonly string[];
  /** What closes the blocks still open at its end, innermost first. */
  readonly closedAfter: readonly string[];
  /** For a function: its closing brace is there. */
  readonly ends: boolean;
}

interface Scanned {
  readonly line: ChunkLine;
  /** The code of the line, comments and literals blanked. */
  readonly code: string;
}

export function partsOf(hunk: Hunk, side: Side, spacing: Spacing): readonly Part[] {
  const other = side === 'new' ? 'remove' : 'add';
  const lines = hunk.lines
    .filter(({ kind }) => kind !== other)
    .map(
      ({ text, line, kind }): ChunkLine => ({ text: text.length > MAX_LINE ? '' : text, line, added: kind === 'add' }),
    );
  const damaged = spacing === 'lost' || hunk.missing.old > 0 || hunk.missing.new > 0;
  return split(balanceConditions(withoutHalfStatement(scan(lines, damaged))), spacing);
}

/** A chunk that begins between parentheses loses what it shows of that statement. */
function withoutHalfStatement(scanned: readonly Scanned[]): readonly Scanned[] {
  let depth = 0;
  for (let at = 0; at < scanned.length; at++) {
    for (const [mark] of (scanned[at]?.code ?? '').matchAll(/[(){}]/g)) {
      if (mark === '{' || mark === '}') return scanned;
      depth += mark === '(' ? 1 : -1;
      if (depth < 0) return scanned.map((each, index) => (index <= at ? blanked(each) : each));
    }
  }
  return scanned;
}

function blanked({ line }: Scanned): Scanned {
  return { line: { ...line, text: '' }, code: '' };
}

/**
 * Lines of a body that ends anywhere: a condition without its statement gets an empty one, a statement that is open between
 * parentheses is left out.
 */
export function completed(lines: readonly ChunkLine[]): readonly ChunkLine[] {
  let inComment = false;
  const codes = lines.map(({ text }) => {
    const read = codeOf(text, inComment);
    inComment = read.inComment;
    return read.code.trim();
  });
  const last = codes.findLastIndex((code) => code !== '' && !code.startsWith('#'));
  if (last === -1 || /[;{}:]$/.test(codes[last] ?? '')) return lines;
  let start = last;
  let depth = 0;
  for (; start >= 0; start--) {
    if (start < last && /[;{}:]$/.test(codes[start] ?? '')) break;
    for (const mark of (codes[start] ?? '').match(/[()]/g) ?? []) depth += mark === '(' ? 1 : -1;
  }
  if (depth === 0 && /(?:\)|\belse|\bdo)$/.test(codes[last] ?? '')) return [...lines, synthetic(';')];
  return lines.map((line, at) => (at > start && at <= last ? { ...line, text: '' } : line));
}

/** `#endif` without its `#if` is blanked, `#if` without its `#endif` gets one: the rest of the text must not vanish. */
function balanceConditions(scanned: readonly Scanned[]): readonly Scanned[] {
  let depth = 0;
  const balanced = scanned.map((each): Scanned => {
    const word = /^\s*#\s*(if|ifdef|ifndef|elif|else|endif)\b/.exec(each.code)?.[1];
    if (word === undefined) return each;
    if (word.startsWith('if')) depth++;
    else if (depth === 0) return blanked(each);
    else if (word === 'endif') depth--;
    return each;
  });
  const missing = Array.from({ length: depth }, (): Scanned => ({ line: synthetic('#endif'), code: '#endif' }));
  return [...balanced, ...missing];
}

/** Comments made whole, and the code of each line without them. */
function scan(lines: readonly ChunkLine[], damaged: boolean): readonly Scanned[] {
  const scanned: Scanned[] = [];
  let inComment = opensInComment(lines);
  if (inComment) scanned.push({ line: synthetic('/*'), code: '' });
  for (const line of lines) {
    const stripped = line.text.trim();
    if (inComment && damaged && !stripped.startsWith('*') && stripped !== '') {
      scanned.push({ line: synthetic('*/'), code: '' });
      inComment = false;
    }
    // A star at the start of a line that no comment surrounds: its opening line was lost.
    if (!inComment && /^\*(?:\s|\/|$)/.test(stripped)) {
      scanned.push({ line: { ...line, text: '' }, code: '' });
      continue;
    }
    const read = codeOf(line.text, inComment);
    inComment = read.inComment;
    scanned.push({ line, code: read.code });
  }
  if (inComment) scanned.push({ line: synthetic('*/'), code: '' });
  return scanned;
}

function opensInComment(lines: readonly ChunkLine[]): boolean {
  for (const { text } of lines) {
    const open = text.indexOf('/*');
    const close = text.indexOf('*/');
    if (close !== -1 && (open === -1 || close < open)) return true;
    if (open !== -1) return false;
  }
  return false;
}

export function synthetic(text: string): ChunkLine {
  return { text, line: undefined, added: false };
}

/** Comments, strings and characters blanked, so that braces and words count as code only. */
function codeOf(text: string, startsInComment: boolean): { readonly code: string; readonly inComment: boolean } {
  let inComment = startsInComment;
  let code = '';
  for (let at = 0; at < text.length; at++) {
    if (inComment) {
      if (text.startsWith('*/', at)) {
        inComment = false;
        at++;
      }
      continue;
    }
    if (text.startsWith('//', at)) break;
    if (text.startsWith('/*', at)) {
      inComment = true;
      at++;
      continue;
    }
    const quote = text[at];
    if (quote === '"' || quote === "'") {
      const end = literalEnd(text, at, quote);
      code += quote === '"' ? '""' : '0';
      at = end;
      continue;
    }
    code += quote ?? '';
  }
  return { code, inComment };
}

function literalEnd(text: string, at: number, quote: string): number {
  for (let end = at + 1; end < text.length; end++) {
    if (text[end] === '\\') end++;
    else if (text[end] === quote) return end;
  }
  return text.length;
}

/** Nobody writes longer lines: tables in hexadecimal, and damage. */
const MAX_LINE = 8_000;

/** Characters of a line that tell what it is. */
const MAX_WORDS = 300;

/** What a line without any brace around it can be. */
type Word = 'statement' | 'file' | 'unknown';

const STATEMENT =
  /^(?:if|for|while|do|switch|return|goto|break|continue|else|case|default)\b|^[a-z_]\w*\([^{]*\)\s*;$|^[*&(]*\w[\w\s[\].>()*-]*?(?:[-+|&^*/%]|<<|>>)?=[^=]|^\w[\w.>[\]-]*(?:\+\+|--)\s*;|^(?:\+\+|--)\w/;
const FILE_SCOPE =
  /^(?:static|extern|typedef|EXPORT_\w+|DEFINE_\w+|DECLARE_\w+|MODULE_\w+|SYSCALL_DEFINE\w*|__setup|(?:core|subsys|late|module|fs|device)_\w*init|struct \w+ \{|enum \w* ?\{|union \w+ \{|#\s*define)\b/;

function wordOf({ line, code }: Scanned, spacing: Spacing): Word {
  const text = code.trim().slice(0, MAX_WORDS);
  if (text === '' || /^#\s*(?!define)/.test(text) || /^[{}]/.test(text)) return 'unknown';
  if (spacing === 'kept') {
    if (/^\s/.test(line.text)) return 'statement';
    return /^\w+:$/.test(text) ? 'statement' : 'file';
  }
  if (/^static\b[^(]*(?:=.*)?;$/.test(text)) return 'unknown';
  if (FILE_SCOPE.test(text)) return 'file';
  return STATEMENT.test(text) ? 'statement' : 'unknown';
}

/** Splits at the closing brace of the function that the chunk begins in, if it begins in one. */
function split(scanned: readonly Scanned[], spacing: Spacing): readonly Part[] {
  if (!startsInFunction(scanned, spacing)) return fileParts(scanned);
  const open: string[] = [];
  const openedBefore: string[] = [];
  for (let at = 0; at < scanned.length; at++) {
    const { code } = scanned[at] as Scanned;
    for (const match of code.matchAll(/[{}]/g)) {
      if (match[0] === '{') open.push(closing(code.slice(0, match.index)));
      else if (open.length > 0) open.pop();
      else if (endsFunction(scanned, at, spacing)) {
        const lines = scanned.slice(0, at + 1).map(({ line }) => line);
        const part: Part = {
          scope: 'function',
          lines,
          openedBefore: openedBefore.reverse(),
          closedAfter: [],
          ends: true,
        };
        return [part, ...fileParts(scanned.slice(at + 1))];
      } else openedBefore.push(opening(scanned.slice(0, at), code.slice(match.index + 1)));
    }
  }
  const lines = scanned.map(({ line }) => line);
  return [{ scope: 'function', lines, openedBefore: openedBefore.reverse(), closedAfter: open.reverse(), ends: false }];
}

/** How the block after these words ends. */
function closing(before: string): string {
  return /\bdo\s*$/.test(before) ? '} while (outside_the_hunk);' : '}';
}

/** What can stand before a block that is closed by a brace with these words behind it. */
function opening(above: readonly Scanned[], after: string): string {
  if (/^\s*while\b[^{]*;/.test(after)) return 'do {';
  if (above.some(({ code }) => /^\s*(?:case\b.*|default\s*):/.test(code))) return 'switch (outside_the_hunk) {';
  return 'if (outside_the_hunk) {';
}

function fileParts(scanned: readonly Scanned[]): readonly Part[] {
  if (scanned.length === 0) return [];
  const open: string[] = [];
  for (const { code } of scanned) {
    for (const match of code.matchAll(/[{}]/g)) {
      if (match[0] === '{') open.push(closing(code.slice(0, match.index)));
      else open.pop();
    }
  }
  const lines = scanned.map(({ line }) => line);
  return [{ scope: 'file', lines, openedBefore: [], closedAfter: open.reverse(), ends: false }];
}

/** By the first line outside any block that says so, or by a brace that closes what the chunk never opened. */
function startsInFunction(scanned: readonly Scanned[], spacing: Spacing): boolean {
  let depth = 0;
  for (const each of scanned) {
    if (depth === 0) {
      const word = wordOf(each, spacing);
      if (word === 'statement') return true;
      if (word === 'file') return false;
    }
    for (const brace of each.code.match(/[{}]/g) ?? []) {
      if (brace === '{') depth++;
      else if (depth === 0) return true;
      else depth--;
    }
  }
  return false;
}

/** An unmatched brace ends the function where it stands at the margin, or where no statement follows it. */
function endsFunction(scanned: readonly Scanned[], at: number, spacing: Spacing): boolean {
  const { line, code } = scanned[at] as Scanned;
  if (spacing === 'kept') return line.text.startsWith('}');
  if (code.trim() !== '}') return false;
  for (const later of scanned.slice(at + 1)) {
    const text = later.code.trim();
    if (text === '' || text.startsWith('#')) continue;
    if (text.startsWith('}')) return false;
    return wordOf(later, spacing) !== 'statement';
  }
  return true;
}
