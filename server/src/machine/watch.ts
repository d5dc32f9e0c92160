/**
 * Where actors meet. A place (memory, lock, counter, a CPU's context) is shared once two actors touched it and one of them
 * wrote; only before touching a shared place may others come in between, since all else commutes. What is shared is not
 * known beforehand: an exploration that finds a new shared place is done again with it, until one finds none.
 */
import type { Code, CodeEnd } from './code';

export type PlaceKey = number | string;

/** Thrown before a shared place is touched: others may come first. What was done of the step stays done. */
export class Yield {}

export class Watch {
  private readonly readers = new Map<PlaceKey, number>();
  private readonly writers = new Map<PlaceKey, number>();
  private readonly shared = new Set<PlaceKey>();
  /** Steps that touch a shared place after they wrote elsewhere: stopped before they begin. */
  private readonly whole = new Set<Code | CodeEnd>();
  /** Something became shared since the last exploration began: what was explored is not all there is. */
  grew = false;

  /** `everything`: no reduction, every place counts as shared (to measure what the reduction saves). */
  constructor(readonly everything: boolean) {}

  note(place: PlaceKey, thread: number, write: boolean): void {
    const bit = 1 << thread;
    const map = write ? this.writers : this.readers;
    const old = map.get(place) ?? 0;
    if ((old & bit) !== 0) return;
    map.set(place, old | bit);
    if (this.shared.has(place)) return;
    const writers = this.writers.get(place) ?? 0;
    const all = writers | (this.readers.get(place) ?? 0);
    if (writers !== 0 && (all & (all - 1)) !== 0) {
      this.shared.add(place);
      this.grew = true;
    }
  }

  isShared(place: PlaceKey): boolean {
    return this.everything || this.shared.has(place);
  }

  stopBefore(step: Code | CodeEnd): void {
    if (this.whole.has(step)) return;
    this.whole.add(step);
    this.grew = true;
  }

  stopsBefore(step: Code | CodeEnd): boolean {
    return this.whole.has(step);
  }
}

/** An address as a key: objects have less than 2^22 bytes. */
export function addressKey(object: number, offset: number): number {
  return object * 0x400000 + offset;
}

/** The context of a CPU: what decides whether an interrupt or another task may run there. */
export function cpuKey(cpu: number): string {
  return `cpu ${cpu}`;
}
