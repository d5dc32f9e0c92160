/**
 * Values of the machine. Integers are numbers while they are exact and bigints beyond; pointers are an object and a byte
 * offset, so that embedded members, container_of() and arrays are plain arithmetic.
 */

export interface Pointer {
  readonly kind: 'pointer';
  readonly object: number;
  readonly offset: number;
}

export interface FunctionPointer {
  readonly kind: 'function';
  readonly name: string;
}

/** An unknown with identity: equal keys are the same unknown, so one run branches alike on it. */
export interface Unknown {
  readonly kind: 'unknown';
  readonly key: string;
  /** How it is computed, where that is known: lets a branch on `x & 4` say something about x. */
  readonly from?: Derivation;
}

export type Derivation =
  | { readonly operator: string; readonly left: Value; readonly right: Value }
  | { readonly operator: '!' | '~' | '-'; readonly left: Value; readonly right?: undefined };

/** The value of a struct or union: its cells, offsets from its start. */
export interface Aggregate {
  readonly kind: 'aggregate';
  readonly cells: readonly (readonly [number, Value])[];
  readonly size: number;
}

/** Never written. Reading it gives an unknown of its own. */
export interface Uninitialised {
  readonly kind: 'uninitialised';
}

export type Value = number | bigint | Pointer | FunctionPointer | Unknown | Aggregate | Uninitialised;

export const UNINITIALISED: Uninitialised = { kind: 'uninitialised' };

export function pointerTo(object: number, offset: number): Pointer {
  return { kind: 'pointer', object, offset };
}

export function isInteger(value: Value): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

export function isPointer(value: Value): value is Pointer {
  return typeof value === 'object' && value.kind === 'pointer';
}

export function isUnknown(value: Value): value is Unknown {
  return typeof value === 'object' && value.kind === 'unknown';
}

export function isZero(value: Value): boolean {
  return value === 0 || value === 0n;
}

/** One spelling per value, for hashing and for keys of derived unknowns. */
export function spell(value: Value): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'bigint') return `${value}`;
  switch (value.kind) {
    case 'pointer':
      return `&${value.object}+${value.offset}`;
    case 'function':
      return `f:${value.name}`;
    case 'unknown':
      return `?${value.key}`;
    case 'uninitialised':
      return '-';
    case 'aggregate':
      return `{${value.cells.map(([offset, cell]) => `${offset}:${spell(cell)}`).join(',')}}`;
  }
}
