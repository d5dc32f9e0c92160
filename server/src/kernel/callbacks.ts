/** Which calls and initialisers register callbacks, and in what context those run per world (locks.md section 6). */
import type { CallbackRegistration } from './contexts';
import { inRange } from './versions';

const REGISTRATIONS: readonly CallbackRegistration[] = [];
const BY_NAME: ReadonlyMap<string, CallbackRegistration> = new Map(REGISTRATIONS.map((row) => [row.name, row]));

export function callbackRegistration(name: string, version = '6.12'): CallbackRegistration | undefined {
  const row = BY_NAME.get(name);
  return row !== undefined && inRange(row, version) ? row : undefined;
}

export function operationContext(_structTag: string, _field: string): CallbackRegistration | undefined {
  return undefined;
}
