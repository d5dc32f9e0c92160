/** Files stay readable: none over the hard stop, except where a reason is written here. */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const HARD_STOP = 800;
/** Path -> why it may be longer. */
const EXCUSED: Readonly<Record<string, string>> = {};

test('no source file is longer than the hard stop', () => {
  const long: string[] = [];
  for (const folder of ['server/src', 'client/src', 'server/test']) {
    for (const name of readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (!/\.(ts|c|h|mjs)$/.test(name)) continue;
      const file = `${folder}/${name}`;
      const lines = readFileSync(path.join(root, file), 'utf8').split('\n').length;
      if (lines > HARD_STOP && EXCUSED[file] === undefined) long.push(`${file}: ${lines}`);
    }
  }
  expect(long).toEqual([]);
});
