// Writes docs/rules/*.md from the rules' own words: node scripts/rule-docs.mjs

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const bundle = path.join(root, 'node_modules', '.lockstep-rule-docs.mjs');
await build({
  stdin: {
    contents:
      "export { RULES } from './server/src/rules/index'; export { rulePage, rulesIndexPage } from './server/src/rules/page';",
    resolveDir: root,
    loader: 'ts',
  },
  bundle: true,
  platform: 'node',
  format: 'esm',
  outfile: bundle,
  logLevel: 'warning',
});
const { RULES, rulePage, rulesIndexPage } = await import(pathToFileURL(bundle).href);
const folder = path.join(root, 'docs', 'rules');
mkdirSync(folder, { recursive: true });
for (const { meta } of RULES) writeFileSync(path.join(folder, `${meta.id}.md`), rulePage(meta));
writeFileSync(path.join(folder, 'README.md'), rulesIndexPage(RULES.map((rule) => rule.meta)));
rmSync(bundle);
console.log(`${RULES.length} pages in docs/rules`);
