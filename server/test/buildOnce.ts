/** Builds dist/ once per test run, for the tests that talk to the real programs over stdio. */
import { execFileSync } from 'node:child_process';
import * as path from 'node:path';

export function setup(): void {
  const root = path.resolve(import.meta.dirname, '../..');
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' });
}
