/** The program of a worker (dist/worker.js): the same checker or reviewer as in the main process, fed by the pool. */
import { serveJobs } from '../workspace/pool';
import { type Checker, type CheckJob, type CheckSetup, type JobResult, openChecker } from './checker';
import { openReviewer, type ReviewJob, type ReviewJobResult, type ReviewJobSetup } from './reviewJobs';

let checker: Checker | undefined;

serveJobs<CheckSetup | ReviewJobSetup, CheckJob | ReviewJob, JobResult | ReviewJobResult>(
  async (setup, slot) => {
    if ('patches' in setup) {
      const review = await openReviewer({ ...setup, setup: { ...setup.setup, cacheSlot: slot } });
      return (job) => ('groups' in job ? review(job) : Promise.reject(new Error('no job of a review')));
    }
    const opened = await openChecker({ ...setup, slot });
    checker = opened;
    return (job) => ('groups' in job ? Promise.reject(new Error('no file to check')) : opened.check(job));
  },
  () => checker?.close(),
);
