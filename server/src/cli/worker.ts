/** The program of a check worker (dist/worker.js): the same checker, fed by the pool. */
import { tuneRuntime } from '../base/runtime';
import { serveJobs } from '../workspace/pool';
import { type Checker, type CheckJob, type CheckSetup, type JobResult, openChecker } from './checker';

tuneRuntime();

let checker: Checker | undefined;

serveJobs<CheckSetup, CheckJob, JobResult>(
  async (setup) => {
    const opened = await openChecker(setup);
    checker = opened;
    return (job) => opened.check(job);
  },
  () => checker?.close(),
);
