/**
 * Symbolic values: hash-consed terms over a function's parameters, globals, initial memory and fresh symbols. Equal terms
 * are the same object, so that "the same lock" and "the same condition" are comparisons by identity.
 * A term says nothing about the state it was read in; memory that changed reads as another term (state.ts).
 */
import type { BinaryOperator, UnaryOperator } from '../ir/ir';

interface TermBase {
  readonly id: number;
  /** By what the term is made of: unlike its id the same whatever was analysed before, but not its alone. */
  readonly rank: number;
  /** Ids of the fresh symbols inside, sorted. */
  readonly symbols: readonly number[];
  /** Nesting depth; terms past MAX_DEPTH are replaced by fresh symbols. */
  readonly depth: number;
  /** Reads memory: a fact about it is weakened by calls. */
  readonly memory: boolean;
  /** Contains the address of a local: means nothing to a caller. */
  readonly local: boolean;
}

export type Term = TermBase &
  (
    | { readonly kind: 'const'; readonly value: bigint }
    | { readonly kind: 'string'; readonly value: string }
    | { readonly kind: 'param'; readonly index: number }
    /** The address of a global object or function, or a name nothing is known of. */
    | { readonly kind: 'global'; readonly name: string }
    /** The address of a local variable. */
    | { readonly kind: 'local'; readonly variable: number }
    /** The address of a member; `owner` is the record's tag, '' if unknown. */
    | { readonly kind: 'field'; readonly base: Term; readonly name: string; readonly owner: string }
    /** The address of an element. */
    | { readonly kind: 'element'; readonly base: Term; readonly index: Term }
    /** What stood at an address when the function was entered. */
    | { readonly kind: 'load'; readonly address: Term }
    | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Term }
    | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Term; readonly right: Term }
    /** container_of(): the record around a member. */
    | { readonly kind: 'container'; readonly pointer: Term; readonly path: string }
    /** A value that came from a place in the code: a call's result, a joined or widened variable. */
    | { readonly kind: 'symbol'; readonly site: string }
    /** What a flags variable saved. */
    | { readonly kind: 'saved'; readonly from: SavedIrq; readonly site: number }
    /** The answer of a context query (in_atomic(), irqs_disabled(), ...). */
    | { readonly kind: 'query'; readonly name: string }
  );

/** The interrupt state a flags variable remembers; 'fake': RT's spin_lock_irqsave(), which saves nothing. */
export type SavedIrq = 'entry' | 'off' | 'on' | 'unknown' | 'fake';

export const MAX_DEPTH = 12;

const NO_SYMBOLS: readonly number[] = [];

/** Makes terms; one per analysis memo, because ids are only comparable within it. */
export class TermFactory {
  private readonly table = new Map<string, Term>();
  private next = 1;

  get size(): number {
    return this.table.size;
  }

  constant(value: bigint): Term {
    return this.make(`c${value}`, [], (base) => ({ ...base, kind: 'const', value }));
  }
  string(value: string): Term {
    return this.make(`s${value}`, [], (base) => ({ ...base, kind: 'string', value }));
  }
  param(index: number): Term {
    return this.make(`p${index}`, [], (base) => ({ ...base, kind: 'param', index }));
  }
  global(name: string): Term {
    return this.make(`g${name}`, [], (base) => ({ ...base, kind: 'global', name }));
  }
  local(variable: number): Term {
    return this.make(`l${variable}`, [], (base) => ({ ...base, kind: 'local', variable, local: true }));
  }
  field(base: Term, name: string, owner: string): Term {
    if (base.kind === 'container' && base.path === name) return base.pointer;
    return this.make(
      `f${base.id}.${name}:${owner}`,
      [base],
      (b) => ({ ...b, kind: 'field', base, name, owner }),
      `f${name}`,
    );
  }
  element(base: Term, index: Term): Term {
    return this.make(`e${base.id},${index.id}`, [base, index], (b) => ({ ...b, kind: 'element', base, index }), 'e');
  }
  load(address: Term): Term {
    return this.make(`m${address.id}`, [address], (b) => ({ ...b, kind: 'load', address, memory: true }), 'm');
  }
  container(pointer: Term, path: string): Term {
    if (pointer.kind === 'field' && pointer.name === path) return pointer.base;
    return this.make(
      `k${pointer.id}.${path}`,
      [pointer],
      (b) => ({ ...b, kind: 'container', pointer, path }),
      `k${path}`,
    );
  }
  symbol(site: string): Term {
    return this.table.get(`y${site}`) ?? this.makeSymbol(`y${site}`, site);
  }
  /** A symbol like those of the site, and none of them. */
  fresh(site: string): Term {
    return this.makeSymbol(`y ${this.next} ${site}`, site);
  }
  saved(from: SavedIrq, site: number): Term {
    return this.make(`v${from}@${site}`, [], (base) => ({ ...base, kind: 'saved', from, site }));
  }
  query(name: string): Term {
    return this.make(`q${name}`, [], (base) => ({ ...base, kind: 'query', name }));
  }

