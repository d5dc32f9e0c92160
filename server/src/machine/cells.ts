/**
 * The cells of a memory object by byte offset: a base that copies share and what this copy wrote since, so that a fork costs
 * what is written after it. The sums of the cells' hashes are kept with each write: a state's hash never reads a cell again.
 */
import { mixNumber, mixString } from './mix';
import { spell, type Value } from './values';

/** Past this many writes of its own a copy gets a base of its own. */
const LARGEST_DELTA = 48;

const GONE = Symbol('gone');

type Entry = Value | typeof GONE;

/** Two lanes of 32 bits, apart for zeros: in memory that reads zero anyway a written zero is nothing. */
export interface CellSums {
  readonly values: readonly [number, number];
  readonly zeros: readonly [number, number];
}

export class Cells implements Iterable<[number, Value]> {
  private base: Map<number, Value> | undefined;
  private delta: Map<number, Entry>;
  private valueA = 0;
  private valueB = 0;
  private zeroA = 0;
  private zeroB = 0;

  constructor() {
    this.base = undefined;
    this.delta = new Map();
  }

  /** A copy with the same cells; neither sees what the other writes. */
  copy(): Cells {
    if (this.base === undefined || this.delta.size > LARGEST_DELTA) this.settle();
    const other = new Cells();
    other.base = this.base;
    other.delta = new Map(this.delta);
    other.valueA = this.valueA;
    other.valueB = this.valueB;
    other.zeroA = this.zeroA;
    other.zeroB = this.zeroB;
    return other;
  }

  /** Everything written so far becomes the base that copies share. */
  private settle(): void {
    if (this.base === undefined) {
      this.base = this.delta as Map<number, Value>;
    } else {
      const merged = new Map(this.base);
      for (const [offset, entry] of this.delta) {
        if (entry === GONE) merged.delete(offset);
        else merged.set(offset, entry);
      }
      this.base = merged;
    }
    this.delta = new Map();
  }

  get(offset: number): Value | undefined {
    const own = this.delta.get(offset);
    if (own === undefined) return this.base?.get(offset);
    return own === GONE ? undefined : own;
  }

  has(offset: number): boolean {
    return this.get(offset) !== undefined;
  }

  set(offset: number, value: Value): void {
    this.forget(offset);
    this.count(offset, value, 1);
    this.delta.set(offset, value);
  }

  delete(offset: number): void {
    this.forget(offset);
    if (this.base?.has(offset) === true) this.delta.set(offset, GONE);
    else this.delta.delete(offset);
  }

  clear(): void {
    this.base = undefined;
    this.delta = new Map();
    this.valueA = this.valueB = this.zeroA = this.zeroB = 0;
  }

  *keys(): IterableIterator<number> {
    for (const [offset] of this) yield offset;
  }

  *[Symbol.iterator](): IterableIterator<[number, Value]> {
    if (this.base !== undefined)
      for (const [offset, value] of this.base) {
        const own = this.delta.get(offset);
        if (own === undefined) yield [offset, value];
        else if (own !== GONE) yield [offset, own];
      }
    for (const [offset, own] of this.delta) {
      if (own !== GONE && this.base?.has(offset) !== true) yield [offset, own];
    }
  }

  sums(): CellSums {
    return { values: [this.valueA, this.valueB], zeros: [this.zeroA, this.zeroB] };
  }

  private forget(offset: number): void {
    const old = this.get(offset);
    if (old !== undefined) this.count(offset, old, -1);
  }

  private count(offset: number, value: Value, sign: 1 | -1): void {
    if (value === 0) {
      this.zeroA = (this.zeroA + sign * mixNumber(0, offset)) | 0;
      this.zeroB = (this.zeroB + sign * mixNumber(1, offset)) | 0;
      return;
    }
    this.valueA = (this.valueA + sign * mixValue(value, offset)) | 0;
    this.valueB = (this.valueB + sign * mixValue(value, offset ^ 0x3c6ef372)) | 0;
  }
}

export function mixValue(value: Value, seed: number): number {
  if (typeof value === 'number') return mixNumber(value, seed);
  if (typeof value === 'object' && value.kind === 'pointer')
    return mixNumber(value.object, mixNumber(value.offset, seed ^ 0x5bd1e995));
  return mixString(spell(value), seed);
}
