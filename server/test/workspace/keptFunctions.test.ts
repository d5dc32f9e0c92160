/** Lowered functions kept between runs: what is read back is what a fresh lowering gives, or nothing is. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sameValue } from '../../src/base/sameValue';
import type { FunctionIr } from '../../src/ir/ir';
import type { World } from '../../src/kernel/worlds';
import { maskText } from '../../src/syntax/mask';
import { loadParser } from '../../src/syntax/parserLoader';
import { Definitions } from '../../src/workspace/definitions';
import { DIALECT } from '../../src/workspace/dialect';
import { Fragments } from '../../src/workspace/fragments';
import { FrontEnd } from '../../src/workspace/frontEnd';
import { diskFiles, overlaidFiles } from '../../src/workspace/headerFiles';
import { HeaderStore } from '../../src/workspace/headerStore';
import { KeptFunctions } from '../../src/workspace/keptFunctions';
import { Makefiles } from '../../src/workspace/makefiles';
import { Reads } from '../../src/workspace/reads';
import { treeFacts } from '../../src/workspace/treeFacts';
import { TreeNow } from '../../src/workspace/versions';
import { type MiniTree, miniTree } from '../miniTree';

const WORLDS = ['smp', 'rt'] as const;

const HEADER = `#ifndef HELPERS_H
#define HELPERS_H
struct box { int size; unsigned long flags; };
enum { SMALL = 3, LARGE = 1 << 20 };
static inline int small(struct box *b)
{
	switch (b->size) {
	case 0 ... SMALL:
		return 1;
	}
	return b->flags & ~0xffffffff00000000UL;
}
static inline int sized(struct box *b)
{
#ifdef CONFIG_PREEMPT_RT
	return small(b) + LARGE;
#else
	return small(b);
#endif
}
static inline const char *word(void)
{
	return "\\u00e9t\\u00e9";
}
#endif
`;
const OWN = '#include <linux/helpers.h>\nint own(struct box *b)\n{\n\treturn sized(b) + *word();\n}\n';
const OTHER = '#include <linux/helpers.h>\nint other(struct box *b)\n{\n\treturn small(b) ? b->size : 0;\n}\n';

let tree: MiniTree;
let clock: number;

beforeEach(() => {
  tree = miniTree();
  clock = 1_000_000;
  write('include/linux/helpers.h', HEADER);
  write('drivers/own.c', OWN);
  write('drivers/other.c', OTHER);
});

afterEach(() => tree.remove());

function write(treePath: string, text: string): void {
  tree.write(treePath, text);
  clock += 10;
  fs.utimesSync(path.join(tree.root, treePath), clock, clock);
}

interface RunOptions {
  readonly root?: string;
  readonly cache?: string;
  readonly slot?: number;
  readonly basis?: string;
  readonly files?: readonly string[];
  readonly overlay?: ReadonlyMap<string, string>;
  readonly limit?: number;
  /** Between two readings of all files; what the second one gives counts. */
  readonly between?: (frontEnd: FrontEnd) => void;
}

interface Lowered {
  /** By world, file and name. */
  readonly functions: ReadonlyMap<string, FunctionIr>;
  /** Those that no earlier run had left. */
  readonly anew: number;
  /** What the last file's functions rest on. */
  readonly files: readonly string[];
}

const cacheOf = (root: string): string => path.join(root, '.cache');

