// Runs `simulate` over the functions of a list of lookalikes: code that is right but looks wrong. None may splat.
//
//   node scripts/lookalikes.mjs LIST.json --tree 6.12=DIR [--tree 6.1=DIR] [--cli dist/cli.js] [--copies DIR]
//
// LIST.json: a list of { id, tree, file, function, edits }. A case without edits is run from the tree; the others need their
// edited copies at DIR/ID/FILE.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tree: { type: 'string', multiple: true, default: [] },
    cli: { type: 'string', default: 'dist/cli.js' },
    copies: { type: 'string' },
  },
});
const trees = new Map(values.tree.map((pair) => pair.split('=')));
const counts = new Map();

for (const { id, tree, file, function: name, edits } of JSON.parse(readFileSync(positionals[0], 'utf8'))) {
  const root = trees.get(tree);
  const source = edits.length === 0 ? path.join(root ?? '', file) : path.join(values.copies ?? '', id, file);
  if (root === undefined || name === '' || !existsSync(source)) {
    count('left out');
    continue;
  }
  const args = ['simulate', source, '--function', name, '--kernel', root, '--as', file, '--format', 'json'];
  const run = spawnSync(process.execPath, [values.cli, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const results = run.stdout === '' ? [] : [JSON.parse(run.stdout)].flat();
  if (results.length === 0) count('not run');
  for (const { verdict, splat, world } of results) {
    count(verdict);
    if (verdict === 'splat') console.log(`${id} ${file}:${name} [${world}] ${splat}`);
  }
}

for (const [what, number] of counts) console.log(`${what}: ${number}`);
process.exitCode = counts.has('splat') || counts.has('not run') ? 1 : 0;

function count(what) {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}
