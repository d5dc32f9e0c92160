/**
 * Where actors meet. Before a place (memory, lock, counter, a CPU's context) is touched, others may come in between only if one
 * of them will still touch it and one of the two writes; all else commutes. Who touches what until when is not known beforehand:
 * an exploration that finds more than was known is done again with it, until one finds nothing more.
 */
import type { Code, CodeEnd } from './code';
import { spell, type Value } from './values';

export type PlaceKey = number | string;

/** Thrown before a shared place is touched: others may come first. What was done of the step stays done. */
export class Yield {}

/** For each thread the last of its pieces that touches the place; -1 none. */
interface Place {
  readonly read: number[];
  readonly write: number[];
  /** What it writes there, if always the same: two stores of one value commute. */
  readonly value: (Value | undefined)[];
}

/** What decides whether others can still come: their threads as they stand. */
export interface Other {
  readonly id: number;
  readonly status: string;
  readonly pieces: number;
}

const NEVER = -1;
const ALWAYS = Number.POSITIVE_INFINITY;

export class Watch {
  private readonly places = new Map<PlaceKey, Place>();
  /** Steps that touch a shared place after they wrote elsewhere: stopped before they begin. */
  private readonly whole = new Set<Code | CodeEnd>();
  /** More became known since the last exploration began: what was explored is not all there is. */
  grew = false;

  /** `everything`: no reduction, every place counts as shared (to measure what the reduction saves). */
  constructor(
    readonly threads: number,
    readonly everything: boolean,
  ) {}

  note(key: PlaceKey, thread: number, write: boolean, piece: number, value?: Value): void {
    const place = this.places.get(key) ?? this.newPlace(key);
    const last = write ? place.write : place.read;
    const known = last[thread] ?? NEVER;
    if (write && known === NEVER) place.value[thread] = value;
    else if (write && place.value[thread] !== undefined && !isSame(place.value[thread], value)) {
      place.value[thread] = undefined;
      if (this.conflicts(place, thread, write)) this.grew = true;
    }
    if (piece <= known) return;
    // Later than the last time: it depends on others when, so it may be at any time.
    last[thread] = known === NEVER ? piece : ALWAYS;
    if (this.conflicts(place, thread, write)) this.grew = true;
  }

  private newPlace(key: PlaceKey): Place {
    const none = (): number[] => new Array<number>(this.threads).fill(NEVER);
    const place = { read: none(), write: none(), value: new Array<Value | undefined>(this.threads).fill(undefined) };
    this.places.set(key, place);
    return place;
  }

  private conflicts(place: Place, thread: number, write: boolean): boolean {
    for (let other = 0; other < this.threads; other++) {
      if (other === thread) continue;
      if ((place.write[other] ?? NEVER) !== NEVER || (write && (place.read[other] ?? NEVER) !== NEVER)) return true;
    }
    return false;
  }

  /** Somebody else will still touch it in a way that does not commute. */
  isShared(key: PlaceKey, thread: number, write: boolean, others: readonly Other[], value?: Value): boolean {
    if (this.everything) return true;
    const place = this.places.get(key);
    if (place === undefined) return false;
    return others.some(
      ({ id, status, pieces }) =>
        id !== thread &&
        status !== 'done' &&
        (((place.write[id] ?? NEVER) >= pieces && !(write && isSame(place.value[id], value))) ||
          (write && (place.read[id] ?? NEVER) >= pieces)),
    );
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

function isSame(a: Value | undefined, b: Value | undefined): boolean {
  return a !== undefined && b !== undefined && (a === b || spell(a) === spell(b));
}

/** An address as a key: objects have less than 2^22 bytes. */
export function addressKey(object: number, offset: number): number {
  return object * 0x400000 + offset;
}

/** The context of a CPU: what decides whether an interrupt or another task may run there. */
export function cpuKey(cpu: number): string {
  return `cpu ${cpu}`;
}

/** Whoever may come to a CPU looks at its context all the time. */
export function watchCpus(watch: Watch, cpus: readonly number[]): void {
  for (const [thread, cpu] of cpus.entries()) watch.note(cpuKey(cpu), thread, false, ALWAYS);
}
