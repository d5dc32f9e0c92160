/** Results that hang on a function's IR and its declarations alone, kept while both live: an edit elsewhere changes neither. */
import type { FunctionIr } from '../ir/ir';
import type { Declarations } from '../ir/types';

/** The same computation, done once per function and declarations; of `rest` only what hangs on these may be read. */
export function perFunction<T, Rest extends readonly unknown[]>(
  compute: (declarations: Declarations, fn: FunctionIr, ...rest: Rest) => T,
): (declarations: Declarations, fn: FunctionIr, ...rest: Rest) => T {
  const known = new WeakMap<Declarations, WeakMap<FunctionIr, { readonly result: T }>>();
  return (declarations, fn, ...rest) => {
    const results = known.get(declarations) ?? new WeakMap<FunctionIr, { readonly result: T }>();
    known.set(declarations, results);
    const old = results.get(fn);
    if (old !== undefined) return old.result;
    const result = compute(declarations, fn, ...rest);
    results.set(fn, { result });
    return result;
  };
}