/** All functions of headers that the files name, and theirs, and the functions of the files themselves. */
async function run(options: RunOptions = {}): Promise<Lowered> {
  const { root = tree.root, overlay, files = ['drivers/own.c', 'drivers/other.c'] } = options;
  const plain = diskFiles(root);
  const texts = overlay === undefined ? plain : overlaidFiles(plain, overlay);
  const reads = new Reads();
  const now = new TreeNow(root, () => new Definitions(''));
  const isOverlaid = (at: string): boolean => overlay?.has(at) === true;
  const { cache = cacheOf(root), slot = 0, basis = 'basis', limit } = options;
  const kept = new KeptFunctions(cache, slot, now, basis, reads, isOverlaid, limit);
  let anew = 0;
  const counted = Object.assign(Object.create(kept) as KeptFunctions, {
    keep: (...of: Parameters<KeptFunctions['keep']>) => {
      anew++;
      kept.keep(...of);
    },
  });
  const makefiles = new Makefiles((at) => texts.read(at));
  const frontEnd = new FrontEnd(
    await loadParser(),
    new HeaderStore(texts, new Set(DIALECT.attributeCalls)),
    [],
    treeFacts('6.12', (at) => texts.read(at), undefined),
    undefined,
    makefiles,
    new Fragments(texts, makefiles),
    reads,
    counted,
  );
  const functions = new Map<string, FunctionIr>();
  const readAll = (): void => {
    for (const file of files) {
      reads.start();
      for (const world of WORLDS)
        for (const [name, fn] of functionsFrom(frontEnd, file, world)) functions.set(name, fn);
    }
  };
  readAll();
  if (options.between !== undefined) {
    options.between(frontEnd);
    functions.clear();
    readAll();
  }
  if (overlay === undefined) kept.save();
  return { functions, anew, files: reads.inputs().files };
}

