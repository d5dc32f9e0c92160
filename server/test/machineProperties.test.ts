/** What must hold of the machine's parts whatever the program: C integers, the heap's forks and hashes, knowledge. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binary, canonical, complement, type IntegerType, negate, wrap } from '../src/machine/integers';
import { createHeap, forkHeap, hashHeap, newObject, objectAt, readCell, writable } from '../src/machine/memory';
import { assume, derive, type Knowledge, truth } from '../src/machine/unknowns';
import type { Unknown } from '../src/machine/values';

const types: fc.Arbitrary<IntegerType> = fc.record({
  bits: fc.constantFrom(8 as const, 16 as const, 32 as const, 64 as const),
  signed: fc.boolean(),
});
const wide = fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n });

function reference(value: bigint, type: IntegerType): bigint {
  return type.signed ? BigInt.asIntN(type.bits, value) : BigInt.asUintN(type.bits, value);
}

describe('integers', () => {
  it('wrap as C objects do, small or big', () => {
    fc.assert(
      fc.property(wide, types, (value, type) => {
        expect(BigInt(wrap(canonical(value), type))).toBe(reference(value, type));
      }),
    );
  });

  it('add, subtract, multiply and combine bits modulo the width', () => {
    const operators = {
      '+': (a: bigint, b: bigint) => a + b,
      '-': (a: bigint, b: bigint) => a - b,
      '*': (a: bigint, b: bigint) => a * b,
      '&': (a: bigint, b: bigint) => a & b,
      '|': (a: bigint, b: bigint) => a | b,
      '^': (a: bigint, b: bigint) => a ^ b,
    } as const;
    const names = fc.constantFrom(...(Object.keys(operators) as (keyof typeof operators)[]));
    fc.assert(
      fc.property(wide, wide, types, names, (a, b, type, name) => {
        const [left, right] = [reference(a, type), reference(b, type)];
        const result = binary(name, canonical(left), canonical(right), type);
        expect(BigInt(result ?? -1)).toBe(reference(operators[name](left, right), type));
      }),
    );
  });

  it('negate and complement', () => {
    fc.assert(
      fc.property(wide, types, (a, type) => {
        const value = reference(a, type);
        expect(BigInt(negate(canonical(value), type))).toBe(reference(-value, type));
        expect(BigInt(complement(canonical(value), type))).toBe(reference(~value, type));
      }),
    );
  });

  it('divide towards zero; by zero is no number', () => {
    const type: IntegerType = { bits: 32, signed: true };
    expect(binary('/', -7, 2, type)).toBe(-3);
    expect(binary('%', -7, 2, type)).toBe(-1);
    expect(binary('/', 1, 0, type)).toBeUndefined();
  });
});

type Write = readonly [object: number, offset: number, value: number];
const writes = fc.array(fc.tuple(fc.nat(2), fc.nat(5), fc.nat(3)) as fc.Arbitrary<Write>, { maxLength: 20 });

function filled(): ReturnType<typeof createHeap> {
  const heap = createHeap(1, 100);
  for (let i = 0; i < 3; i++) newObject(heap, { origin: 'heap', content: 'zero', size: 64 });
  return heap;
}

function apply(heap: ReturnType<typeof createHeap>, done: readonly Write[]): void {
  for (const [object, offset, value] of done) {
    const found = objectAt(heap, 100 + object);
    if (found !== undefined) writable(heap, found).cells.set(offset * 8, value);
  }
}

function contents(heap: ReturnType<typeof createHeap>): readonly unknown[] {
  return [0, 1, 2].flatMap((object) => {
    const found = objectAt(heap, 100 + object);
    return found === undefined ? [] : Array.from({ length: 6 }, (_, at) => readCell(found, at * 8));
  });
}

describe('the heap', () => {
  it('forks do not see each other', () => {
    fc.assert(
      fc.property(writes, writes, writes, (before, mine, theirs) => {
        const heap = filled();
        apply(heap, before);
        const shared = contents(heap);
        const other = forkHeap(heap, 2, 3);
        apply(heap, mine);
        expect(contents(other)).toEqual(shared);
        const kept = contents(heap);
        apply(other, theirs);
        expect(contents(heap)).toEqual(kept);
      }),
    );
  });

  it('equal contents hash alike, however they came about', () => {
    fc.assert(
      fc.property(writes, writes, fc.nat(20), (first, second, cut) => {
        const straight = filled();
        apply(straight, [...first, ...second]);
        const forked = filled();
        apply(forked, first.slice(0, cut));
        const half = forkHeap(forked, 2, 3);
        apply(half, first.slice(cut));
        hashHeap(half);
        apply(half, second);
        expect(contents(half)).toEqual(contents(straight));
        expect(hashHeap(half)).toEqual(hashHeap(straight));
      }),
    );
  });
});

describe('knowledge about unknowns', () => {
  const x: Unknown = { kind: 'unknown', key: 'x' };
  const conditions = fc.tuple(
    fc.constantFrom('==', '!=', '<', '<=', '>', '>=', '&'),
    fc.integer({ min: 0, max: 7 }),
    fc.boolean(),
  );

  it('never contradicts a value that fits all that was assumed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 7 }), fc.array(conditions, { maxLength: 8 }), (actual, asked) => {
        const facts = new Map<string, Knowledge>();
        for (const [operator, constant] of asked) {
          const condition = derive(operator, x, constant);
          const really = holds(operator, actual, constant);
          const known = truth(facts, condition);
          if (known !== undefined) expect(known).toBe(really);
          assume(facts, condition, really);
          expect(truth(facts, condition)).toBe(really);
        }
      }),
    );
  });
});

function holds(operator: string, a: number, b: number): boolean {
  switch (operator) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    default:
      return (a & b) !== 0;
  }
}
