// Bundles the programs into dist/: cli.js, server.js and extension.js, worker.js and surveyor.js that these start, with the parser's natives and wasm beside them.

import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { build } from 'esbuild';

const require = createRequire(import.meta.url);

// The native packages hold a branch for another runtime's bundler: require(`./prebuilds/${platform}-${arch}/x.node`).
// Making its condition true lets esbuild follow it, so that every platform's prebuild lands in dist/.
const natives = {
  loader: { '.node': 'copy', '.c': 'text', '.h': 'text', '.md': 'text' },
  assetNames: '[dir]/[name]',
  outbase: 'node_modules',
};
const noNodeTypes = {
  name: 'no-node-types',
  setup(b) {
    b.onResolve({ filter: /node-types\.json$/ }, () => ({ path: 'none', namespace: 'empty' }));
    b.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'module.exports = undefined', loader: 'js' }));
  },
};
const common = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  minify: true,
  logLevel: 'warning',
  legalComments: 'none',
};
const server = {
  ...common,
  ...natives,
  plugins: [noNodeTypes],
  // web-tree-sitter's ES module calls createRequire(import.meta.url), which is undefined in a CommonJS bundle: take its .cjs
  alias: { 'web-tree-sitter': require.resolve('web-tree-sitter') },
  define: { 'process.versions.bun': '"bundled"' },
};

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
const entries = [
  { ...server, entryPoints: ['server/src/cli/main.ts'], outfile: 'dist/cli.js', banner: { js: '#!/usr/bin/env node' } },
  { ...server, entryPoints: ['server/src/lsp/main.ts'], outfile: 'dist/server.js' },
  { ...server, entryPoints: ['server/src/cli/worker.ts'], outfile: 'dist/worker.js' },
  { ...server, entryPoints: ['server/src/workspace/surveyor.ts'], outfile: 'dist/surveyor.js' },
  { ...common, entryPoints: ['client/src/extension.ts'], outfile: 'dist/extension.js', external: ['vscode'] },
];
for (const entry of entries) if (existsSync(entry.entryPoints[0])) await build(entry);
copyFileSync(require.resolve('web-tree-sitter/web-tree-sitter.wasm'), 'dist/web-tree-sitter.wasm');
copyFileSync(
  path.join(path.dirname(require.resolve('tree-sitter-c/package.json')), 'tree-sitter-c.wasm'),
  'dist/tree-sitter-c.wasm',
);
if (existsSync('dist/cli.js')) chmodSync('dist/cli.js', 0o755);
// The panel's script and style go as they are: the page's content policy admits files of this folder only.
for (const name of ['panel.js', 'compare.js', 'panel.css', 'icon.png'])
  cpSync(`client/media/${name}`, `dist/media/${name}`);
