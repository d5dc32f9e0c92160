// The main job without a kernel tree: checks a page_alloc-style file of our own, then the same file with a patch applied,
// and prints the findings, their replay verdicts and one run step by step.        usage: npm run demo
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { applyPatch } from 'diff';

const root = path.resolve(import.meta.dirname, '..');
const cli = path.join(root, 'dist/cli.js');
if (!existsSync(cli)) {
  console.error('demo: dist/cli.js is missing; run npm run build first');
  process.exit(2);
}
const source = path.join(root, 'test-fixtures/demo/page_alloc.c');
const patchFile = path.join(root, 'test-fixtures/demo/0001-borrow-and-grow.patch');
const patch = readFileSync(patchFile, 'utf8');
const patched = applyPatch(readFileSync(source, 'utf8'), patch.slice(patch.indexOf('--- a/')));
if (patched === false) {
  console.error(`demo: ${patchFile} does not apply to ${source}`);
  process.exit(2);
}

const folder = mkdtempSync(path.join(tmpdir(), 'lockstep-demo-'));

/** Runs the program as a user would, with its colours, and stops the demo where it fails otherwise than by findings. */
function lockstep(...args) {
  console.log(`$ lockstep ${args.join(' ')}`);
  const { status } = spawnSync(process.execPath, [cli, ...args], { cwd: folder, stdio: 'inherit' });
  console.log('');
  if (status !== 0 && status !== 1) {
    rmSync(folder, { recursive: true, force: true });
    process.exit(status ?? 2);
  }
  return status;
}

try {
  writeFileSync(path.join(folder, 'page_alloc.c'), readFileSync(source, 'utf8'));
  console.log('The file as it is: quiet.\n');
  const before = lockstep('check', '--no-cache', 'page_alloc.c');
  console.log('A patch to it:\n');
  console.log(patch.slice(patch.indexOf('--- a/')));
  writeFileSync(path.join(folder, 'page_alloc.c'), patched);
  console.log('The file with the patch applied: what it breaks, and what happens when the paths are run.\n');
  const after = lockstep('check', '--no-cache', 'page_alloc.c');
  console.log('One of them step by step:\n');
  lockstep('simulate', 'page_alloc.c', '--function', 'demo_grow_bitmap', '--world', 'smp');
  if (before !== 0 || after !== 1) {
    console.error(`demo: expected a clean file and findings after the patch, got exit statuses ${before} and ${after}`);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
