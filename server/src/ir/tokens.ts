/**
 * A small tokeniser for macro bodies, type texts and integer constant expressions. Texts are short: plain objects do.
 * Knows nothing of the grammar; comments are white space.
 */

export type TokenKind = 'word' | 'number' | 'string' | 'character' | 'punctuation';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const pattern =
  /\s+|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|([A-Za-z_$][\w$]*)|(\.?\d(?:[eEpP][+-]|[\w.])*)|(L?"(?:[^"\\\n]|\\[\s\S])*"?)|(L?'(?:[^'\\\n]|\\[\s\S])*'?)|(\.\.\.|<<=|>>=|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|##|[\s\S])/g;

/** Words, numbers, literals and punctuation of `text` in order. */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const start = match.index;
    const end = pattern.lastIndex;
    // L"..." and L'...': the alternation sees the word L first.
    if (match[1] === 'L' && (text[end] === '"' || text[end] === "'")) continue;
    if (match[1] !== undefined) tokens.push({ kind: 'word', text: match[1], start, end });
    else if (match[2] !== undefined) tokens.push({ kind: 'number', text: match[2], start, end });
    else if (match[3] !== undefined) tokens.push({ kind: 'string', text: match[3], start, end });
    else if (match[4] !== undefined) tokens.push({ kind: 'character', text: match[4], start, end });
    else if (match[5] !== undefined) tokens.push({ kind: 'punctuation', text: match[5], start, end });
    if (end === start) break;
  }
  return tokens;
}

/** The index of the token that closes the bracket at `open`, or -1. */
export function closingToken(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    const token = tokens[i];
    if (token?.kind !== 'punctuation') continue;
    if (token.text === '(' || token.text === '[' || token.text === '{') depth++;
    else if (token.text === ')' || token.text === ']' || token.text === '}') {
      depth--;
      if (depth === 0) return i;
    }
  }
  return -1;
}

/** C's own words (C11 and GNU), which name neither objects nor calls. */
export const keywords: ReadonlySet<string> = new Set(
  (
    'auto break case char const continue default do double else enum extern float for goto if inline int long register ' +
    'restrict return short signed sizeof static struct switch typedef union unsigned void volatile while _Bool _Alignas ' +
    '_Alignof _Atomic _Generic _Static_assert _Thread_local __auto_type __typeof__ __typeof typeof __typeof_unqual__ ' +
    'typeof_unqual asm __asm__ __asm __volatile__ __volatile __attribute__ __attribute __extension__ __inline __inline__ ' +
    '__alignof__ __alignof alignof __label__ __const __restrict __restrict__ __signed__ __int128 __thread static_assert ' +
    'alignas bool __builtin_va_list'
  ).split(' '),
);

export interface MentionedCall {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Every `identifier (` of a text, C's own words left out. */
export function mentionedCalls(text: string): MentionedCall[] {
  if (!text.includes('(')) return [];
  const tokens = tokenise(text);
  const calls: MentionedCall[] = [];
  for (let i = 0; i + 1 < tokens.length; i++) {
    const token = tokens[i];
    if (token?.kind !== 'word' || keywords.has(token.text)) continue;
    if (tokens[i + 1]?.text === '(') calls.push({ name: token.text, start: token.start, end: token.end });
  }
  return calls;
}
