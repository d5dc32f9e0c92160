/** What compiled expressions need of a run. The machine is it; closures know no more than this. */
import type { CType } from '../ir/types';
import type { IntegerType } from './integers';
import type { Aggregate, Pointer, Unknown, Value } from './values';

export interface Evaluator {
  settle(value: Value): Value;
  truth(value: Value): boolean | undefined;
  decide(value: Value): boolean;
  freshUnknown(reason: string): Unknown;
  namedConstant(name: string): Unknown;
  divideByZero(): Value;
  pointer(value: Value, type?: CType): Pointer;
  shift(value: Value, bytes: number, type: CType): Value;
  member(value: Value, offset: number, record: CType): Value;
  element(value: Value, index: Value, size: number, type: CType): Value;
  slot(index: number): Value;
  load(address: Value, type: CType, integer: IntegerType | undefined, bits: number | undefined): Value;
  /** A list's link was read: whoever turns up there points back. */
  neighbour(value: Value, address: Value, link: 'next' | 'prev'): Value;
  loadAggregate(address: Value, type: CType): Aggregate;
  localObject(index: number, type: CType): Value;
  temporaryObject(value: Value, type: CType): Value;
}
