/**
 * Directives of one text in one world: which lines are inactive, what is defined, undefined and included. Drives the lexer,
 * so that inactive lines cost no tokens. Includes are reported, never read.
 */
import type { Span } from '../base/span';
import type { MaskedText, PreprocessorFacts } from './api';
import { evaluateCondition, isDefined, type LocalMacro } from './conditions';
import { isContinued, lex, newTokens, skipComment, type Tokens } from './lexer';

export interface Preprocessed {
  readonly tokens: Tokens;
  /** Everything that is no C of the active text: comments, directives, inactive lines. In order. */
  readonly blanks: readonly Span[];
  readonly inactive: readonly Span[];
  readonly defines: MaskedText['defines'];
  readonly undefs: MaskedText['undefs'];
  readonly includes: MaskedText['includes'];
  readonly macros: ReadonlyMap<string, LocalMacro>;
}

interface Group {
  /** Some branch was taken already. */
  taken: boolean;
}

/** Groups nested deeper than any real file's are read as inactive; keeps the state of garbage small. */
const nestingLimit = 200;

/** Lexes the active part of `text`. */
export function preprocess(text: string, facts: PreprocessorFacts): Preprocessed {
  const tokens = newTokens(text.length);
  const blanks: Span[] = [];
  const inactive: Span[] = [];
  const defines: { span: Span; name: string; params?: readonly string[]; body: string }[] = [];
  const undefs: { span: Span; name: string }[] = [];
  const includes: { path: string; angled: boolean; span: Span }[] = [];
  const macros = new Map<string, LocalMacro>();
  const undefined_ = new Set<string>();
  const local = { defined: macros, undefined: undefined_ };
  const groups: Group[] = [];

  lex(text, tokens, {
    comment(start, end) {
      blanks.push({ start, end });
    },
    directive(hash) {
      const end = directiveEnd(text, hash);
      const line = splitDirective(text, hash, end);
      blanks.push({ start: hash, end });
      switch (line.word) {
        case 'if':
        case 'ifdef':
        case 'ifndef': {
          const on = groups.length < nestingLimit && conditionHolds(line.word, line.rest);
          groups.push({ taken: on });
          return on ? conditional(hash, end) : skip(hash, end);
        }
        case 'elif':
        case 'else':
        case 'elifdef':
        case 'elifndef':
          // Reached from active text: the branch before was taken.
          return groups.length > 0 ? skip(hash, end) : conditional(hash, end);
        case 'endif':
          groups.pop();
          return conditional(hash, end);
        case 'define':
          define(hash, end, line.rest);
          return end;
        case 'undef': {
          const name = /^[A-Za-z_$][\w$]*/.exec(line.rest)?.[0];
          if (!name) return end;
          macros.delete(name);
          undefined_.add(name);
          undefs.push({ span: { start: hash, end }, name });
          return end;
        }
        case 'include':
        case 'include_next': {
          const match = /^(?:<([^>\n]+)>|"([^"\n]+)")/.exec(line.rest);
          const path = match?.[1] ?? match?.[2];
          if (path !== undefined) includes.push({ path, angled: match?.[1] !== undefined, span: { start: hash, end } });
          return end;
        }
        default:
          return end;
      }
    },
  });
  return { tokens, blanks, inactive, defines, undefs, includes, macros };

  function conditional(start: number, end: number): number {
    inactive.push({ start, end });
    return end;
  }

  function conditionHolds(word: string, rest: string): boolean {
    if (word === 'if') return evaluateCondition(rest, facts, local);
    const name = /[A-Za-z_$][\w$]*/.exec(rest)?.[0] ?? '';
    return isDefined(name, facts, local) === (word === 'ifdef');
  }

  function define(start: number, end: number, rest: string): void {
    const match = /^([A-Za-z_$][\w$]*)(\(([^)]*)\))?/.exec(rest);
    const name = match?.[1];
    if (!match || name === undefined) return;
    const body = stripBody(rest.slice(match[0].length));
    const params = match[2] === undefined ? undefined : splitParameters(match[3] ?? '');
    defines.push({ span: { start, end }, name, ...(params ? { params } : {}), body });
    macros.set(name, { ...(params ? { params } : {}), body });
    undefined_.delete(name);
  }

  /** Past the inactive branch(es) that follow the directive at `hash`; the directive that ends them is blanked, too. */
  function skip(hash: number, from: number): number {
    let depth = 0;
    let at = from;
    for (;;) {
      const next = nextDirective(text, at);
      if (next === -1) return finish(text.length);
      const end = directiveEnd(text, next);
      const line = splitDirective(text, next, end);
      at = end;
      if (line.word === 'if' || line.word === 'ifdef' || line.word === 'ifndef') depth++;
      else if (line.word === 'endif') {
        if (depth-- === 0) {
          groups.pop();
          return finish(end);
        }
      } else if (depth === 0 && /^(else|elif|elifdef|elifndef)$/.test(line.word)) {
        const group = groups.at(-1);
        if (!group || group.taken) continue;
        const holds =
          line.word === 'else' || conditionHolds(line.word === 'elif' ? 'if' : line.word.slice(2), line.rest);
        if (!holds) continue;
        group.taken = true;
        return finish(end);
      }
    }
    function finish(end: number): number {
      blanks.pop();
      blanks.push({ start: hash, end });
      inactive.push({ start: hash, end });
      return end;
    }
  }
}

