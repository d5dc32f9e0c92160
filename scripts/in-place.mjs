// Which functions of the real mm/page_alloc.c run in place of the model's, per tree; fails below the number reached so far.
// usage: node scripts/in-place.mjs [--cli dist/cli.js] [--least N] [TREE...]

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { cli: { type: 'string', default: 'dist/cli.js' }, least: { type: 'string', default: '50' } },
});
const trees = positionals.length > 0 ? positionals : ['.kernel/linux-source-6.1', '.kernel/linux-source-6.12'];
/** Families that must be among them, whatever the number. */
const FAMILIES = [
  /^rmqueue$/,
  /^rmqueue_buddy$/,
  /^rmqueue_bulk$/,
  /^rmqueue_pcplist$/,
  /^__rmqueue_pcplist$/,
  /^__rmqueue_smallest$/,
  /^expand$/,
  /^__free_one_page$/,
  /^free_unref_page$/,
  /^free_unref_page_commit$/,
  /^free_pcppages_bulk$/,
  /^get_page_from_freelist$/,
  /^__build_all_zonelists$/,
  /^zonelist_iter_begin$/,
  /^check_retry_zonelist$/,
];

for (const tree of trees) {
  const file = path.join(tree, 'mm/page_alloc.c');
  if (!existsSync(file)) {
    console.log(`${tree}: no tree`);
    continue;
  }
  const out = execFileSync(process.execPath, [values.cli, 'simulate', file, '--in-place', '--format', 'json'], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  const { variant, counts, functions } = JSON.parse(out);
  const runs = functions.filter(({ verdict }) => verdict === 'runs').map((row) => row.function);
  console.log(`${tree} on ${variant}: ${JSON.stringify(counts)}`);
  console.log(`  runs: ${runs.join(' ')}`);
  for (const row of functions.filter(({ verdict }) => verdict === 'differs' || verdict === 'stopped'))
    console.log(`  ${row.verdict}: ${row.function} (${row.failed}: ${row.why})`);
  const missing = FAMILIES.filter((family) => !runs.some((name) => family.test(name)));
  for (const family of missing) console.log(`  missing: ${family.source}`);
  if (runs.length < Number(values.least) || missing.length > 0) process.exitCode = 1;
}
