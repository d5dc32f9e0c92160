/**
 * Names of locks that a text drops without having taken them first, or hands to somebody else: a callee nothing is known of can
 * only drop a lock that is among those of its tree. A look at the text without a parser. A lock goes by the last part of what
 * it is called; one whose name does not say that it is a lock is not looked for (memberName() in analysis/locks.ts).
 * Misses: a function that takes a lock on one way and drops its caller's on another, in this order.
 */
import { type FunctionText, functionTexts, isWordCode, wordBefore } from './functionTexts';

const LOCK_WORD = /(?:lock|mutex|mtx|sem)\w*\s*[,);]/g;
/** How a name is looked up in the survey. */
export function dropKey(name: string): string {
  return name + DROPPED;
}

/** After the name of a lock. */
const DROPPED = '^';

/** Leaves the lock as it is, or makes one. */
const NEUTRAL = /guard$|lockdep|assert|is_locked|init|might_lock|lockup|contended|needbreak|^sizeof$|^[A-Z_\d]+$/;
const TAKES = /lock|^down/;
const DROPS = /unlock|^up(?:_|$)|wait|cond_resched|sleep/;

/** How far back (in characters) the call may begin that a lock is an argument of. */
const MAX_CALL = 200;

/** Sorted. */
export function droppedNames(text: string, functions: readonly FunctionText[] = functionTexts(text)): string[] {
  const dropped = new Set<string>();
  let next = 0;
  let taken = new Set<string>();
  for (const { index } of text.matchAll(LOCK_WORD)) {
    const start = wordStart(text, index);
    if (!isMember(text, start)) continue;
    while ((functions[next]?.end ?? Number.POSITIVE_INFINITY) < index) {
      next++;
      taken = new Set();
    }
    const name = text.slice(start, wordEnd(text, index));
    if (dropped.has(name)) continue;
    const callee = calleeAround(text, start);
    if (callee === undefined) {
      // Its address goes by another name from here.
      if (text[start - 1] === '&' || isAddressTaken(text, start)) dropped.add(name);
    } else if (NEUTRAL.test(callee)) continue;
    else if (DROPS.test(callee) || !TAKES.test(callee)) {
      if (!taken.has(name) || !DROPS.test(callee)) dropped.add(name);
    } else if ((functions[next]?.start ?? Number.POSITIVE_INFINITY) < index) taken.add(name);
  }
  return [...dropped].sort();
}

function wordStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && isWordCode(text.charCodeAt(start - 1))) start--;
  return start;
}

function wordEnd(text: string, at: number): number {
  let end = at;
  while (isWordCode(text.charCodeAt(end))) end++;
  return end;
}

/** `x->lock`, `x.lock`, `&lock`. */
function isMember(text: string, start: number): boolean {
  const before = text[start - 1];
  return before === '>' || before === '.' || before === '&';
}

/** The name in front of the parenthesis that is open there; undefined: none is, in the same statement. */
function calleeAround(text: string, from: number): string | undefined {
  let depth = 0;
  const limit = Math.max(0, from - MAX_CALL);
  for (let at = from - 1; at >= limit; at--) {
    const unit = text[at];
    if (unit === ')' || unit === ']') depth++;
    else if (unit === '[') depth--;
    else if (unit === '(') {
      if (depth-- > 0) continue;
      const name = text[at - 1] === ')' ? wordBefore(text, text.lastIndexOf('(', at - 1)) : wordBefore(text, at);
      if (name !== '' && !/^(?:if|while|for|switch|return)$/.test(name)) return name;
      depth = 0;
    } else if (unit === ';' || unit === '{' || unit === '}') return undefined;
  }
  return undefined;
}

/** `&a->b.lock`, outside a call. */
function isAddressTaken(text: string, start: number): boolean {
  let at = start;
  while (at > 0 && (isWordCode(text.charCodeAt(at - 1)) || /[>.\-[\]]/.test(text[at - 1] ?? ''))) at--;
  return text[at - 1] === '&';
}
