/** `lockstep index`: what it keeps is the same whatever the number of jobs, and a second run reads nothing. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder, makeTree } from './run';

const FILES = 900;

test('the number of jobs changes nothing that is kept', () => {
  const folder = makeFolder();
  try {
    const tree = makeTree(folder);
    for (let at = 0; at < FILES; at++) {
      folder.write(`tree/drivers/f${at}.c`, `int f${at}(void)\n{\n\treturn g${at}();\n}\n`);
      folder.write(`tree/include/linux/h${at}.h`, `#define H${at} ${at}\nstruct h${at} {\n\tint x;\n};\n`);
    }
    const contents = (jobs: number) => {
      const cache = path.join(folder.path, `cache${jobs}`);
      const index = () => folder.run('index', '--kernel', tree, '--cache', cache, '--jobs', String(jobs));
      const { status, stdout } = index();
      expect([status, stdout.replace(/, kept in .*/s, '')]).toEqual([
        0,
        `Linux 6.12.0: ${FILES + 2} headers, ${FILES} .c files (${FILES} read anew)`,
      ]);
      expect(index().stdout).toContain(`${FILES} .c files (0 read anew)`);
      return fs.readdirSync(cache).map((name) => [name, fs.readFileSync(path.join(cache, name), 'latin1')]);
    };
    const alone = contents(1);
    expect(alone.map(([name]) => name?.replace(/-.*/, ''))).toEqual(['definitions', 'headers']);
    // What is sure of directories hangs on the time of the run.
    const sure = (files: typeof alone) => files.map(([name, text]) => [name, text?.replace(/"directories":.*/, '')]);
    expect(sure(contents(3))).toEqual(sure(alone));
  } finally {
    folder.remove();
  }
}, 60_000);
