/** Cancellation across threads: a flag in shared memory, since a worker that runs something hears no message. */
import type { CancellationToken } from 'vscode-languageserver/node';

/** `flag[0]` becomes 1 once nobody waits for the answer. */
export type CancelFlag = Int32Array;

export function newFlag(): CancelFlag {
  return new Int32Array(new SharedArrayBuffer(4));
}

export function raise(flag: CancelFlag): void {
  Atomics.store(flag, 0, 1);
}

export function isRaised(flag: CancelFlag): boolean {
  return Atomics.load(flag, 0) !== 0;
}

/** The flag of a request that its client may cancel. */
export function flagOf(token: CancellationToken): CancelFlag {
  const flag = newFlag();
  if (token.isCancellationRequested) raise(flag);
  token.onCancellationRequested(() => raise(flag));
  return flag;
}
