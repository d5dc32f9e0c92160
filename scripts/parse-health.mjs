// Parse health over directories of a kernel tree: `node scripts/parse-health.mjs TREE DIR... [--world rt] [--binding wasm] [--list] [--time]`.
// Stands apart from the programs (`lockstep check --stats` prints the same figures for users): it bundles syntax/ alone.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { build } from 'esbuild';

const require = createRequire(import.meta.url);
const args = process.argv.slice(2);
const option = (name) => {
  const at = args.indexOf(`--${name}`);
  return at === -1 ? undefined : args.splice(at, 2)[1];
};
const flag = (name) => {
  const at = args.indexOf(`--${name}`);
  if (at !== -1) args.splice(at, 1);
  return at !== -1;
};
const world = option('world') ?? 'smp';
const binding = option('binding');
const list = flag('list');
const time = flag('time');
const keep = flag('keep');
const [tree, ...directories] = args;

mkdirSync('node_modules/.cache', { recursive: true });
const out = mkdtempSync(path.resolve('node_modules/.cache/parse-health-'));
await build({
  stdin: {
    contents: `export * from './server/src/syntax/mask'; export * from './server/src/syntax/tree'; export * from './server/src/syntax/parserLoader';
      export { preprocessorFacts } from './server/src/kernel/config';`,
    resolveDir: process.cwd(),
  },
  bundle: true,
  platform: 'node',
  format: 'cjs',
  outfile: path.join(out, 'syntax.cjs'),
  logLevel: 'warning',
  external: ['tree-sitter', 'tree-sitter-c'],
  alias: { 'web-tree-sitter': require.resolve('web-tree-sitter') },
});
const syntax = require(path.join(out, 'syntax.cjs'));
rmSync(out, { recursive: true });
const dialect = JSON.parse(readFileSync('grammars/dialect.json', 'utf8'));
const version = /VERSION = (\d+)\nPATCHLEVEL = (\d+)/.exec(readFileSync(path.join(tree, 'Makefile'), 'utf8'));
const facts = syntax.preprocessorFacts(world, `${version[1]}.${version[2]}`);
const parser = await syntax.loadParser(binding);

function* files(at) {
  if (statSync(at).isFile()) return yield at;
  for (const name of readdirSync(at).sort()) {
    const full = path.join(at, name);
    if (statSync(full).isDirectory()) yield* files(full);
    else if (full.endsWith('.c')) yield full;
  }
}

const kept = [];
const total = { functions: 0, broken: 0, missed: 0 };
const began = process.memoryUsage.rss();
for (const directory of directories) {
  const sum = { files: 0, functions: 0, broken: 0, mask: 0, parse: 0, nodes: 0, bytes: 0 };
  for (const file of files(path.join(tree, directory))) {
    const text = readFileSync(file, 'utf8');
    const t0 = performance.now();
    const masked = syntax.maskText(text, dialect, facts);
    const t1 = performance.now();
    const parsed = syntax.parseMasked(parser, masked);
    const t2 = performance.now();
    if (masked.text.length !== text.length) console.log('LENGTH', file);
    if (time) for (const fn of parsed.functions) fn.node();
    sum.mask += t1 - t0;
    sum.parse += t2 - t1;
    sum.nodes += performance.now() - t2;
    sum.files++;
    sum.bytes += text.length;
    sum.functions += parsed.functions.length;
    for (const fn of parsed.functions) {
      if (!fn.hasError) continue;
      sum.broken++;
      if (!list) continue;
      const line = text.slice(0, fn.firstError).split('\n').length;
      const at = text.lastIndexOf('\n', fn.firstError - 1) + 1;
      console.log(
        `${path.relative(tree, file)}:${line}: ${fn.name}: ${text.slice(at, text.indexOf('\n', fn.firstError)).trim()}`,
      );
    }
    if (keep) kept.push(parsed);
    else parsed.drop();
    // Native trees are freed by finalisers, which run between ticks only.
    if (sum.files % 8 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const clean = ((100 * (sum.functions - sum.broken)) / Math.max(1, sum.functions)).toFixed(2);
  const ms = `mask ${sum.mask.toFixed(0)} ms, parse ${sum.parse.toFixed(0)} ms${time ? `, nodes ${sum.nodes.toFixed(0)} ms` : ''}`;
  console.log(
    `${directory} ${world} ${parser.binding}: ${sum.files} files, ${sum.bytes >> 10} KB, ${sum.functions} functions, ${sum.broken} with errors, ${clean}% clean; ${ms}`,
  );
  total.functions += sum.functions;
  total.broken += sum.broken;
}
console.log(
  `all: ${total.functions} functions, ${total.broken} with errors; memory ${(began / 2 ** 20).toFixed(0)} -> ${(process.memoryUsage.rss() / 2 ** 20).toFixed(0)} MB`,
);
