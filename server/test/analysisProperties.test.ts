/** Laws of the domains: joins of facts and states are idempotent, commutative and weaker than both; terms are hash-consed. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ContextTable } from '../src/analysis/context';
import { assume, type Fact, type Facts, joinFact, sameFact, truthOf } from '../src/analysis/facts';
import { joinStates, type State, subsumes } from '../src/analysis/state';
import { TermMap } from '../src/analysis/termMap';
import { TermFactory } from '../src/analysis/terms';
import type { BinaryOperator } from '../src/ir/ir';

const small = fc.bigInt({ min: -3n, max: 12n });

const fact: fc.Arbitrary<Fact> = fc.oneof(
  small.map((equal): Fact => ({ equal })),
  fc.constant<Fact>({ nonzero: true }),
  small.map((low): Fact => ({ low })),
  small.map((high): Fact => ({ high })),
  fc
    .tuple(fc.bigInt({ min: 0n, max: 15n }), fc.bigInt({ min: 0n, max: 15n }))
    .map(([a, b]): Fact => ({ ones: a & ~b, zeros: b & ~a })),
);

/** Is the value one that the fact allows? */
function allows(fact: Fact | undefined, value: bigint): boolean {
  if (fact === undefined) return true;
  return (
    (fact.equal === undefined || fact.equal === value) &&
    (fact.nonzero !== true || value !== 0n) &&
    (fact.low === undefined || value >= fact.low) &&
    (fact.high === undefined || value <= fact.high) &&
    (fact.ones === undefined || (value & fact.ones) === fact.ones) &&
    (fact.zeros === undefined || (value & fact.zeros) === 0n) &&
    fact.differs?.includes(value) !== true
  );
}

describe('facts', () => {
  it('join to what both allow', () => {
    fc.assert(
      fc.property(fact, fact, small, (a, b, value) => {
        const joined = joinFact(a, b);
        if (allows(a, value) || allows(b, value)) expect(allows(joined, value)).toBe(true);
      }),
    );
  });

  it('join idempotently and commutatively', () => {
    fc.assert(
      fc.property(fact, fact, (a, b) => {
        const own = joinFact(a, a);
        expect(own !== undefined && sameFact(own, a)).toBe(true);
        const ab = joinFact(a, b);
        const ba = joinFact(b, a);
        expect(ab === undefined ? ba === undefined : ba !== undefined && sameFact(ab, ba)).toBe(true);
      }),
    );
  });

  it('never contradict the value a path really has', () => {
    const operators: BinaryOperator[] = ['==', '!=', '<', '<=', '>', '>=', '&'];
    const test = fc.tuple(fc.constantFrom(...operators), small);
    fc.assert(
      fc.property(small, fc.array(test, { maxLength: 6 }), (value, tests) => {
        const factory = new TermFactory();
        const facts: Facts = new TermMap();
        const x = factory.param(0);
        for (const [operator, constant] of tests) {
          if (operator === '&' && constant < 0n) continue;
          const condition = factory.binary(operator, x, factory.constant(constant));
          const holds = factory.binary(operator, factory.constant(value), factory.constant(constant));
          if (holds.kind !== 'const') continue;
          const known = truthOf(facts, condition).value;
          if (known !== undefined) expect(known).toBe(holds.value !== 0n);
          expect(assume(factory, facts, condition, holds.value !== 0n)).toBe(true);
        }
      }),
    );
  });
});

describe('terms', () => {
  it('are one object when equal, whichever way a comparison is written', () => {
    fc.assert(
      fc.property(small, (value) => {
        const factory = new TermFactory();
        const x = factory.load(factory.field(factory.param(0), 'count', 'queue'));
        const c = factory.constant(value);
        expect(factory.binary('<', x, c)).toBe(factory.binary('>', c, x));
        expect(factory.unary('!', factory.binary('==', x, c))).toBe(factory.binary('!=', x, c));
      }),
    );
  });
});

describe('states', () => {
  const factory = new TermFactory();
  const contexts = new ContextTable();
  const state = (facts: readonly Fact[], values: readonly bigint[]): State => ({
    context: contexts.entry,
    memory: new TermMap(
      values.map((_, i) => factory.local(i)),
      values.map((value) => ({ value: factory.constant(value), weak: false })),
    ),
    facts: new TermMap(
      facts.map((_, i) => factory.param(i)),
      [...facts],
    ),
    path: undefined,
    merged: false,
    stale: false,
    crossed: false,
    seqReads: new TermMap(),
    open: 0,
    guesses: [],
    kept: new Set(),
    told: -1,
    cycled: new Set(),
    result: undefined,
    loops: new Map(),
    turned: new Set(),
  });

  it('join to one that covers both', () => {
    fc.assert(
      fc.property(
        fc.array(fact, { maxLength: 3 }),
        fc.array(fact, { maxLength: 3 }),
        fc.array(small, { minLength: 2, maxLength: 2 }),
        (f, g, values) => {
          const joined = joinStates(factory, 1, state(f, values), state(g, values));
          expect(subsumes(joined, state(f, values))).toBe(true);
          expect(subsumes(joined, state(g, values))).toBe(true);
          expect(subsumes(state(f, values), state(f, values))).toBe(true);
        },
      ),
    );
  });
});
