/** Where the functions of a text are, found by the lines that open a body, without a parser: for looks at a whole tree. */

export interface FunctionText {
  readonly name: string;
  readonly static: boolean;
  /** What stands in front of the body. */
  readonly head: string;
  /** Of the line break in front of the opening brace, and of the one in front of the closing brace. */
  readonly start: number;
  readonly end: number;
}

/** A head longer than this (in characters) is text that a brace happens to follow. */
const MAX_HEAD = 1200;

/** In order; functions that macros make are left out. */
export function functionTexts(text: string): FunctionText[] {
  const found: FunctionText[] = [];
  for (let at = text.indexOf('\n{'); at !== -1; at = text.indexOf('\n{', at + 2)) {
    const near = text.slice(Math.max(0, at - MAX_HEAD), at);
    const before = Math.max(near.lastIndexOf(';'), near.lastIndexOf('}'), near.lastIndexOf('\n\n'));
    const whole = near.slice(before + 1);
    const head = /[#/]/.test(whole) ? whole.replace(/^\s*#.*$|\/\*[\s\S]*?\*\/|\/\/.*$/gm, ' ') : whole;
    const name = headName(head);
    if (name === undefined) continue;
    const end = text.indexOf('\n}', at);
    found.push({ name, static: /\bstatic\b/.test(head), head, start: at, end: end === -1 ? text.length : end });
  }
  return found;
}

/** The name before the parameters of a function's head; undefined: no function. */
function headName(head: string): string | undefined {
  if (head.includes('=')) return undefined;
  let fallback: string | undefined;
  for (const [call, name = ''] of head.matchAll(/(\w+)\s*\(/g)) {
    // In front of a name stand only attributes with arguments: __printf(1, 2), __releases(x) after it.
    if (!name.startsWith('__')) return /^[a-z]/.test(name) && call.length < 80 ? name : fallback;
    fallback ??= name;
  }
  return fallback;
}
