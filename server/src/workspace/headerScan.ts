/**
 * A line and bracket scanner for headers: which names a header declares, where, and under which #if conditions.
 * It never parses: what a declaration says is found by the front end, for the names that are asked for, and only then.
 * Simplification: a name that a macro call pastes together (PAGEFLAG(Locked, ...)) is known by its arguments only (misses).
 */

import { droppedNames } from './dropScan';

/** What an entry is; `macro-call` is a top-level macro with arguments, kept under each name among them. */
export const ENTRY_KINDS = [
  'macro',
  'record',
  'enum',
  'enumerator',
  'typedef',
  'function',
  'global',
  'macro-call',
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

export interface HeaderEntry {
  readonly name: string;
  readonly kind: EntryKind;
  readonly start: number;
  readonly end: number;
  /** Index into `conditions`; -1: unconditional. */
  readonly condition: number;
  /** A function with its body. */
  readonly body?: true;
}

/** One arm of an #if group, inside `parent`'s arm: none of `not` holds, and `holds` does (absent for #else). */
export interface HeaderCondition {
  readonly parent: number;
  /** Where the directive stands. */
  readonly at: number;
  readonly not: readonly string[];
  readonly holds?: string;
}

export interface HeaderInclude {
  readonly path: string;
  readonly angled: boolean;
  readonly at: number;
  readonly condition: number;
}

export interface ScannedHeader {
  readonly entries: readonly HeaderEntry[];
  readonly conditions: readonly HeaderCondition[];
  readonly includes: readonly HeaderInclude[];
  /** Locks that its functions and macros drop (dropScan.ts). */
  readonly drops: readonly string[];
}

interface Group {
  /** Bracket state at the #if, which each further arm starts from. */
  readonly depth: number;
  readonly parens: number;
  readonly itemStart: number;
  readonly parent: number;
  readonly earlier: string[];
}

const NEWLINE = 10;
const WORD = /[A-Za-z_]\w*/y;

/** Arms that hold assembly or C++: their text is not C and would upset the bracket count. */
const FOREIGN = /^!?\s*(?:defined\s*\(?\s*)?(__cplusplus|__ASSEMBLY__|__ASSEMBLER__|LINKER_SCRIPT)\s*\)?\s*$/;

/** Scans `text`; `attributeCalls` are names whose parentheses do not make a function (`__printf`, `__aligned`). */
export function scanHeader(text: string, attributeCalls: ReadonlySet<string>): ScannedHeader {
  return new Scanner(text, attributeCalls).run();
}

class Scanner {
  private readonly entries: HeaderEntry[] = [];
  private readonly conditions: HeaderCondition[] = [];
  private readonly includes: HeaderInclude[] = [];
  private readonly groups: Group[] = [];
  private condition = -1;
  private depth = 0;
  private parens = 0;
  private itemStart = -1;
  /** Place of the item's first `{` and first `(` outside brackets; -1: none yet. */
  private brace = -1;
  private paren = -1;

  constructor(
    private readonly text: string,
    private readonly attributeCalls: ReadonlySet<string>,
  ) {}

  run(): ScannedHeader {
    const { text } = this;
    const length = text.length;
    let lineStart = true;
    let at = 0;
    while (at < length) {
      const unit = text.charCodeAt(at);
      if (unit <= 32) {
        if (unit === NEWLINE) lineStart = true;
        at++;
        continue;
      }
      if (unit === 47 && text.charCodeAt(at + 1) === 42) {
        const close = text.indexOf('*/', at + 2);
        at = close === -1 ? length : close + 2;
        continue;
      }
      if (unit === 35 && lineStart) {
        at = this.directive(at);
        lineStart = true;
        continue;
      }
      lineStart = false;
      if (unit === 47 && text.charCodeAt(at + 1) === 47) {
        const end = text.indexOf('\n', at);
        at = end === -1 ? length : end;
        continue;
      }
      if (unit === 34 || unit === 39) {
        at = skipQuoted(text, at, unit);
        continue;
      }
      if (this.itemStart === -1) {
        if (unit === 59 || unit === 125) {
          at++;
          continue;
        }
        this.itemStart = at;
        this.brace = -1;
        this.paren = -1;
      }
      if (isWordUnit(unit)) {
        at++;
        while (at < length && isWordUnit(text.charCodeAt(at))) at++;
        continue;
      }
      at = this.punctuation(unit, at) + 1;
    }
    const drops = droppedNames(text);
    return { entries: this.entries, conditions: this.conditions, includes: this.includes, drops };
  }

  private punctuation(unit: number, at: number): number {
    switch (unit) {
      case 123: // {
        if (this.depth === 0 && this.parens === 0 && this.brace === -1) this.brace = at;
        this.depth++;
        break;
      case 125: // }
        if (this.depth > 0) this.depth--;
        if (this.depth === 0 && this.parens === 0 && this.isFunctionBody()) this.finish(at + 1);
        break;
      case 40: // (
        if (this.depth === 0 && this.parens === 0 && this.paren === -1) this.paren = at;
        this.parens++;
        break;
      case 41: // )
        if (this.parens > 0) this.parens--;
        if (this.parens === 0 && this.depth === 0 && this.endsMacroCall(at)) this.finish(at + 1);
        break;
      case 59: // ;
        if (this.depth === 0 && this.parens === 0) this.finish(at + 1);
        break;
      default:
        break;
    }
    return at;
  }

  /** A brace that closes an item: one after parentheses, unless the item is a type or has an initialiser. */
  private isFunctionBody(): boolean {
    if (this.paren === -1 || this.paren > this.brace) return false;
    const head = this.text.slice(this.itemStart, this.brace);
    return (
      !/^typedef\b|=\s*$/.test(head) &&
      !/\b(?:struct|union|enum)\s+(?:\w+\s+)?$/.test(head.slice(head.lastIndexOf(')') + 1))
    );
  }

  /** `NAME(...)` that begins an item and is followed by neither a semicolon nor a body: a macro call on its own. */
  private endsMacroCall(at: number): boolean {
    if (this.brace !== -1 || !this.beginsWithCall()) return false;
    const next = /\S/g;
    next.lastIndex = at + 1;
    const unit = next.exec(this.text)?.[0];
    return unit !== ';' && unit !== '{' && unit !== '(' && unit !== ',' && unit !== '=';
  }

  private beginsWithCall(): boolean {
    WORD.lastIndex = this.itemStart;
    const word = WORD.exec(this.text);
    return (
      word !== null && this.paren !== -1 && this.text.slice(this.itemStart + word[0].length, this.paren).trim() === ''
    );
  }

  private finish(end: number): void {
    const start = this.itemStart;
    this.itemStart = -1;
    this.depth = 0;
    this.parens = 0;
    if (start !== -1) this.classify(start, end);
  }

  private add(name: string, kind: EntryKind, start: number, end: number, body?: true): void {
    const base = { name, kind, start, end, condition: this.condition };
    this.entries.push(body ? { ...base, body } : base);
  }

  private classify(start: number, end: number): void {
    const { text, brace } = this;
    const first = text.charCodeAt(start);
    if (first === 116 && text.startsWith('typedef', start)) {
      this.addTypedef(start, end);
      return;
    }
    const head = uncommented(text.slice(start, brace === -1 ? end : brace));
    if (brace !== -1 && /\b(?:struct|union|enum)\b[^()=;]*$/.test(head)) {
      this.addRecords(start, end);
      for (const name of declaratorNames(text.slice(text.lastIndexOf('}', end) + 1, end)))
        this.add(name, 'global', start, end);
      return;
    }
    if (this.paren === -1) {
      const bare = brace === -1 ? head : head.slice(0, head.lastIndexOf('='));
      if (!/^(?:struct|union|enum)\s+\w+\s*;$/.test(bare)) {
        for (const name of declaratorNames(bare)) this.add(name, 'global', start, end);
      }
      return;
    }
    this.addFunctionLike(head, start, end);
  }

  private addFunctionLike(head: string, start: number, end: number): void {
    const pointer = /\(\s*\*+\s*(?:const\s+)?(\w+)\s*(?:\[[^\]]*\]\s*)?\)\s*\(/.exec(head);
    const call = /([A-Za-z_]\w*)\s*\(/g;
    for (let match = call.exec(head); match !== null; match = call.exec(head)) {
      const [, name = ''] = match;
      if (this.attributeCalls.has(name) || name === '__attribute__' || name === 'typeof' || name === '__typeof__') {
        const close = closing(head, match.index + match[0].length - 1);
        call.lastIndex = close;
        continue;
      }
      if (pointer !== null && pointer.index <= match.index + match[0].length) break;
      const equals = head.indexOf('=');
      if (equals !== -1 && equals < match.index) {
        for (const declared of declaratorNames(head.slice(0, equals))) this.add(declared, 'global', start, end);
        return;
      }
      const before = head.slice(0, match.index).trim();
      if (before !== '' && !(this.brace === -1 && STORAGE.test(before) && /^[A-Z][A-Z\d_]*$/.test(name))) {
        if (this.brace !== -1) this.add(name, 'function', start, end, true);
        else this.add(name, 'function', start, end);
        return;
      }
      for (const argument of new Set(head.slice(match[0].length).match(/[A-Za-z_]\w*/g)))
        this.add(argument, 'macro-call', start, end);
      return;
    }
    if (pointer?.[1] !== undefined) this.add(pointer[1], 'global', start, end);
    else {
      const plain = head.replace(/\b__\w+\s*\((?:[^()]|\([^()]*\))*\)/g, ' ');
      for (const name of declaratorNames(plain)) this.add(name, 'global', start, end);
    }
  }

  private addTypedef(start: number, end: number): void {
    const { text } = this;
    const tail = uncommented(text.slice(this.brace === -1 ? start : text.lastIndexOf('}', end) + 1, end));
    const pointer = /\(\s*\*+\s*(\w+)\s*(?:\[[^\]]*\])?\)/.exec(tail);
    const plain = tail.replace(/\b__\w+\s*\((?:[^()]|\([^()]*\))*\)/g, ' ');
    const direct = /([A-Za-z_]\w*)\s*\(/.exec(plain);
    if (pointer?.[1] !== undefined) this.add(pointer[1], 'typedef', start, end);
    else if (direct?.[1] !== undefined) this.add(direct[1], 'typedef', start, end);
    else for (const name of declaratorNames(plain.replace(/^typedef\b/, ''))) this.add(name, 'typedef', start, end);
    if (this.brace !== -1) this.addRecords(start, end);
  }

  /** Every `struct tag {` in the item, nested ones too: C gives them file scope. Enumerators likewise. */
  private addRecords(start: number, end: number): void {
    const { text } = this;
    const opening = /\b(struct|union|enum)\s+((?:\w+\s+)*?)(\w+)?\s*\{/g;
    opening.lastIndex = start;
    for (let match = opening.exec(text); match !== null && match.index < end; match = opening.exec(text)) {
      const [whole, word, , tag] = match;
      if (word !== 'enum') {
        if (tag !== undefined) this.add(tag, 'record', start, end);
        continue;
      }
      if (tag !== undefined) this.add(tag, 'enum', start, end);
      const open = match.index + whole.length;
      const close = text.indexOf('}', open);
      this.addEnumerators(open, close === -1 || close > end ? end : close, start, end);
    }
  }

  private addEnumerators(open: number, close: number, start: number, end: number): void {
    const body = uncommented(this.text.slice(open, close)).replace(/^[ \t]*#.*(?:\\\n.*)*$/gm, '');
    let expectName = true;
    let parens = 0;
    const token = /[A-Za-z_]\w*|[(),]/g;
    for (let match = token.exec(body); match !== null; match = token.exec(body)) {
      const [word] = match;
      if (word === '(') parens++;
      else if (word === ')') parens--;
      else if (word === ',') expectName = expectName || parens === 0;
      else if (expectName && parens === 0) {
        this.add(word, 'enumerator', start, end);
        expectName = false;
      }
    }
  }

  private directive(at: number): number {
    const { text } = this;
    const end = directiveEnd(text, at);
    let word = at + 1;
    while (text.charCodeAt(word) === 32 || text.charCodeAt(word) === 9) word++;
    if (text.startsWith('define', word)) this.define(at, word + 6, end);
    else if (text.startsWith('include', word)) this.include(at, word + 7, end);
    else if (text.startsWith('if', word)) return this.openGroup(at, word, end);
    else if (text.startsWith('el', word)) return this.nextArm(at, word, end);
    else if (text.startsWith('endif', word)) this.closeGroup();
    return end;
  }

  private define(at: number, after: number, end: number): void {
    const { text } = this;
    let start = after;
    while (text.charCodeAt(start) === 32 || text.charCodeAt(start) === 9) start++;
    WORD.lastIndex = start;
    const name = WORD.exec(text)?.[0];
    if (name !== undefined) this.add(name, 'macro', at, end);
  }

  private include(at: number, after: number, end: number): void {
    const match = /^\s*([<"])([^>"]+)[>"]/.exec(this.text.slice(after, end));
    const [, bracket, path] = match ?? [];
    if (path !== undefined) this.includes.push({ path, angled: bracket === '<', at, condition: this.condition });
  }

  private openGroup(at: number, word: number, end: number): number {
    const expression = conditionText(this.text, word, end);
    const { depth, parens, itemStart } = this;
    this.groups.push({ depth, parens, itemStart, parent: this.condition, earlier: [] });
    return this.enterArm(at, expression, end);
  }

  private nextArm(at: number, word: number, end: number): number {
    const group = this.groups.at(-1);
    if (group === undefined) return end;
    // Each arm continues the text before the #if: brackets it opened belong to it alone.
    this.depth = group.depth;
    this.parens = group.parens;
    if (group.itemStart !== -1) this.itemStart = group.itemStart;
    const expression = this.text.startsWith('else', word) ? undefined : conditionText(this.text, word + 2, end);
    return this.enterArm(at, expression, end);
  }

  private enterArm(at: number, expression: string | undefined, end: number): number {
    const group = this.groups.at(-1);
    if (group === undefined) return end;
    this.condition = this.conditions.length;
    const base = { parent: group.parent, at, not: [...group.earlier] };
    this.conditions.push(expression === undefined ? base : { ...base, holds: expression });
    const foreign =
      expression === undefined
        ? isForeign(negated(group.earlier[0] ?? ''), group.earlier.length === 1)
        : isForeign(expression, true);
    if (expression !== undefined) group.earlier.push(expression);
    return foreign ? skipArm(this.text, end) : end;
  }

  private closeGroup(): void {
    const group = this.groups.pop();
    if (group !== undefined) this.condition = group.parent;
  }
}

/** The expression of `if X`, `ifdef X`, `ifndef X` (or the same after `el`), in the words of #if. */
function conditionText(text: string, word: number, end: number): string {
  const directive = uncommented(text.slice(word, end)).replace(/\\\r?\n/g, ' ');
  const match = /^(ifndef|ifdef|if)\b\s*([\s\S]*)$/.exec(directive);
  const expression = (match?.[2] ?? '0').trim();
  if (match?.[1] === 'if') return expression;
  const name = /^\w+/.exec(expression)?.[0] ?? '__nothing';
  return match?.[1] === 'ifdef' ? `defined(${name})` : `!defined(${name})`;
}

function negated(expression: string): string {
  return expression.startsWith('!') ? expression.slice(1) : `!${expression}`;
}

function isForeign(expression: string, whole: boolean): boolean {
  return expression.trim() === '0' || (whole && !expression.startsWith('!') && FOREIGN.test(expression));
}

/** From inside an arm to its #else, #elif or #endif. */
function skipArm(text: string, from: number): number {
  const directive = /^[ \t]*#[ \t]*(if|else|elif|endif)/gm;
  directive.lastIndex = from;
  let depth = 0;
  for (let match = directive.exec(text); match !== null; match = directive.exec(text)) {
    if (match[1] === 'if') depth++;
    else if (depth === 0) return match.index;
    else if (match[1] === 'endif') depth--;
  }
  return text.length;
}

/** Past the last line of a directive: continuation lines, and comments that begin on it. */
function directiveEnd(text: string, at: number): number {
  let from = at;
  for (;;) {
    const newline = text.indexOf('\n', from);
    if (newline === -1) return text.length;
    const comment = text.indexOf('/*', from);
    if (comment !== -1 && comment < newline) {
      const close = text.indexOf('*/', comment + 2);
      if (close === -1) return text.length;
      from = close + 2;
      continue;
    }
    const before = text.charCodeAt(newline - 1) === 13 ? newline - 2 : newline - 1;
    if (text.charCodeAt(before) !== 92) return newline;
    from = newline + 1;
  }
}

function skipQuoted(text: string, at: number, quote: number): number {
  for (let i = at + 1; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 92) i++;
    else if (unit === quote) return i + 1;
    else if (unit === NEWLINE) return i; // an apostrophe in text that is not C
  }
  return text.length;
}

function isWordUnit(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || unit === 95 || (unit >= 48 && unit <= 57);
}

function uncommented(text: string): string {
  return text.includes('/') ? text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, ' ') : text;
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 40) depth++;
    else if (unit === 41 && --depth === 0) return i + 1;
  }
  return text.length;
}

/** The names that a declaration without parentheses declares: the last word before each comma, `[`, `=`, `:` or `;`. */
function declaratorNames(text: string): string[] {
  const names: string[] = [];
  for (const part of text.replace(/\[[^\]]*\]/g, ' ').split(',')) {
    const words = part.replace(/[=:][\s\S]*$/, '').match(/[A-Za-z_]\w*/g) ?? [];
    const plain = words.filter(
      (word) =>
        !(word.startsWith('__') && word.length > 2 && names.length === 0 && words.length > 2 && word === words.at(-1)),
    );
    const name = plain.at(-1);
    if (name !== undefined && !TYPE_WORDS.has(name)) names.push(name);
  }
  return names;
}

/** All that stands before a macro that declares something: `static DEFINE_SPINLOCK(lock);`. A function has a type there. */
const STORAGE = /^(?:(?:static|extern|const)\s*)+$/;

const TYPE_WORDS: ReadonlySet<string> = new Set([
  'struct',
  'union',
  'enum',
  'int',
  'char',
  'long',
  'short',
  'unsigned',
  'signed',
  'void',
  'const',
  'extern',
  'static',
  'bool',
  '__packed',
  '__aligned',
  '__randomize_layout',
]);