  unary(operator: UnaryOperator, operand: Term): Term {
    if (operand.kind === 'const') {
      const { value } = operand;
      return this.constant(operator === '!' ? (value === 0n ? 1n : 0n) : operator === '-' ? -value : ~value);
    }
    if (operator === '!') {
      const flipped = this.negatedComparison(operand);
      if (flipped !== undefined) return flipped;
    }
    return this.make(
      `u${operator}${operand.id}`,
      [operand],
      (b) => ({ ...b, kind: 'unary', operator, operand }),
      `u${operator}`,
    );
  }

  binary(operator: BinaryOperator, left: Term, right: Term): Term {
    if (left.kind === 'const' && right.kind === 'const') {
      const folded = foldConstants(operator, left.value, right.value);
      if (folded !== undefined) return this.constant(folded);
    }
    // Constants to the right, so that equal conditions written differently are one term.
    const mirrored = MIRRORED[operator];
    if (
      mirrored !== undefined &&
      (left.kind === 'const' ? right.kind !== 'const' : right.kind !== 'const' && left.rank > right.rank)
    ) {
      return this.binary(mirrored, right, left);
    }
    if (right.kind === 'const') {
      const simpler = this.withConstant(operator, left, right.value);
      if (simpler !== undefined) return simpler;
    }
    if (left === right && left.kind !== 'symbol') {
      if (operator === '==' || operator === '<=' || operator === '>=') return this.constant(1n);
      if (operator === '!=' || operator === '<' || operator === '>') return this.constant(0n);
    }
    return this.make(
      `b${left.id}${operator}${right.id}`,
      [left, right],
      (b) => ({ ...b, kind: 'binary', operator, left, right }),
      `b${operator}`,
    );
  }

  private makeSymbol(key: string, site: string): Term {
    // Sites may tell terms by their ids.
    const label = site.replace(/\d+/g, '');
    return this.make(key, [], (base) => ({ ...base, kind: 'symbol', site, symbols: [base.id] }), label);
  }

  private withConstant(operator: BinaryOperator, left: Term, value: bigint): Term | undefined {
    if (value === 0n) {
      if (operator === '==') return this.unary('!', left);
      if (operator === '!=') return isTruthLike(left) ? left : this.unary('!', this.unary('!', left));
      if (operator === '|' || operator === '+' || operator === '-' || operator === '^') return left;
      if (operator === '&' || operator === '*') return this.constant(0n);
      if (operator === '&&') return this.constant(0n);
      if (operator === '||') return left;
    } else {
      if (operator === '||') return this.constant(1n);
      if (operator === '&&') return left;
      // p + 1 + 1
      if (
        (operator === '+' || operator === '-') &&
        left.kind === 'binary' &&
        left.operator === '+' &&
        left.right.kind === 'const'
      ) {
        const sum = left.right.value + (operator === '+' ? value : -value);
        return this.binary('+', left.left, this.constant(sum));
      }
      if (operator === '-') return this.binary('+', left, this.constant(-value));
    }
    return undefined;
  }

  private negatedComparison(operand: Term): Term | undefined {
    if (operand.kind === 'unary' && operand.operator === '!' && isTruthLike(operand.operand)) return operand.operand;
    if (operand.kind === 'binary') {
      const opposite = OPPOSITE[operand.operator];
      if (opposite !== undefined) return this.binary(opposite, operand.left, operand.right);
    }
    return undefined;
  }

  /** `label`: what tells the term from others of equal parts, without ids. */
  private make(key: string, parts: readonly Term[], build: (base: TermBase) => Term, label = key): Term {
    const found = this.table.get(key);
    if (found !== undefined) return found;
    let depth = 0;
    let memory = false;
    let local = false;
    let symbols = NO_SYMBOLS;
    let rank = hashLabel(label);
    for (const part of parts) {
      rank = Math.imul(rank ^ part.rank, HASH_PRIME);
      depth = Math.max(depth, part.depth);
      memory ||= part.memory;
      local ||= part.local;
      symbols = mergeSorted(symbols, part.symbols);
    }
    const term = build({ id: this.next++, rank, symbols, depth: depth + 1, memory, local });
    this.table.set(key, term);
    return term;
  }
}

const HASH_PRIME = 0x01000193;

/** FNV-1a over the units of a text, 32 bits. */
function hashLabel(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), HASH_PRIME);
  return hash;
}

const MIRRORED: Partial<Record<BinaryOperator, BinaryOperator>> = {
  '+': '+',
  '*': '*',
  '&': '&',
  '|': '|',
  '^': '^',
  '==': '==',
  '!=': '!=',
  '<': '>',
  '>': '<',
  '<=': '>=',
  '>=': '<=',
};
const OPPOSITE: Partial<Record<BinaryOperator, BinaryOperator>> = {
  '==': '!=',
  '!=': '==',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
};

/** Terms whose value is only ever asked for truth, so that `x != 0` is `x`. */
function isTruthLike(term: Term): boolean {
  if (term.kind === 'unary') return term.operator === '!';
  return term.kind === 'binary' && (term.operator in OPPOSITE || term.operator === '&&' || term.operator === '||');
}

