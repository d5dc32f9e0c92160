/** The program of a worker (dist/worker.js): the same checker or reviewer as in the main process, fed by the pool. */
import { serveJobs } from '../workspace/pool';
import { type CheckJob, type CheckSetup, type JobResult, openChecker } from './checker';
import { openReviewer, type ReviewJob, type ReviewJobResult, type ReviewJobSetup } from './reviewJobs';

let opened: { close(): void } | undefined;

serveJobs<CheckSetup | ReviewJobSetup, CheckJob | ReviewJob, JobResult | ReviewJobResult>(
  async (setup, slot) => {
    if ('patches' in setup) {
      const reviewer = await openReviewer({ ...setup, setup: { ...setup.setup, cacheSlot: slot } });
      opened = reviewer;
      return (job) => ('groups' in job ? reviewer.review(job) : Promise.reject(new Error('no job of a review')));
    }
    const checker = await openChecker({ ...setup, slot });
    opened = checker;
    return (job) => ('groups' in job ? Promise.reject(new Error('no file to check')) : checker.check(job));
  },
  () => opened?.close(),
);
