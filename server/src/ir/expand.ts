/**
 * Macro replacement as text: arguments substituted, #, ##, __VA_ARGS__, __VA_OPT__ and GNU's comma. One level only: what
 * the result still holds is expanded when the lowering meets it. Positions of arguments are kept as segments.
 */
import type { Segment } from './frames';
import { closingToken, type Token, tokenise } from './tokens';
import type { MacroDefinition } from './types';

export interface ArgumentRange {
  readonly start: number;
  readonly end: number;
}

export interface Expansion {
  readonly text: string;
  /** Sorted; `from` are offsets in the text the arguments were given in. */
  readonly segments: readonly Segment[];
}

const largestExpansion = 60_000;
const bodies = new WeakMap<MacroDefinition, readonly Token[]>();

function bodyTokens(macro: MacroDefinition): readonly Token[] {
  let tokens = bodies.get(macro);
  if (tokens === undefined) {
    tokens = tokenise(macro.body);
    bodies.set(macro, tokens);
  }
  return tokens;
}

/** The arguments of a call: ranges between the bracket at `open` (its offset) and its partner, trimmed. */
export function argumentRanges(
  text: string,
  open: number,
  limit: number,
): { readonly args: ArgumentRange[]; readonly end: number } | undefined {
  const tokens = tokenise(text.slice(open, limit));
  const close = tokens[0]?.text === '(' ? closingToken(tokens, 0) : -1;
  if (close < 0) return undefined;
  const args: ArgumentRange[] = [];
  let depth = 0;
  let first = 1;
  const push = (to: number): void => {
    const a = tokens[first];
    const b = tokens[to - 1];
    const gap = open + (tokens[first - 1]?.end ?? 0);
    args.push(to > first && a && b ? { start: open + a.start, end: open + b.end } : { start: gap, end: gap });
  };
  for (let i = 1; i < close; i++) {
    const token = tokens[i]?.text;
    if (token === '(' || token === '[' || token === '{') depth++;
    else if (token === ')' || token === ']' || token === '}') depth--;
    else if (token === ',' && depth === 0) {
      push(i);
      first = i + 1;
    }
  }
  if (close > 1 || args.length > 0) push(close);
  return { args, end: open + (tokens[close]?.end ?? 0) };
}

/** Comments out of a piece of source, offsets kept: a `//` would swallow what the expansion puts behind it. */
function withoutComments(text: string): string {
  if (!text.includes('/')) return text;
  return text.replace(/"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (part) =>
    part.startsWith('/') ? ' '.repeat(part.length) : part,
  );
}

/** Expands one macro once; undefined where the number of arguments does not fit or the result grows past bounds. */
export function expandMacro(
  macro: MacroDefinition,
  source: string,
  args: readonly ArgumentRange[],
): Expansion | undefined {
  const bound = bindArguments(macro, args);
  if (bound === undefined) return undefined;
  const writer = new Writer(source);
  replace(bodyTokens(macro), macro.body, bound, writer, source);
  return writer.text.length > largestExpansion ? undefined : { text: writer.text, segments: writer.segments };
}

type Bound = ReadonlyMap<string, ArgumentRange | undefined>;

function bindArguments(macro: MacroDefinition, args: readonly ArgumentRange[]): Bound | undefined {
  const bound = new Map<string, ArgumentRange | undefined>();
  const params = macro.params;
  if (params === undefined) return bound;
  const last = params[params.length - 1];
  const variadic = last?.endsWith('...') ?? false;
  const fixed = variadic ? params.length - 1 : params.length;
  const given = args.length === 0 && fixed === 1 && !variadic ? [{ start: 0, end: 0 }] : args;
  if (given.length < fixed || (!variadic && given.length > fixed)) return undefined;
  for (let i = 0; i < fixed; i++) bound.set(params[i] ?? '', given[i]);
  if (variadic && last !== undefined) {
    const from = given[fixed];
    const to = given[given.length - 1];
    const range = from && to ? { start: from.start, end: to.end } : undefined;
    bound.set(last === '...' ? '__VA_ARGS__' : last.slice(0, -3).trim(), range);
  }
  return bound;
}

/** Collects the text and remembers which parts came from arguments. */
class Writer {
  text = '';
  readonly segments: Segment[] = [];
  private glued = false;

  constructor(private readonly source: string) {}

  plain(text: string): void {
    this.space();
    this.text += text;
  }

  argument(range: ArgumentRange | undefined): void {
    this.space();
    if (range === undefined || range.start === range.end) return;
    const start = this.text.length;
    this.text += withoutComments(this.source.slice(range.start, range.end));
    this.segments.push({ start, end: this.text.length, from: range.start });
  }

  /** What follows joins what was written last. */
  glue(): void {
    this.text = this.text.replace(/\s+$/, '');
    this.glued = true;
  }

  dropComma(): void {
    this.text = this.text.replace(/,\s*$/, '');
  }

  private space(): void {
    if (!this.glued && this.text !== '') this.text += ' ';
    this.glued = false;
  }
}

function replace(tokens: readonly Token[], body: string, bound: Bound, writer: Writer, source: string): void {
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === undefined) continue;
    if (token.text === '##') {
      const next = tokens[i + 1];
      const range = next && bound.get(next.text);
      // GNU: `, ## args` drops the comma when there are none.
      if (next?.kind === 'word' && bound.has(next.text) && tokens[i - 1]?.text === ',') {
        if (range === undefined || range.start === range.end) writer.dropComma();
        continue;
      }
      writer.glue();
      continue;
    }
    if (token.text === '#' && bound.size > 0) {
      const next = tokens[i + 1];
      if (next?.kind === 'word' && bound.has(next.text)) {
        const range = bound.get(next.text);
        writer.plain(JSON.stringify(range ? source.slice(range.start, range.end).replace(/\s+/g, ' ') : ''));
        i++;
        continue;
      }
    }
    if (token.text === '__VA_OPT__' && tokens[i + 1]?.text === '(') {
      const close = closingToken(tokens, i + 1);
      const range = bound.get('__VA_ARGS__');
      if (close > 0 && range !== undefined && range.start !== range.end)
        replace(tokens.slice(i + 2, close), body, bound, writer, source);
      if (close > 0) i = close;
      continue;
    }
    if (token.kind === 'word' && bound.has(token.text)) writer.argument(bound.get(token.text));
    else writer.plain(token.text);
  }
}
