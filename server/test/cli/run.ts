/** Runs the built program, as a user would, in a folder of its own. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const CLI = path.resolve(import.meta.dirname, '../../../dist/cli.js');

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Folder {
  readonly path: string;
  write(name: string, content: string | Buffer): string;
  run(...args: string[]): Run;
  /** With standard output going to a device, or to a reader that has gone. */
  runTo(output: string | 'closed', ...args: string[]): Run;
  remove(): void;
}

export function makeFolder(): Folder {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-cli-'));
  const env = { ...process.env, XDG_CACHE_HOME: path.join(folder, '.cache') };
  const options = { cwd: folder, encoding: 'utf8', env, maxBuffer: 1 << 26 } as const;
  return {
    path: folder,
    write(name, content) {
      const at = path.join(folder, name);
      fs.mkdirSync(path.dirname(at), { recursive: true });
      fs.writeFileSync(at, content);
      return at;
    },
    run: (...args) => spawnSync(process.execPath, [CLI, ...args], options),
    runTo(output, ...args) {
      const script = output === 'closed' ? 'set -o pipefail; "$@" | :' : `exec "$@" > ${output}`;
      return spawnSync('bash', ['-c', script, 'bash', process.execPath, CLI, ...args], options);
    },
    remove: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}

/** A small tree that passes for a kernel: no header, so that nothing but the checked text counts. */
export function makeTree(folder: Folder, name = 'tree'): string {
  folder.write(`${name}/Makefile`, 'VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 0\n');
  folder.write(`${name}/include/linux/types.h`, 'typedef unsigned int gfp_t;\n');
  folder.write(`${name}/arch/x86/include/asm/page.h`, '\n');
  folder.write(`${name}/mm/Makefile`, '\n');
  return path.join(folder.path, name);
}

/** Sleeps under a spinlock at line 9, column 13. */
export const BAD_FILE = `#include <linux/slab.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);

static void *refill(void)
{
	spin_lock(&lock);
	void *p = kmalloc(64, GFP_KERNEL);
	spin_unlock(&lock);
	return p;
}
`;

export const GOOD_FILE = BAD_FILE.replace('GFP_KERNEL', 'GFP_ATOMIC');