function functionsFrom(frontEnd: FrontEnd, file: string, world: World): Map<string, FunctionIr> {
  const found = new Map<string, FunctionIr>();
  const text = frontEnd.headerText(file) ?? '';
  const headers = frontEnd.headers(maskText(text, DIALECT, frontEnd.facts(world)), world, file);
  const seen = new Set<string>();
  const work = [...text.matchAll(/\b(\w+)\s*\(/g)].map(([, name = '']) => name);
  for (let name = work.pop(); name !== undefined; name = work.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    for (const fn of [frontEnd.headerFunction(headers, name, world), frontEnd.fileFunction(file, name, world)]) {
      if (fn === undefined) continue;
      found.set(`${world} ${fn.file} ${name}`, fn.ir);
      const { start, end } = fn.ir.bodySpan;
      work.push(...[...fn.text.slice(start, end).matchAll(/\b(\w+)\s*\(/g)].map(([, callee = '']) => callee));
    }
  }
  return found;
}

/** As in a directory where nothing was kept. */
async function fresh(options: RunOptions = {}): Promise<Lowered> {
  const lowered = await run({ ...options, cache: path.join(options.root ?? tree.root, '.empty') });
  fs.rmSync(path.join(options.root ?? tree.root, '.empty'), { recursive: true, force: true });
  return lowered;
}

function expectSame(left: Lowered, right: Lowered): void {
  expect([...left.functions.keys()]).toEqual([...right.functions.keys()]);
  for (const [name, fn] of left.functions)
    expect([name, sameValue(fn, right.functions.get(name))]).toEqual([name, true]);
  expect(worldsThatShare(left)).toEqual(worldsThatShare(right));
  expect(left.files).toEqual(right.files);
}

function worldsThatShare({ functions }: Lowered): readonly string[] {
  return [...functions].flatMap(([name, fn]) =>
    name.startsWith('smp ') && functions.get(name.replace('smp', 'rt')) === fn ? [name] : [],
  );
}

test('a second run lowers nothing, and gets the same, shared between worlds as before', async () => {
  const first = await run();
  expect([...first.functions.keys()]).toEqual(
    expect.arrayContaining([
      'smp drivers/own.c own',
      'rt include/linux/helpers.h small',
      'rt include/linux/helpers.h word',
    ]),
  );
  expect(worldsThatShare(first)).not.toContain('smp include/linux/helpers.h sized');
  expect(worldsThatShare(first)).toContain('smp include/linux/helpers.h small');
  const second = await run();
  expect(second.anew).toBe(0);
  expectSame(second, first);
});

test.each([
  ['the header', () => write('include/linux/helpers.h', HEADER.replace('LARGE = 1', 'LARGE = 2'))],
  [
    'a header that it now includes',
    () => write('include/linux/helpers.h', HEADER.replace('struct', '#include <linux/locks.h>\nstruct')),
  ],
  ['the file', () => write('drivers/own.c', OWN.replace('own(', 'own_now('))],
])('after a change of %s what sees it is lowered anew', async (_, change) => {
  await run();
  change();
  const again = await run();
  expect(again.anew).toBeGreaterThan(0);
  expectSame(again, await fresh());
  expect((await run()).anew).toBe(0);
});

test('another program or configuration lowers anew', async () => {
  await run();
  expect((await run({ basis: 'other' })).anew).toBeGreaterThan(0);
  expect((await run({ basis: 'other' })).anew).toBe(0);
});

test('a text in memory that stands for a file is neither kept nor answered from what is kept', async () => {
  await run();
  const overlay = new Map([['include/linux/helpers.h', HEADER.replace('LARGE = 1', 'LARGE = 7')]]);
  const patched = await run({ overlay });
  expectSame(patched, await fresh({ overlay }));
  expect(
    sameValue(
      patched.functions.get('rt include/linux/helpers.h sized'),
      (await run()).functions.get('rt include/linux/helpers.h sized'),
    ),
  ).toBe(false);
  expect((await run()).anew).toBe(0);
});

test('a file that changed while a workspace is open is read again', async () => {
  await run();
  const second = await run({
    between: (frontEnd) => {
      write('drivers/own.c', OWN.replace('sized(b)', 'sized(b) + small(b)'));
      frontEnd.forgetSource('drivers/own.c');
    },
  });
  expect(second.anew).toBeGreaterThan(0);
  expectSame(second, await fresh());
});

test('what changed while the run was going is not kept', async () => {
  fs.utimesSync(path.join(tree.root, 'include/linux/helpers.h'), new Date(), new Date(Date.now() + 60_000));
  await run();
  expect((await run()).anew).toBeGreaterThan(0);
});

test('a damaged file is as good as none', async () => {
  const first = await run();
  const [name = ''] = fs.readdirSync(cacheOf(tree.root));
  const file = path.join(cacheOf(tree.root), name);
  const bytes = fs.readFileSync(file);
  const cuts = [0, 9, 30, bytes.length >> 2, bytes.length >> 1, bytes.length - 400, bytes.length - 3];
  const scratched = [0.3, 0.6, 0.9].map((part) =>
    Buffer.from(bytes).fill('{', Math.floor(bytes.length * part), Math.floor(bytes.length * part) + 40),
  );
  for (const damaged of [...cuts.map((length) => bytes.subarray(0, length)), ...scratched]) {
    fs.writeFileSync(file, damaged);
    expectSame(await run(), first);
  }
});

test('a directory that cannot be written costs nothing but time', async () => {
  tree.write('taken', '');
  const lowered = await run({ cache: path.join(tree.root, 'taken', 'cache') });
  expectSame(lowered, await fresh());
});

test('processes read what others wrote, and write beside it', async () => {
  await run({ slot: 0, files: ['drivers/own.c'] });
  const second = await run({ slot: 1 });
  expect(second.anew).toBeGreaterThan(0);
  expect(second.anew).toBeLessThan((await fresh()).anew);
  expect(fs.readdirSync(cacheOf(tree.root)).map((name) => name.replace(/-.*/, ''))).toEqual([
    'functions0',
    'functions1',
  ]);
  const third = await run({ slot: 2 });
  expect(third.anew).toBe(0);
  expectSame(third, await fresh());
});

test('beyond the limit the oldest go', async () => {
  const limit = 7000;
  await run({ limit, files: ['drivers/own.c'] });
  for (let runs = 0; runs < 3; runs++) await run({ limit, files: ['drivers/other.c'] });
  const [name = ''] = fs.readdirSync(cacheOf(tree.root));
  expect(fs.statSync(path.join(cacheOf(tree.root), name)).size).toBeLessThan(limit + 4000);
  expect((await run({ limit, files: ['drivers/other.c'] })).anew).toBe(0);
  const own = await run({ limit, files: ['drivers/own.c'] });
  expect(own.anew).toBeGreaterThan(0);
  expectSame(own, await fresh({ files: ['drivers/own.c'] }));
});

const kernel = path.resolve(import.meta.dirname, '../../../.kernel/linux-source-6.12');

describe('of a real tree', () => {
  test.runIf(fs.existsSync(kernel))('all that one file needs', { timeout: 120_000 }, async () => {
    const options = { root: kernel, cache: cacheOf(tree.root), files: ['mm/slub.c'] };
    const first = await run(options);
    expect(first.functions.size).toBeGreaterThan(300);
    const second = await run(options);
    expect(second.anew).toBe(0);
    expectSame(second, first);
  });
});
