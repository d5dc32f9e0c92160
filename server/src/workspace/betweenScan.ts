/**
 * What functions of a .c file call in other files, directly or through functions of their own file, wherever: for those that
 * other files call in atomic places, and which may hold nothing themselves (definitions.ts). A look at the text without a
 * parser, which says where to look and never what is wrong: names in comments count too.
 */
import { isPlain } from './callerScan';
import { type FunctionText, functionTexts, wordBefore } from './functionTexts';

/** Before the name of a function that the file calls in functions which other files call in atomic places. */
const CALLED_BETWEEN = '<';

/** How a name is looked up in the survey. */
export function betweenKey(name: string): string {
  return CALLED_BETWEEN + name;
}

export function isBetweenKey(key: string): boolean {
  return key.startsWith(CALLED_BETWEEN);
}

/** Names that the functions of the text lead to and that the text does not define, sorted. */
export function callsBeyond(text: string, from: readonly string[]): string[] {
  const bodies = bodiesOf(text);
  const beyond = new Set<string>();
  for (const name of reached(text, bodies, from)) if (!bodies.has(name)) beyond.add(name);
  return [...beyond].sort();
}

/** The functions with external linkage that lead to a call of `name`, in file order. */
export function leadingTo(text: string, name: string): readonly string[] {
  const bodies = bodiesOf(text);
  return [...bodies.values()].flatMap((fn) =>
    fn.static || fn.name === name || !reached(text, bodies, [fn.name]).has(name) ? [] : fn.name,
  );
}

/** These functions and all that they lead to, here and elsewhere. */
function reached(text: string, bodies: ReadonlyMap<string, FunctionText>, from: readonly string[]): Set<string> {
  const all = new Set(from);
  for (const name of all) {
    const body = bodies.get(name);
    if (body !== undefined) forEachCall(text, body, (callee) => all.add(callee));
  }
  return all;
}

/** Without a regular expression, because this is asked of a good part of a tree. */
function forEachCall(text: string, { start, end }: FunctionText, visit: (name: string) => void): void {
  for (let at = text.indexOf('(', start); at !== -1 && at < end; at = text.indexOf('(', at + 1)) {
    const name = text[at - 1] === ' ' ? '' : wordBefore(text, at);
    const before = text[at - name.length - 1];
    if (name !== '' && before !== '.' && before !== '>' && isPlain(name)) visit(name);
  }
}

function bodiesOf(text: string): ReadonlyMap<string, FunctionText> {
  const bodies = new Map<string, FunctionText>();
  for (const fn of functionTexts(text)) if (!bodies.has(fn.name)) bodies.set(fn.name, fn);
  return bodies;
}
