/**
 * Semicolons that the text lacks: where the mask wrote one after a call that brings none along, and where one makes a
 * function that does not parse parse. Only what is certain: a function or expression macro the declarations know.
 */
import type { MissingSemicolon } from './ir';
import type { LoweringUnit } from './lower';

const MAX_REPAIRS = 4;

/** In order of the text. */
export function missingSemicolons(unit: LoweringUnit): MissingSemicolon[] {
  const { masked, tree } = unit;
  const found: MissingSemicolon[] = [];
  for (const mark of masked.marks) {
    if (mark.kind !== 'semicolon') continue;
    const fn = masked.functions.find((f) => f.body.start < mark.span.start && mark.span.start < f.body.end);
    const call = fn === undefined ? undefined : callBefore(masked.text, mark.span.start, fn.body.start);
    if (fn === undefined || call === undefined || !needsSemicolon(unit, call.name)) continue;
    found.push({ at: call.end, function: fn.name, after: tidy(masked.text.slice(call.start, call.end)) });
  }
  for (const fn of tree.functions) {
    if (fn.hasError && fn.firstError !== undefined) found.push(...repairs(unit, fn.name, fn.span, fn.firstError));
  }
  return found.sort((a, b) => a.at - b.at);
}

/** The call that ends before `at`, going back over white space and its parentheses. */
function callBefore(
  text: string,
  at: number,
  from: number,
): { readonly name: string; readonly start: number; readonly end: number } | undefined {
  let end = at;
  while (end > from && /\s/.test(text[end - 1] ?? '')) end--;
  if (text[end - 1] !== ')') return undefined;
  let depth = 0;
  let open = end - 1;
  for (; open > from; open--) {
    if (text[open] === ')') depth++;
    else if (text[open] === '(' && --depth === 0) break;
  }
  const name = /([A-Za-z_]\w*)\s*$/.exec(text.slice(Math.max(from, open - 80), open));
  // A parenthesis in a string led astray.
  const bare = text.slice(open, end).replace(/"(?:[^"\\]|\\.)*"/g, '');
  if (name?.[1] === undefined || bare.split('(').length !== bare.split(')').length) return undefined;
  return { name: name[1], start: open - name[0].length, end };
}

/** A call of it is an expression, and no statement yet. */
function needsSemicolon(unit: LoweringUnit, name: string): boolean {
  // What a macro brings along is not always seen; the kernel's primitives bring no semicolon.
  if (unit.options.isPrimitive(name)) return true;
  return unit.declarations.macro(name) === undefined && unit.declarations.functionType(name) !== undefined;
}

/** Puts semicolons at line ends before the error until the function parses; undefined places are never guessed. */
function repairs(
  unit: LoweringUnit,
  name: string,
  span: { readonly start: number; readonly end: number },
  firstError: number,
): MissingSemicolon[] {
  const { snippets } = unit.options;
  const { text } = unit.masked;
  if (snippets === undefined || span.end - span.start > 40_000) return [];
  const found: MissingSemicolon[] = [];
  let body = text.slice(span.start, span.end);
  let error = firstError - span.start;
  while (found.length < MAX_REPAIRS) {
    const at = lineEndBefore(body, error);
    if (at === undefined || !endsStatement(unit, body, at)) return [];
    const line = body.slice(body.lastIndexOf('\n', at - 1) + 1, at);
    // Lengths stay: the character after a line's last token is white space.
    body = `${body.slice(0, at)};${body.slice(at + 1)}`;
    found.push({ at: span.start + at, function: name, after: tidy(line) });
    const parsed = snippets.parse(body);
    if (!parsed.root.hasError) return found;
    const next = errorIn(parsed.root);
    if (next === undefined || next <= at) return [];
    error = next;
  }
  return [];
}

/** The end of the last token before the error, if its line ends there. */
function lineEndBefore(body: string, error: number): number | undefined {
  for (const from of [error, body.indexOf('\n', error)]) {
    if (from < 0) continue;
    let at = from;
    while (at > 0 && /\s/.test(body[at - 1] ?? '')) at--;
    const rest = body.slice(at);
    if (/^[ \t]*\n/.test(rest) && /[\w)\]]/.test(body[at - 1] ?? '')) return at;
  }
  return undefined;
}

/** `return x`, `a = b`, `f(x)`: whole statements but for the semicolon. */
function endsStatement(unit: LoweringUnit, body: string, at: number): boolean {
  const line = body.slice(body.lastIndexOf('\n', at - 1) + 1, at);
  if (/^\s*(?:return\b|goto\s+\w+$|break$|continue$)/.test(line)) return true;
  if (/^[\s*\w.>[\]-]+[^=!<>]=[^=]/.test(line)) return true;
  const call = callBefore(body, at, 0);
  return call !== undefined && /^\s*$/.test(line.slice(0, -(at - call.start))) && needsSemicolon(unit, call.name);
}

function errorIn(node: {
  readonly start: number;
  readonly isError: boolean;
  readonly hasError: boolean;
  readonly children: readonly Parameters<typeof errorIn>[0][];
}): number | undefined {
  if (node.isError) return node.start;
  for (const child of node.children) {
    if (!child.hasError) continue;
    const at = errorIn(child);
    if (at !== undefined) return at;
  }
  return undefined;
}

function tidy(text: string): string {
  return text.trim().replace(/\s+/g, ' ').slice(0, 60);
}
