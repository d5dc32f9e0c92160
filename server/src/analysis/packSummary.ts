/**
 * Summaries as plain data, to be kept between runs: terms and contexts become numbers in tables of their own, and are made again
 * in the tables of whoever reads them. What is read back means the same to callers as what was written.
 */
import { hashText } from '../base/hash';
import type { BinaryOperator, UnaryOperator } from '../ir/ir';
import type { Context, ContextParts, ContextTable } from './context';
import type { Summary } from './summary';
import type { SavedIrq, Term, TermFactory } from './terms';

/** JSON values only. */
export interface PackedSummary {
  readonly terms: readonly PackedTerm[];
  readonly summary: unknown;
}

/** Kind, then its parts in the order of its factory method; terms by their number in the table. */
type PackedTerm = readonly (string | number)[];

/** What stands for a value that JSON lacks: a term, a context, a number of any size, nothing. */
const TERM = '$t';
const CONTEXT = '$c';
const BIG = '$n';
const NOTHING = '$u';

/** Undefined: it names something by what it was called with in this run, which no other run can tell. */
export function packSummary(summary: Summary): PackedSummary | undefined {
  const packer = new Packer();
  // The way inside the function means nothing to callers.
  const events = summary.events.map((event) => ({ ...event, path: undefined }));
  const { hash: _, ...rest } = summary;
  const packed = packer.value({ ...rest, events });
  return packer.isBound ? undefined : { terms: packer.terms, summary: packed };
}

export function unpackSummary(packed: PackedSummary, factory: TermFactory, contexts: ContextTable): Summary {
  const unpacker = new Unpacker(packed.terms, factory, contexts);
  const summary = unpacker.value(packed.summary) as Omit<Summary, 'hash'>;
  return { ...summary, hash: `kept ${hashText(JSON.stringify(packed))}` };
}

class Packer {
  readonly terms: PackedTerm[] = [];
  isBound = false;
  private readonly numbers = new Map<Term, number>();

  value(value: unknown): unknown {
    if (value === undefined) return { [NOTHING]: 0 };
    if (typeof value === 'bigint') return { [BIG]: String(value) };
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((one) => this.value(one));
    if (isTerm(value)) return { [TERM]: this.term(value) };
    if (isContext(value)) {
      const { id: _id, shape: _shape, ...parts } = value;
      return { [CONTEXT]: this.record(parts) };
    }
    return this.record(value);
  }

  private record(value: object): unknown {
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, this.value(part)]));
  }

  private term(term: Term): number {
    const known = this.numbers.get(term);
    if (known !== undefined) return known;
    const packed = this.packTerm(term);
    const number = this.terms.length;
    this.terms.push(packed);
    this.numbers.set(term, number);
    return number;
  }

  private packTerm(term: Term): PackedTerm {
    switch (term.kind) {
      case 'const':
        return ['const', String(term.value)];
      case 'string':
        return ['string', term.value];
      case 'param':
        return ['param', term.index];
      case 'global':
        return ['global', term.name];
      case 'local':
        return ['local', term.variable];
      case 'field':
        return ['field', this.term(term.base), term.name, term.owner];
      case 'element':
        return ['element', this.term(term.base), this.term(term.index)];
      case 'load':
        return ['load', this.term(term.address)];
      case 'unary':
        return ['unary', term.operator, this.term(term.operand)];
      case 'binary':
        return ['binary', term.operator, this.term(term.left), this.term(term.right)];
      case 'container':
        return ['container', this.term(term.pointer), term.path];
      case 'symbol':
        // With arguments a name tells them by their numbers in this run.
        this.isBound ||= isName(term.site) && term.site.includes('(');
        return ['symbol', term.site];
      case 'saved':
        return ['saved', term.from, term.site];
      case 'query':
        return ['query', term.name];
    }
  }
}

class Unpacker {
  private readonly terms: Term[] = [];

  constructor(
    packed: readonly PackedTerm[],
    private readonly factory: TermFactory,
    private readonly contexts: ContextTable,
  ) {
    for (const term of packed) this.terms.push(this.make(term));
  }

  value(packed: unknown): unknown {
    if (typeof packed !== 'object' || packed === null) return packed;
    if (Array.isArray(packed)) return packed.map((one) => this.value(one));
    const [first] = Object.entries(packed);
    switch (first?.[0]) {
      case TERM:
        return this.term(first[1]);
      case CONTEXT:
        return this.contexts.intern(this.record(first[1]) as ContextParts);
      case BIG:
        return BigInt(first[1]);
      case NOTHING:
        return undefined;
      default:
        return this.record(packed);
    }
  }

  private record(packed: object): object {
    return Object.fromEntries(Object.entries(packed).map(([key, part]) => [key, this.value(part)]));
  }

  private term(number: unknown): Term {
    const term = this.terms[Number(number)];
    if (term === undefined) throw new Error(`no term ${number}`);
    return term;
  }

  private make([kind, first, second, third]: PackedTerm): Term {
    const { factory } = this;
    switch (kind as Term['kind']) {
      case 'const':
        return factory.constant(BigInt(String(first)));
      case 'string':
        return factory.string(String(first));
      case 'param':
        return factory.param(Number(first));
      case 'global':
        return factory.global(String(first));
      case 'local':
        return factory.local(Number(first));
      case 'field':
        return factory.field(this.term(first), String(second), String(third));
      case 'element':
        return factory.element(this.term(first), this.term(second));
      case 'load':
        return factory.load(this.term(first));
      case 'unary':
        return factory.unary(first as UnaryOperator, this.term(second));
      case 'binary':
        return factory.binary(first as BinaryOperator, this.term(second), this.term(third));
      case 'container':
        return factory.container(this.term(first), String(second));
      case 'symbol':
        return isName(String(first)) ? factory.symbol(String(first)) : factory.fresh(String(first));
      case 'saved':
        return factory.saved(first as SavedIrq, Number(second));
      case 'query':
        return factory.query(String(first));
    }
  }
}

/** Symbols that stand for a name nothing is known of are the same wherever they are met (transfer.ts, evaluate.ts). */
function isName(site: string): boolean {
  return site.startsWith('name ');
}

function isTerm(value: object): value is Term {
  return 'rank' in value && 'symbols' in value;
}

function isContext(value: object): value is Context {
  return 'shape' in value && 'held' in value;
}
