/** What runs of the program leave for the next one: whole files' views, and what functions of other files do. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CALLER, type MiniTree, miniTree } from '../miniTree';
import { type Folder, makeFolder } from './run';

/** Sleeps if it may, through a helper of its own, and takes a lock that its callers drop. */
const CALLEE = `#include <linux/locks.h>
static int quick;
static void wait_a_while(int ms)
{
	if (ms > 5 && !quick)
		msleep(ms);
}
void wait_for_device(int ms)
{
	wait_a_while(ms);
}
void lock_queue(struct queue *queue)
{
	spin_lock(&queue->lock);
}
`;

const USER = `${CALLER}
void drain(struct queue *queue, int n)
{
	lock_queue(queue);
	if (n == 0)
		return;
	spin_unlock(&queue->lock);
}
void rest(struct queue *queue)
{
	lock_queue(queue);
	wait_for_device(10);
	spin_unlock(&queue->lock);
}
`;

let tree: MiniTree;
let folder: Folder;
let clock: number;

beforeEach(() => {
  tree = miniTree();
  folder = makeFolder();
  clock = 1_000_000;
  for (const at of ['Makefile', 'include/linux/locks.h']) date(at);
  for (const name of ['a', 'b', 'c']) write(`drivers/${name}.c`, USER);
  write('drivers/callee.c', CALLEE);
});

afterEach(() => {
  tree.remove();
  folder.remove();
});

function write(treePath: string, text: string): void {
  tree.write(treePath, text);
  date(treePath);
}

/** Each write later than the one before, and long before the run. */
function date(treePath: string): void {
  clock += 10;
  fs.utimesSync(path.join(tree.root, treePath), clock, clock);
}

function check(...options: string[]): string {
  const { status, stdout } = folder.run(
    'check',
    ...['--format', 'json', '--stats', '--band', 'question', '--no-replay', ...options],
    path.join(tree.root, 'drivers'),
  );
  expect([0, 1]).toContain(status);
  return stdout;
}

const kept = (): string[] => fs.readdirSync(path.join(folder.path, 'cache')).sort();
const drop = (start: string): void => {
  for (const name of kept()) if (name.startsWith(start)) fs.rmSync(path.join(folder.path, 'cache', name));
};

test('the same bytes with all kept, with summaries alone, and with nothing; by one process and by several', () => {
  const fresh = check('--no-cache');
  expect(JSON.parse(fresh).files.flatMap((file: { findings: unknown[] }) => file.findings).length).toBeGreaterThan(5);
  expect(check('--cache', 'cache', '--jobs', '2')).toBe(fresh);
  expect(kept().map((name) => name.replace(/-.*/, ''))).toEqual(
    expect.arrayContaining(['answers', 'definitions', 'functions0', 'summaries0']),
  );
  expect(check('--cache', 'cache')).toBe(fresh);
  drop('answers');
  expect(check('--cache', 'cache', '--jobs', '1')).toBe(fresh);
  drop('answers');
  drop('summaries');
  expect(check('--cache', 'cache', '--jobs', '1')).toBe(fresh);
});

test('lowered functions of which half is lost', () => {
  const fresh = check('--no-cache');
  expect(check('--cache', 'cache', '--jobs', '1')).toBe(fresh);
  const [name = ''] = kept().filter((each) => each.startsWith('functions'));
  const file = path.join(folder.path, 'cache', name);
  fs.truncateSync(file, fs.statSync(file).size >> 1);
  drop('answers');
  drop('summaries');
  expect(check('--cache', 'cache', '--jobs', '1')).toBe(fresh);
});

test('a callee that changed is read again, whatever is kept of it', () => {
  check('--cache', 'cache');
  write('drivers/callee.c', CALLEE.replace('msleep(ms);', ';'));
  const fresh = check('--no-cache');
  expect(fresh).not.toContain('sleep-in-atomic');
  expect(check('--cache', 'cache')).toBe(fresh);
  drop('answers');
  expect(check('--cache', 'cache')).toBe(fresh);
  drop('answers');
  drop('summaries');
  expect(check('--cache', 'cache')).toBe(fresh);
});
