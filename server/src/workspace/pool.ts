/**
 * Jobs over child processes. Processes and not threads: a parser that crashes natively takes its process with it, and must
 * not take the run. A worker that dies or hangs is replaced, its job reported as lost; results come in the order of jobs.
 */
import { type ChildProcess, fork } from 'node:child_process';

export interface PoolOptions<Setup, Job, Result> {
  /** The program of a worker: it calls serveJobs(). */
  readonly program: string;
  readonly workers: number;
  readonly setup: Setup;
  readonly jobs: readonly Job[];
  /** What a job will take, in any unit: the largest go first, so that no worker is left with one at the end. */
  readonly weight: (job: Job) => number;
  /** A job that takes longer is lost, and its worker with it. */
  readonly limitMs: number;
  /** The result of a job whose worker died. */
  readonly lost: (job: Job, reason: string) => Result;
  /** What is kept of a result that came; default: all of it. */
  readonly received?: (job: Job, result: Result) => Result;
  readonly done?: (finished: number, job: Job) => void;
}

/** A bounded heap, so that memory does not grow with the machine's; room for what dies young, which is nearly everything. */
const WORKER_FLAGS = ['--max-old-space-size=1536', '--max-semi-space-size=32'] as const;

interface ToWorker<Setup, Job> {
  readonly setup?: Setup;
  /** Comes with the setup: which of the workers it is, from 0. */
  readonly slot?: number;
  readonly index?: number;
  readonly job?: Job;
}

interface FromWorker<Result> {
  readonly index: number;
  readonly result?: Result;
  readonly failure?: string;
  /** Its memory is full of what earlier jobs left: it ends now, and a fresh one goes on. */
  readonly leaving?: true;
}

/** Bytes of heap, garbage included, beyond which a worker leaves after a job: the largest jobs take up to 300 MB more. */
const FULL = 1150 * 2 ** 20;

/** Runs all jobs; never rejects for what happens inside a worker. */
export function runPool<Setup, Job, Result>(options: PoolOptions<Setup, Job, Result>): Promise<Result[]> {
  const { jobs, program, setup, limitMs } = options;
  const results = new Map<number, Result>();
  const running = new Set<ChildProcess>();
  const order = jobs
    .map((job, index) => ({ job, index, weight: options.weight(job) }))
    .sort((a, b) => b.weight - a.weight || a.index - b.index);
  let next = 0;

  const stop = () => {
    for (const child of running) child.kill('SIGKILL');
  };
  process.once('exit', stop);

  return new Promise<Result[]>((resolve) => {
    const finish = (index: number, job: Job, result: Result) => {
      results.set(index, result);
      options.done?.(results.size, job);
      if (results.size < jobs.length) return;
      process.removeListener('exit', stop);
      for (const child of running) child.disconnect();
      resolve(jobs.flatMap((_, at) => results.get(at) ?? []));
    };

    const start = (slot: number) => {
      const child = fork(program, [], {
        execArgv: [...WORKER_FLAGS],
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      running.add(child);
      let current: { index: number; job: Job } | undefined;
      let timer: NodeJS.Timeout | undefined;
      let reason: string | undefined;

      const give = () => {
        current = order[next];
        if (current === undefined) return;
        next++;
        const { index, job } = current;
        timer = setTimeout(() => {
          reason = `no answer within ${limitMs / 1000} s`;
          child.kill('SIGKILL');
        }, limitMs);
        child.send({ index, job } satisfies ToWorker<Setup, Job>, ignoreSendError);
      };
      child.on('message', (message) => {
        const { index, result, failure, leaving } = message as FromWorker<Result>;
        clearTimeout(timer);
        if (current === undefined || current.index !== index) return;
        const { job } = current;
        if (leaving === true) current = undefined;
        else give();
        const kept = result === undefined ? undefined : (options.received?.(job, result) ?? result);
        finish(index, job, kept ?? options.lost(job, failure ?? 'the worker gave no result'));
      });
      child.on('error', () => {});
      child.on('exit', (code, signal) => {
        running.delete(child);
        clearTimeout(timer);
        const lost = current;
        current = undefined;
        if (results.size < jobs.length && next < jobs.length) start(slot);
        if (lost !== undefined)
          finish(
            lost.index,
            lost.job,
            options.lost(lost.job, reason ?? `the analysis process ended (${signal ?? `exit code ${code}`})`),
          );
      });
      child.send({ setup, slot } satisfies ToWorker<Setup, Job>, ignoreSendError);
      give();
    };

    if (jobs.length === 0) resolve([]);
    for (let slot = 0; slot < Math.min(options.workers, jobs.length); slot++) start(slot);
  });
}

/** A worker that is gone is handled by its exit event. */
function ignoreSendError(): void {}

/** The worker's side: opens once with the setup, then answers jobs one at a time. */
export function serveJobs<Setup, Job, Result>(
  open: (setup: Setup, slot: number) => Promise<(job: Job) => Promise<Result>>,
  close: () => void,
): void {
  let opened: Promise<(job: Job) => Promise<Result>> | undefined;
  process.on('message', (message) => {
    const { setup, slot, index, job } = message as ToWorker<Setup, Job>;
    if (setup !== undefined) {
      opened = open(setup, slot ?? 0);
      opened.catch(() => {});
      return;
    }
    if (opened === undefined || index === undefined || job === undefined) return;
    opened
      .then((work) => work(job))
      .then((result) => {
        if (process.memoryUsage().heapUsed <= FULL) return reply({ index, result });
        close();
        reply({ index, result, leaving: true }, () => process.exit(0));
      })
      .catch((error: unknown) =>
        reply({ index, failure: error instanceof Error ? `internal error: ${error.message}` : String(error) }),
      );
  });
  process.on('disconnect', () => {
    close();
    process.exit(0);
  });
  // A terminal sends SIGINT to the whole group: the parent decides.
  process.on('SIGINT', () => {});
}

function reply<Result>(message: FromWorker<Result>, sent = (): void => {}): void {
  process.send?.(message, undefined, undefined, sent);
}
