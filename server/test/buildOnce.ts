/** Builds dist/ once per test run, for the tests that talk to the real programs over stdio, and gives these a cache of their own. */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

export function setup(): () => void {
  const root = path.resolve(import.meta.dirname, '../..');
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' });
  const cache = fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-test-cache-'));
  process.env.XDG_CACHE_HOME = cache;
  return () => fs.rmSync(cache, { recursive: true, force: true });
}
