// What the vsix holds: one package for six platforms, and nothing that is not needed to run.
// usage: node scripts/e2e/package.mjs FILE.vsix
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Checks } from './workbench.mjs';

const MAX_BYTES = 6 * 1024 * 1024;
const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64', 'win32-arm64'];

/** Names of a zip file's central directory (PKWARE appnote 4.3.12); the vsix is far below the 64-bit limits. */
function namesOf(zip) {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const names = [];
  for (let at = zip.readUInt32LE(end + 16), left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [name, extra, comment] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field));
    names.push(zip.toString('utf8', at + 46, at + 46 + name));
    at += 46 + name + extra + comment;
  }
  return names;
}

const zip = readFileSync(process.argv[2] ?? 'lockstep.vsix');
const names = namesOf(zip).map((name) => name.replace(/^extension\//, ''));
const checks = new Checks();

await checks.check('the programs, the panel and the grammar are inside', () => {
  const wanted = [
    'extension.js',
    'server.js',
    'surveyor.js',
    'media/panel.js',
    'media/compare.js',
    'media/panel.css',
    'web-tree-sitter.wasm',
    'tree-sitter-c.wasm',
  ];
  for (const name of wanted) assert.ok(names.includes(`dist/${name}`), `no dist/${name}`);
  assert.ok(names.includes('grammars/kernel-c.tmLanguage.json'));
  return `${names.length} files`;
});
await checks.check('a native parser for every platform', () => {
  for (const platform of PLATFORMS) {
    for (const native of ['tree-sitter', 'tree-sitter-c']) {
      assert.ok(
        names.some((name) => name.startsWith(`dist/${native}/prebuilds/${platform}/`)),
        `${native} for ${platform}`,
      );
    }
  }
});
await checks.check('no sources, tests, maps or packages', () => {
  const stray = names.filter((name) =>
    /node_modules|\.map$|\.ts$|^(server|test-fixtures|scripts|client\/src)\//.test(name),
  );
  assert.deepEqual(stray, []);
});
await checks.check('small enough', () => {
  assert.ok(zip.length < MAX_BYTES, `${zip.length} bytes`);
  return `${(zip.length / 1024 / 1024).toFixed(2)} MB`;
});
checks.finish();
