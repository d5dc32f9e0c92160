/** Standard output: all of it or an error, and whether it takes colour. */
import * as fs from 'node:fs';
import { systemReason } from '../workspace/kernelTree';
import { UsageError } from './options';

/** Nothing else writes to standard output. Node's own stream loses the rest of a file where the disk is full. */
export function print(text: string): void {
  if (!isFile()) {
    process.stdout.write(text);
    return;
  }
  const bytes = Buffer.from(text, 'utf8');
  try {
    for (let at = 0; at < bytes.length; ) at += fs.writeSync(process.stdout.fd, bytes, at);
  } catch (error) {
    throw outputFailure(error);
  }
}

/** A reader that has gone (`| head -1`) ends the program quietly, with the status it would have had. */
export function watchOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    process.stderr.write(`lockstep: ${outputFailure(error).message}\n`);
    process.exit(2);
  });
}

/** On a terminal, unless NO_COLOR (no-color.org) or a terminal without control sequences says otherwise. */
export function useColour(): boolean {
  const { NO_COLOR, TERM } = process.env;
  return process.stdout.isTTY === true && (NO_COLOR ?? '') === '' && TERM !== 'dumb';
}

/** So that a signal is heard between two long pieces of work. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function outputFailure(error: unknown): UsageError {
  return new UsageError(`standard output: ${systemReason(error)}; what was printed is not complete`);
}

function isFile(): boolean {
  try {
    return fs.fstatSync(process.stdout.fd).isFile();
  } catch {
    return false;
  }
}
