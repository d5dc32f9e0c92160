/** Units of the model are known by their folder (ProgramUnit.file). */
import type { ProgramUnit } from './api';

export function isModelUnit(unit: ProgramUnit | undefined): boolean {
  return unit?.file.startsWith('model/') ?? false;
}
