/** The program of a helper thread (dist/surveyor.js): it is told its task once, and ends when there is nothing left to take. */
import { parentPort } from 'node:worker_threads';
import { type HelperTask, help } from './treeThreads';

parentPort?.once('message', (task: HelperTask) => help(task));
