/** Own bugs throw; here they end: logged, and the client gets the empty answer. */
import type { Connection } from 'vscode-languageserver/node';

export type Guard = <T>(what: string, empty: T, work: () => Promise<T>) => Promise<T>;

export function guardOf(connection: Connection): Guard {
  return async (what, empty, work) => {
    try {
      return await work();
    } catch (error) {
      connection.console.error(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return empty;
    }
  };
}