/** The macros that are defined at the end of a masked text. */
export function macrosOf({ defines, undefs }: Pick<MaskedText, 'defines' | 'undefs'>): Preprocessed['macros'] {
  const macros = new Map<string, LocalMacro>();
  const gone = [...undefs];
  for (const { span, name, params, body } of defines) {
    while ((gone[0]?.span.start ?? Number.POSITIVE_INFINITY) < span.start) macros.delete(gone.shift()?.name ?? '');
    macros.set(name, { ...(params ? { params } : {}), body });
  }
  for (const { name } of gone) macros.delete(name);
  return macros;
}

/** The end of the directive's logical line, before its newline; comments may carry it over lines. */
export function directiveEnd(text: string, hash: number): number {
  let at = hash;
  for (;;) {
    let newline = text.indexOf('\n', at);
    if (newline === -1) newline = text.length;
    const comment = findComment(text, at, newline);
    if (comment !== -1) {
      at = skipComment(text, comment);
      if (text.charCodeAt(comment + 1) === 47) return Math.min(at, text.length);
      if (at >= text.length) return text.length;
      continue;
    }
    if (newline === text.length) return newline;
    if (!isContinued(text, newline)) return text.charCodeAt(newline - 1) === 13 ? newline - 1 : newline;
    at = newline + 1;
  }
}

/** The first comment start in [from, to) outside strings, or -1. */
function findComment(text: string, from: number, to: number): number {
  let slash = text.indexOf('/', from);
  if (slash === -1 || slash >= to) return -1;
  let quote = 0;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (quote !== 0) {
      if (code === 92) at++;
      else if (code === quote) quote = 0;
    } else if (code === 34 || code === 39) quote = code;
    else if (code === 47) {
      slash = text.charCodeAt(at + 1);
      if (slash === 42 || slash === 47) return at;
    }
  }
  return -1;
}

function splitDirective(text: string, hash: number, end: number): { word: string; rest: string } {
  const line = text.slice(hash, end);
  const match = /^#(?:[ \t]|\/\*[\s\S]*?\*\/|\\\r?\n)*([a-z_]*)(?:[ \t]|\/\*[\s\S]*?\*\/|\\\r?\n)*/.exec(line);
  return match ? { word: match[1] ?? '', rest: line.slice(match[0].length) } : { word: '', rest: '' };
}

/** The next `#` that begins a line at or after `from`, outside block comments; -1 at the end. */
function nextDirective(text: string, from: number): number {
  let at = from;
  for (;;) {
    const hash = text.indexOf('#', at);
    if (hash === -1) return -1;
    const comment = text.indexOf('/*', at);
    if (comment !== -1 && comment < hash) {
      at = skipComment(text, comment);
      continue;
    }
    let before = hash - 1;
    while (before >= from && isBlank(text.charCodeAt(before))) before--;
    if (before < from || text.charCodeAt(before) === 10) return hash;
    at = hash + 1;
  }
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 13 || code === 12 || code === 11;
}

function splitParameters(text: string): string[] {
  const params = text.replace(/\\\r?\n/g, ' ').split(',');
  return params.map((param) => param.trim()).filter((param) => param !== '');
}

/** A macro's body without line continuations and comments. */
function stripBody(text: string): string {
  if (!text.includes('\\\n') && !text.includes('/') && !text.includes('\r')) return text.trim();
  const joined = text.replace(/\\\r?\n/g, ' ');
  const pattern = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\*[\s\S]*?(?:\*\/|$)|\/\/.*/g;
  return joined.replace(pattern, (part) => (part.startsWith('/') ? ' ' : part)).trim();
}