function foldConstants(operator: BinaryOperator, a: bigint, b: bigint): bigint | undefined {
  const truth = (value: boolean): bigint => (value ? 1n : 0n);
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0n ? undefined : a / b;
    case '%':
      return b === 0n ? undefined : a % b;
    case '<<':
      return b < 0n || b > 63n ? undefined : BigInt.asIntN(64, a << b);
    case '>>':
      return b < 0n || b > 63n ? undefined : a >> b;
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    case '==':
      return truth(a === b);
    case '!=':
      return truth(a !== b);
    case '<':
      return truth(a < b);
    case '<=':
      return truth(a <= b);
    case '>':
      return truth(a > b);
    case '>=':
      return truth(a >= b);
    case '&&':
      return truth(a !== 0n && b !== 0n);
    case '||':
      return truth(a !== 0n || b !== 0n);
  }
}

function mergeSorted(a: readonly number[], b: readonly number[]): readonly number[] {
  if (a.length === 0) return b;
  if (b.length === 0 || a === b) return a;
  return [...new Set([...a, ...b])].sort((x, y) => x - y);
}

export function mentionsSymbol(term: Term, symbol: number): boolean {
  return term.symbols.length > 0 && term.symbols.includes(symbol);
}

/** What a comparison or `!` gives: 0 or 1. */
export function isTruthValue(value: Term): boolean {
  return value.kind === 'binary'
    ? TRUTH_OPERATORS.has(value.operator)
    : value.kind === 'unary' && value.operator === '!';
}

const TRUTH_OPERATORS: ReadonlySet<string> = new Set(['==', '!=', '<', '>', '<=', '>=', '&&', '||']);

/** Is `part` the term or one of its parts? */
export function hasPart(term: Term, part: Term): boolean {
  if (term === part) return true;
  switch (term.kind) {
    case 'field':
      return hasPart(term.base, part);
    case 'element':
      return hasPart(term.base, part) || hasPart(term.index, part);
    case 'load':
      return hasPart(term.address, part);
    case 'unary':
      return hasPart(term.operand, part);
    case 'binary':
      return hasPart(term.left, part) || hasPart(term.right, part);
    case 'container':
      return hasPart(term.pointer, part);
    default:
      return false;
  }
}

/** Rebuilds a term with parts replaced: `leaf` answers for parameters, loads, symbols and locals, or undefined to keep them. */
export function mapTerm(factory: TermFactory, term: Term, leaf: (term: Term) => Term | undefined): Term {
  const direct = leaf(term);
  if (direct !== undefined) return direct;
  const recurse = (part: Term): Term => mapTerm(factory, part, leaf);
  switch (term.kind) {
    case 'field':
      return factory.field(recurse(term.base), term.name, term.owner);
    case 'element':
      return factory.element(recurse(term.base), recurse(term.index));
    case 'load':
      return factory.load(recurse(term.address));
    case 'unary':
      return factory.unary(term.operator, recurse(term.operand));
    case 'binary':
      return factory.binary(term.operator, recurse(term.left), recurse(term.right));
    case 'container':
      return factory.container(recurse(term.pointer), term.path);
    default:
      return term;
  }
}

/** A term in C spelling, with the names of one function's variables. */
export function printTerm(term: Term, name: (variable: number) => string): string {
  switch (term.kind) {
    case 'const':
      return String(term.value);
    case 'string':
      return JSON.stringify(term.value);
    case 'param':
      return name(term.index);
    case 'global':
      return `&${term.name}`;
    case 'local':
      return `&${name(term.variable)}`;
    case 'field':
      return `&${printPlace(term, name)}`;
    case 'element':
      return `&${printPlace(term, name)}`;
    case 'load':
      return printPlace(term.address, name);
    case 'unary':
      return `${term.operator}${printTerm(term.operand, name)}`;
    case 'binary':
      return `(${printTerm(term.left, name)} ${term.operator} ${printTerm(term.right, name)})`;
    case 'container':
      return `container_of(${printTerm(term.pointer, name)}, ${term.path})`;
    case 'symbol':
      return '…';
    case 'saved':
      return 'saved flags';
    case 'query':
      return `${term.name}()`;
  }
}

/** The object at an address, in C spelling. */
export function printPlace(address: Term, name: (variable: number) => string): string {
  switch (address.kind) {
    case 'global':
      return address.name;
    case 'local':
      return name(address.variable);
    case 'field': {
      const { base } = address;
      if (base.kind === 'field' || base.kind === 'element' || base.kind === 'global' || base.kind === 'local') {
        return `${printPlace(base, name)}.${address.name}`;
      }
      return `${printTerm(base, name)}->${address.name}`;
    }
    case 'element':
      return `${printPlace(address.base, name)}[${printTerm(address.index, name)}]`;
    case 'param':
      return `*${name(address.index)}`;
    default:
      return `*${printTerm(address, name)}`;
  }
}
