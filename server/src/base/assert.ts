/** Checks that hold by construction; a failure is a bug of ours and is caught once per request at the faces. */

/** Marks the end of a `switch` over a closed union. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}

/** Narrows away undefined where the surrounding code guarantees presence. */
export function defined<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`missing: ${what}`);
  return value;
}
