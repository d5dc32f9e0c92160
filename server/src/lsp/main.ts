/**
 * The language server's program, and the program of its worker threads: the same bundle in two roles. The main thread
 * speaks the protocol and never analyses; workers analyse and run, so that a long or dying job never takes the server along.
 */
import { isMainThread, workerData } from 'node:worker_threads';
import { tuneRuntime } from '../base/runtime';
import { isEngineData } from './engineMessages';
import { runEngine } from './engineWorker';
import { serveStdio } from './server';

if (isMainThread) {
  tuneRuntime();
  serveStdio();
} else if (isEngineData(workerData)) runEngine();
