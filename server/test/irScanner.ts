/**
 * The independent reader of calls for the IR's property tests: characters of the original text, no mask and no tree. Only
 * the lines that #if removes are taken from the preprocessor's answer, since the property is stated for one world.
 */
import type { Span } from '../src/base/span';
import type { FunctionIr } from '../src/ir/ir';
import type { Dialect } from '../src/syntax/api';

export interface WrittenCall {
  readonly name: string;
  readonly start: number;
}

const cWords = new Set(
  (
    'auto break case char const continue default do double else enum extern float for goto if inline int long register restrict ' +
    'return short signed sizeof static struct switch typedef union unsigned void volatile while _Bool _Alignas _Alignof _Atomic ' +
    '_Generic _Static_assert _Thread_local __auto_type __typeof__ __typeof typeof typeof_unqual __typeof_unqual__ asm __asm__ ' +
    '__asm __volatile__ __volatile __attribute__ __attribute __extension__ __inline __inline__ __alignof__ __alignof alignof ' +
    '__label__ __const __restrict __restrict__ __signed__ __int128 __thread static_assert alignas bool'
  ).split(' '),
);

/** Every `identifier (` of text[body], as a reader of C without a grammar sees them. */
export function createScanner(
  text: string,
  world: { readonly inactive: readonly Span[] },
  body: Span,
  dialect: Dialect,
): WrittenCall[] {
  const dropped = [...dialect.attributes, ...dialect.attributeCalls];
  const plain = new Set(dropped);
  const prefixes = dropped.filter((word) => word.endsWith('*')).map((word) => word.slice(0, -1));
  const isAttribute = (word: string): boolean => plain.has(word) || prefixes.some((prefix) => word.startsWith(prefix));
  const bare = blankNonCode(text, world.inactive, body).replace(/__attribute__\s*\(\([^;{}]*?\)\)/g, (attribute) =>
    ' '.repeat(attribute.length),
  );
  const calls: WrittenCall[] = [];
  for (const match of bare.matchAll(/[A-Za-z_$][\w$]*(?=\s*\()/g)) {
    const name = match[0];
    if (cWords.has(name) || isAttribute(name)) continue;
    // `gfp_t (*get)(int)`: a type before a declarator is no call.
    if (
      /^\s*\(\s*\*\s*\w+\s*(?:\[[^\]]*\]\s*)?\)\s*\(/.test(bare.slice(match.index + name.length)) &&
      /[;{}(,]\s*(?:\w+\s+)*$/.test(bare.slice(0, match.index))
    )
      continue;
    calls.push({ name, start: body.start + match.index });
  }
  return calls;
}

/** text[body] with comments, literals, directives and inactive lines blank; same length. */
function blankNonCode(text: string, inactive: readonly Span[], body: Span): string {
  const out = text.slice(body.start, body.end).split('');
  const blank = (from: number, to: number): void => {
    for (let i = Math.max(from, body.start); i < Math.min(to, body.end); i++)
      if (out[i - body.start] !== '\n') out[i - body.start] = ' ';
  };
  for (const span of inactive) blank(span.start, span.end);
  const active = out.join('');
  let at = 0;
  while (at < active.length) {
    const two = active.slice(at, at + 2);
    const char = active[at];
    let end = at + 1;
    if (two === '//') {
      end = active.indexOf('\n', at);
      if (end < 0) end = active.length;
    } else if (two === '/*') {
      end = active.indexOf('*/', at + 2) + 2;
      if (end < 2) end = active.length;
    } else if (char === '"' || char === "'") {
      while (end < active.length && active[end] !== char && active[end] !== '\n') end += active[end] === '\\' ? 2 : 1;
      end++;
    } else if (char === '#' && /(?:^|\n)[ \t]*$/.test(active.slice(Math.max(0, at - 80), at))) {
      do {
        end = active.indexOf('\n', end);
        if (end < 0) end = active.length;
        else end++;
      } while (end < active.length && /\\\r?\n$/.test(active.slice(end - 3, end)));
    } else {
      at++;
      continue;
    }
    blank(body.start + at, body.start + end);
    at = end;
  }
  return out.join('');
}

/** Names by offset of every step that says it stands in the text. */
export function irCalls(fn: FunctionIr): ReadonlyMap<number, readonly string[]> {
  const found = new Map<number, string[]>();
  const add = (at: number, name: string): void => {
    const names = found.get(at);
    if (names === undefined) found.set(at, [name]);
    else names.push(name);
  };
  for (const { steps } of fn.blocks) {
    for (const step of steps) {
      if (step.origin !== 'text') continue;
      if (step.kind === 'macro' || step.kind === 'mention') add(step.span.start, step.name);
      if (step.kind !== 'call') continue;
      const at = step.nameSpan?.start ?? step.span.start;
      if (typeof step.callee === 'string') add(at, step.callee);
      else
        add(
          at,
          step.callee.kind === 'field' || step.callee.kind === 'global'
            ? step.callee.name
            : step.callee.kind === 'variable'
              ? (fn.variables[step.callee.id]?.name ?? '')
              : '',
        );
    }
  }
  return found;
}

/** How many function bodies the text has: a `{` at the top level after something with parentheses that is no initialiser. */
export function countBodies(text: string, world: { readonly inactive: readonly Span[] }): number {
  const bare = blankNonCode(text, world.inactive, { start: 0, end: text.length });
  let bodies = 0;
  let depth = 0;
  let parentheses = 0;
  let from = 0;
  for (let at = 0; at < bare.length; at++) {
    const char = bare[at];
    if (char === '(') parentheses++;
    else if (char === ')') parentheses = Math.max(0, parentheses - 1);
    else if (parentheses > 0) continue;
    else if (char === ';' && depth === 0) from = at + 1;
    else if (char === '}') {
      depth--;
      if (depth === 0) from = at + 1;
    } else if (char === '{') {
      if (depth === 0 && isFunctionHead(bare.slice(from, at))) bodies++;
      depth++;
    }
  }
  return bodies;
}

function isFunctionHead(head: string): boolean {
  if (!head.includes('(')) return false;
  const flat = head.replace(/\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/g, '()');
  if (flat.includes('=')) return false;
  return !/\b(?:struct|union|enum)\s+(?:__attribute__\s*\(\)\s*|__packed\s*|__aligned\s*\(\)\s*)*(?:\w+\s*)?$/.test(
    flat,
  );
}
