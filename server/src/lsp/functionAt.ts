/** Which function of the checked text an offset lies in. */
import { spanContains } from '../base/span';
import type { FunctionIr } from '../ir/ir';
import type { CheckedFile } from '../workspace/api';

export function functionAt(checked: CheckedFile, offset: number): FunctionIr | undefined {
  return checked.views[0]?.file.functions.find(({ span }) => spanContains(span, offset) || span.end === offset);
}
