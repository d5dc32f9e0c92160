/** The worker pool: order of results, and workers that die, hang or throw. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runPool } from '../../src/workspace/pool';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-pool-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Speaks the pool's protocol: doubles numbers, and dies, hangs or fails when told to. */
const WORKER = `
process.on('message', ({ index, job }) => {
  if (job === undefined) return;
  if (job === 'die') process.kill(process.pid, 'SIGKILL');
  else if (job === 'exit') process.exit(3);
  else if (job === 'fail') process.send({ index, failure: 'internal error: told to' });
  else if (job === 'full') process.send({ index, result: 'full ' + process.pid, leaving: true }, () => process.exit(0));
  else if (job === 'who') process.send({ index, result: 'who ' + process.pid });
  else if (job !== 'hang') process.send({ index, result: String(2 * job) });
});
process.on('disconnect', () => process.exit(0));
`;

function run(jobs: readonly (number | string)[], workers: number): Promise<string[]> {
  const program = path.join(folder, 'worker.cjs');
  fs.writeFileSync(program, WORKER);
  return runPool<null, number | string, string>({
    program,
    workers,
    setup: null,
    jobs,
    weight: (job) => (typeof job === 'number' ? job : 0),
    limitMs: 4000,
    lost: (job, reason) => `${job} lost: ${reason}`,
  });
}

test('results come in the order of the jobs, whatever order they ran in', async () => {
  const jobs = [3, 1, 4, 1, 5, 9, 2, 6];
  expect(await run(jobs, 3)).toEqual(jobs.map((job) => String(2 * job)));
});

test('a worker that dies, exits or throws costs its own job only', async () => {
  expect(await run([1, 'die', 2, 'exit', 'fail', 3], 2)).toEqual([
    '2',
    'die lost: the analysis process ended (SIGKILL)',
    '4',
    'exit lost: the analysis process ended (exit code 3)',
    'fail lost: internal error: told to',
    '6',
  ]);
});

test('a worker that leaves has done its job, and another one does the rest', async () => {
  const results = await run(['full', 'full', 'who', 1], 1);
  expect(results.map((result) => result.replace(/ .*/, ''))).toEqual(['full', 'full', 'who', '2']);
  expect(new Set(results.slice(0, 3)).size).toBe(3);
  expect(new Set(results.slice(0, 3).map((result) => result.replace(/.* /, ''))).size).toBe(3);
});

test('a job that takes too long is given up', async () => {
  expect(await run(['hang', 1, 2], 1)).toEqual(['hang lost: no answer within 4 s', '2', '4']);
});

test('no jobs, no results', async () => {
  expect(await run([], 2)).toEqual([]);
});
