/** Trees and files on disk: what is a kernel tree, how directories expand, how bytes become text. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { decodeText, expandArgument, readSource } from '../../src/workspace/files';
import { findKernelTree, openKernelTree, treePathOf } from '../../src/workspace/kernelTree';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-test-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Buffer): string {
  const at = path.join(folder, name);
  fs.mkdirSync(path.dirname(at), { recursive: true });
  fs.writeFileSync(at, content);
  return at;
}

function makeTree(name: string): string {
  write(`${name}/Makefile`, '# SPDX\nVERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 7\nEXTRAVERSION =\n');
  write(`${name}/include/linux/mm.h`, '');
  write(`${name}/arch/x86/include/asm/page.h`, '');
  write(`${name}/mm/page_alloc.c`, 'int x;\n');
  return path.join(folder, name);
}

test('a kernel tree is recognised, with its version and .config', () => {
  const root = makeTree('tree');
  write('tree/.config', 'CONFIG_SMP=y\n# CONFIG_NUMA is not set\nCONFIG_HZ=250\nCONFIG_LOCALVERSION="-x"\n');
  const result = openKernelTree(root);
  if (result.kind !== 'tree') throw new Error(result.message);
  expect(result.tree.version).toBe('6.12.7');
  expect([...(result.tree.config ?? [])]).toEqual([
    ['SMP', 'y'],
    ['NUMA', 'n'],
    ['HZ', '250'],
    ['LOCALVERSION', '"-x"'],
  ]);
  expect(treePathOf(result.tree, path.join(root, 'mm/page_alloc.c'))).toBe('mm/page_alloc.c');
  expect(treePathOf(result.tree, folder)).toBeUndefined();
  expect(findKernelTree(path.join(root, 'mm/page_alloc.c'))?.root).toBe(root);
});

test.each([
  ['nowhere', /no such file/],
  ['plain', /not a kernel tree/],
  ['file.c', /not a directory/],
])('%s is no tree', (name, message) => {
  write('plain/Makefile', 'all:\n');
  write('file.c', '');
  const result = openKernelTree(path.join(folder, name));
  expect(result.kind === 'error' ? result.message : '').toMatch(message);
});

test('directories give their .c files sorted by path, links not followed', () => {
  for (const name of ['d/b.c', 'd/a/z.c', 'd/a.c', 'd/a.h', 'outside/x.c']) write(name, '');
  fs.symlinkSync(path.join(folder, 'outside'), path.join(folder, 'd/link'));
  fs.symlinkSync(path.join(folder, 'outside/x.c'), path.join(folder, 'd/link.c'));
  const expansion = expandArgument(path.join(folder, 'd'));
  const files = expansion.kind === 'files' ? expansion.files.map((file) => path.relative(folder, file)) : [];
  expect(files).toEqual(['d/a.c', 'd/a/z.c', 'd/b.c']);
});

test('a directory without C and a missing file are errors', () => {
  write('empty/readme.txt', '');
  const empty = expandArgument(path.join(folder, 'empty'));
  expect(empty.kind === 'error' ? empty.message : '').toMatch(/no \.c file/);
  const missing = expandArgument(path.join(folder, 'missing.c'));
  expect(missing.kind === 'error' ? missing.message : '').toMatch(/missing\.c: no such file/);
});

test('binary and oversized files are unfit, not errors', () => {
  expect(readSource(write('binary.c', Buffer.from([0x7f, 0x45, 0, 1])))).toEqual({
    kind: 'unfit',
    reason: 'binary file',
  });
  const big = readSource(write('big.c', Buffer.alloc(9 * 1024 * 1024, 32)));
  expect(big.kind === 'unfit' ? big.reason : '').toMatch(/^oversized/);
});

test.each([
  [[0x61, 0xe9, 0x62], 'a\ufffdb'],
  [[0xc3, 0xa9], 'é'],
  [[0xe2, 0x82, 0x41], '\ufffd\ufffdA'],
  [[0xf0, 0x9f, 0x98, 0x80], '😀'],
  [[0xed, 0xa0, 0x80], '\ufffd\ufffd\ufffd'],
  [[0xc0, 0x80], '\ufffd\ufffd'],
])('bytes %j decode to %j', (bytes, text) => {
  expect(decodeText(Buffer.from(bytes))).toBe(text);
});
