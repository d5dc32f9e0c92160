/**
 * Which functions of a large file are judged. At first those that the series touches, with what its changed lines name; more
 * once what these do turns out to differ (effects.ts): who calls them, who takes the locks in question. One set for all states
 * of the file, which only grows, so that what is compared has been judged alike.
 * Misses: findings that a lock reached through callees in two untouched functions would make.
 */
import type { TextPair } from './pairs';
import { type TextFunction, textFunctions, wordsOf } from './textFunctions';

/** Texts below are judged as a whole. */
const SMALL = 40_000;

export class FileFocus {
  private readonly judged: Set<string>;
  private readonly all: readonly TextFunction[];
  private readonly callers = new Map<string, readonly string[]>();

  /** `functions`: those of all states of the file. */
  constructor(core: ReadonlySet<string>, functions: readonly TextFunction[]) {
    this.judged = new Set(core);
    this.all = functions;
    const names = new Set(functions.map(({ name }) => name));
    for (const { name, words } of functions) {
      for (const word of words)
        if (word !== name && names.has(word)) this.callers.set(word, [...(this.callers.get(word) ?? []), name]);
    }
  }

  get names(): ReadonlySet<string> {
    return this.judged;
  }

  add(names: Iterable<string>): void {
    for (const name of names) this.judged.add(name);
  }

  /** Those that name the function. */
  addCallersOf(name: string): void {
    this.add(this.callers.get(name) ?? []);
  }

  /** Those that take one of the locks, by its last name. */
  addUsersOf(locks: ReadonlySet<string>): void {
    if (locks.size === 0) return;
    this.add(this.all.flatMap(({ name, locks: taken }) => ([...taken].some((lock) => locks.has(lock)) ? [name] : [])));
  }

  /** All that could be reached from here, for who cannot look again. */
  widen(): void {
    const touched = this.all.filter(({ name }) => this.judged.has(name));
    this.addUsersOf(new Set(touched.flatMap(({ locks }) => [...locks])));
    const work = [...this.judged];
    for (let name = work.pop(); name !== undefined; name = work.pop()) {
      const fresh = (this.callers.get(name) ?? []).filter((caller) => !this.judged.has(caller));
      this.add(fresh);
      work.push(...fresh);
    }
  }
}

/**
 * undefined: all functions are judged. `pairs`: what the series does to one file, patch by patch; `outside`: names that the
 * series says or changes something of elsewhere.
 */
export function focusOf(pairs: readonly TextPair[], outside: ReadonlySet<string> = new Set()): FileFocus | undefined {
  const texts = pairs.flatMap(statesOf);
  if (texts.every(({ text }) => text.length < SMALL)) return undefined;
  const core = new Set<string>();
  const globals = new Set(outside);
  const all: TextFunction[] = [];
  for (const { text, lines, added } of texts) {
    const rows = text.split('\n');
    const functions = textFunctions(rows);
    all.push(...functions);
    const names = new Set(functions.map(({ name }) => name));
    for (const line of lines) {
      const row = rows[line - 1] ?? '';
      const inside = functions.filter(({ first, last }) => first <= line && line <= last);
      for (const { name } of inside) core.add(name);
      if (inside.length > 0) {
        // What is called otherwise, or registered as a handler, runs in another context from here on.
        for (const word of wordsOf(row)) if (names.has(word)) core.add(word);
        continue;
      }
      // A comment that says something of a function is held against it.
      for (const [, word = ''] of row.matchAll(/\b(\w+)\(/g)) if (names.has(word)) core.add(word);
      // A condition of the preprocessor changes what the file is made of.
      if (/^\s*#\s*(?:if|el|endif|undef)/.test(row) || (!added && /^\s*#/.test(row))) return undefined;
      if (!/^\s*(?:#\s*include\b|\/?\*|\/\/)/.test(row)) for (const word of tellingWords(row)) globals.add(word);
    }
    for (const { name, words } of functions) if (outside.has(name) || meets(words, globals)) core.add(name);
  }
  for (const { name, words } of all) if (meets(words, globals)) core.add(name);
  return new FileFocus(core, all);
}

/** Names that a change of a header can make a difference by: of functions it changes, of what it says outside of them. */
export function namesChangedIn(pair: TextPair): readonly string[] {
  return statesOf(pair).flatMap(({ text, lines }) => {
    const rows = text.split('\n');
    const functions = textFunctions(rows);
    return lines.flatMap((line) => {
      const inside = functions.filter(({ first, last }) => first <= line && line <= last);
      return inside.length > 0 ? inside.map(({ name }) => name) : tellingWords(rows[line - 1] ?? '');
    });
  });
}

interface TextState {
  readonly text: string;
  /** Lines that differ from the other state. */
  readonly lines: readonly number[];
  readonly added: boolean;
}

function statesOf({ before, after, maps }: TextPair): readonly TextState[] {
  return [
    ...(before === undefined ? [] : [{ text: before, lines: [...maps.removed], added: false }]),
    ...(after === undefined ? [] : [{ text: after, lines: [...maps.added, ...maps.cuts], added: true }]),
  ];
}

function meets(words: ReadonlySet<string>, wanted: ReadonlySet<string>): boolean {
  const [few, many] = words.size < wanted.size ? [words, wanted] : [wanted, words];
  for (const word of few) if (many.has(word)) return true;
  return false;
}

/** Words that every other function has, and those of types, say nothing. */
function tellingWords(row: string): readonly string[] {
  const code = row.replace(/\b(?:struct|union|enum)\s+\w+(?=\s*[*\w])/g, ' ');
  return wordsOf(code).filter((word) => !COMMON.has(word));
}

/** What every declaration may hold. */
const COMMON: ReadonlySet<string> = new Set(
  'static const struct union enum unsigned signed long int char short void bool inline extern return if else for while do switch case break goto NULL true false define DEFINE_SPINLOCK DEFINE_RAW_SPINLOCK DEFINE_MUTEX DEFINE_PER_CPU LIST_HEAD u8 u16 u32 u64 size_t gfp_t pid_t atomic_t atomic_long_t EXPORT_SYMBOL EXPORT_SYMBOL_GPL'.split(
    ' ',
  ),
);
