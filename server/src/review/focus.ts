/**
 * Which functions of a large file a series can make a difference to: those it touches at any point, whoever calls them, what
 * they name, and those that take a lock that they take. Read from the texts alone, and the same for every state of the file, so that what is
 * compared has been judged alike.
 * Misses: findings that a lock reached through callees in two untouched functions would make.
 */
import type { TextPair } from './pairs';

/** Texts below are judged as a whole. */
const SMALL = 40_000;

interface TextFunction {
  readonly name: string;
  /** 1-based, inclusive; the first line is that of the head. */
  readonly first: number;
  readonly last: number;
  readonly words: ReadonlySet<string>;
  /** Last names of what is given to lock calls. */
  readonly locks: ReadonlySet<string>;
}

/** Names of functions to judge; undefined: all. `pairs`: what the series does to one file, patch by patch. */
export function focusOf(pairs: readonly TextPair[]): ReadonlySet<string> | undefined {
  const texts = pairs.flatMap(({ before, after, maps }) => [
    ...(before === undefined ? [] : [{ text: before, lines: [...maps.removed], added: false }]),
    ...(after === undefined ? [] : [{ text: after, lines: [...maps.added, ...maps.cuts], added: true }]),
  ]);
  if (texts.every(({ text }) => text.length < SMALL)) return undefined;
  const focus = new Set<string>();
  const locks = new Set<string>();
  const globals = new Set<string>();
  const called = new Set<string>();
  const read = texts.map(({ text, lines, added }) => {
    const rows = text.split('\n');
    const functions = functionsIn(rows);
    const names = new Set(functions.map(({ name }) => name));
    for (const line of lines) {
      const inside = functions.filter(({ first, last }) => first <= line && line <= last);
      for (const { name, locks: taken, words } of inside) {
        focus.add(name);
        for (const word of words) if (names.has(word)) called.add(word);
        for (const lock of taken) locks.add(lock);
      }
      if (inside.length > 0) continue;
      const row = rows[line - 1] ?? '';
      if (/^\s*#\s*(?:if|el|endif|undef)/.test(row) || (!added && /^\s*#/.test(row))) return undefined;
      if (!/^\s*(?:#\s*include\b|\/?\*|\/\/)/.test(row)) for (const word of wordsOf(row)) globals.add(word);
    }
    return functions;
  });
  // A condition of the preprocessor changes what the file is made of.
  if (read.some((functions) => functions === undefined)) return undefined;
  const all = read.flatMap((functions) => functions ?? []);
  // Words that every other function has say nothing.
  const telling = [...globals].filter((word) => !COMMON.has(word));
  for (const { name, words, locks: taken } of all) {
    if (telling.some((word) => words.has(word)) || [...taken].some((lock) => locks.has(lock))) focus.add(name);
  }
  addCallers(focus, all);
  // What they call, or register as a handler, runs in contexts that they make.
  for (const name of called) focus.add(name);
  return focus;
}

function addCallers(focus: Set<string>, all: readonly TextFunction[]): void {
  const callers = new Map<string, string[]>();
  const names = new Set(all.map(({ name }) => name));
  for (const { name, words } of all) {
    for (const word of words)
      if (word !== name && names.has(word)) callers.set(word, [...(callers.get(word) ?? []), name]);
  }
  const work = [...focus];
  for (let name = work.pop(); name !== undefined; name = work.pop()) {
    for (const caller of callers.get(name) ?? []) {
      if (focus.has(caller)) continue;
      focus.add(caller);
      work.push(caller);
    }
  }
}

/** What every declaration may hold. */
const COMMON: ReadonlySet<string> = new Set(
  'static const struct union enum unsigned signed long int char short void bool inline extern return if else for while do switch case break goto NULL true false define DEFINE_SPINLOCK DEFINE_MUTEX u8 u16 u32 u64 size_t gfp_t'.split(
    ' ',
  ),
);

const LOCK_CALL = /\b\w*(?:lock|unlock|seq\w*|mutex\w*|sem|read|write|trylock|save|restore)\w*\s*\(\s*([^;]{1,80})/g;

/** By the kernel's style: a head at the margin, braces at the margin around the body. */
function functionsIn(rows: readonly string[]): readonly TextFunction[] {
  const found: TextFunction[] = [];
  for (let at = 0; at < rows.length; at++) {
    if (rows[at] !== '{') continue;
    let head = at - 1;
    while (head >= 0 && at - head < 12 && !/^[A-Za-z_].*\(/.test(rows[head] ?? '')) head--;
    const name = nameIn(rows.slice(Math.max(0, head), at).join(' '));
    let end = at + 1;
    while (end < rows.length && !(rows[end] ?? '').startsWith('}')) end++;
    if (name !== undefined) {
      const body = rows.slice(at, end + 1).join('\n');
      found.push({
        name,
        first: Math.max(0, head) + 1,
        last: end + 1,
        words: new Set(wordsOf(body)),
        locks: new Set([...body.matchAll(LOCK_CALL)].flatMap((match) => lockName(match[1] ?? ''))),
      });
    }
    at = end;
  }
  return found;
}

/** `SYSCALL_DEFINE3(name, ...)` has its name inside. */
function nameIn(head: string): string | undefined {
  const called = /([A-Za-z_]\w*)\s*\(/.exec(
    head.replace(/__(?:attribute__|acquires|releases|must_hold|printf|printf)\s*\([^)]*\)/g, ''),
  );
  if (called?.[1] === undefined) return undefined;
  if (!/^[A-Z][A-Z0-9_]+$/.test(called[1])) return called[1];
  return /\(\s*([A-Za-z_]\w*)/.exec(head.slice(called.index))?.[1];
}

/** The last name of the first argument: `&zone->lock` is lock. Plain parameters tell nothing. */
function lockName(text: string): string[] {
  const first = text.split(/[,)]/)[0] ?? '';
  const name = /(\w+)\s*(?:\[[^\]]*\])?\s*$/.exec(first)?.[1];
  return name === undefined || !(first.includes('&') || first.includes('>') || first.includes('.')) ? [] : [name];
}

function wordsOf(text: string): string[] {
  return text.replace(/\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"/g, ' ').match(/[A-Za-z_]\w+/g) ?? [];
}
