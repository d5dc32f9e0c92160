/**
 * One question about many files of a tree, answered by several threads: helpers take pieces of the list from a shared
 * counter, and so does whoever waits for the end. Nothing hangs on a helper: one that never started took no piece, and the
 * piece of one that died is looked at again by the waiting thread. The answers are the same whoever gives them.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { lookAt, type Question } from './treeLooks';

/** Files a piece: some twenty milliseconds of work. */
const PIECE = 64;
/** For fewer files a helper is not worth its start. */
const FILES_PER_HELPER = 400;
/** Each takes memory of its own, and they share one disk. */
const MAX_HELPERS = 7;
/** So long nothing comes of a piece that a helper took: then it is looked at here. */
const PATIENCE_MS = 400;

/** What helpers are told. */
export interface HelperTask {
  readonly question: Question;
  readonly root: string;
  readonly treePaths: readonly string[];
  /** The next piece that nobody took, and how many pieces helpers sent. */
  readonly state: Int32Array;
  readonly port: MessagePort;
}

interface Answered {
  readonly piece: number;
  readonly answers: readonly string[];
}

const NEXT = 0;
const SENT = 1;

export interface Looks {
  /** The answers in the order of the files. Takes part in the work; called once. */
  finish(progress?: (finished: number) => void): string[];
}

/** `threads`: all that may be at work at once. Helpers begin at once; with one thread nothing is done before finish(). */
export function beginLooks(
  question: Question,
  root: string,
  treePaths: readonly string[],
  threads: number,
  program = path.join(__dirname, 'surveyor.js'),
): Looks {
  const pieces = Math.ceil(treePaths.length / PIECE);
  const state = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  const answered = Array.from({ length: pieces }, (): readonly string[] | undefined => undefined);
  const helpers = Math.min(threads - 1, MAX_HELPERS, Math.floor(treePaths.length / FILES_PER_HELPER));
  const ports: MessagePort[] = [];
  const running: Worker[] = [];
  for (let each = 0; each < helpers && fs.existsSync(program); each++) {
    const { port1, port2 } = new MessageChannel();
    ports.push(port1);
    running.push(...startHelper(program, { question, root, treePaths, state, port: port2 }));
  }
  const receive = (): void => {
    for (const port of ports)
      for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
        const { piece, answers } = next.message as Answered;
        answered[piece] ??= answers;
      }
  };
  return {
    finish(progress) {
      const look = (piece: number): void => {
        answered[piece] = lookAtPiece(question, root, treePaths, piece);
        receive();
        progress?.(Math.min(treePaths.length, Atomics.load(state, NEXT) * PIECE));
      };
      for (let piece = take(state); piece < pieces; piece = take(state)) look(piece);
      for (;;) {
        const sent = Atomics.load(state, SENT);
        receive();
        const missing = answered.indexOf(undefined);
        if (missing === -1) break;
        if (Atomics.wait(state, SENT, sent, PATIENCE_MS) === 'timed-out') look(missing);
      }
      for (const port of ports) port.close();
      // Most have ended; one that hangs must not live on.
      for (const helper of running) void helper.terminate();
      progress?.(treePaths.length);
      return answered.flatMap((answers) => answers ?? []);
    },
  };
}

function startHelper(program: string, task: HelperTask): Worker[] {
  try {
    const helper = new Worker(program);
    // It never holds up the end of the run, nor takes it along.
    helper.unref();
    helper.on('error', () => {});
    helper.postMessage(task, [task.port]);
    return [helper];
  } catch {
    // The system has no thread for us: whoever waits does it all.
    return [];
  }
}

/** The side of a helper: pieces until there are none. */
export function help({ question, root, treePaths, state, port }: HelperTask): void {
  const pieces = Math.ceil(treePaths.length / PIECE);
  for (let piece = take(state); piece < pieces; piece = take(state)) {
    port.postMessage({ piece, answers: lookAtPiece(question, root, treePaths, piece) } satisfies Answered);
    Atomics.add(state, SENT, 1);
    Atomics.notify(state, SENT);
  }
  port.close();
}

function take(state: Int32Array): number {
  return Atomics.add(state, NEXT, 1);
}

function lookAtPiece(question: Question, root: string, treePaths: readonly string[], piece: number): string[] {
  return treePaths.slice(piece * PIECE, (piece + 1) * PIECE).map((treePath) => lookAt(question, root, treePath));
}
