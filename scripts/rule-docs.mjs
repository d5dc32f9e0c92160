// Writes docs/rules/ID.md from the rules' own words.      usage: node scripts/rule-docs.mjs
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { build } from 'esbuild';

const work = mkdtempSync(path.join(tmpdir(), 'lockstep-docs-'));
try {
  const outfile = path.join(work, 'pages.cjs');
  await build({
    stdin: {
      contents:
        "import { RULES } from './index'; import { rulePage } from './page'; export const pages = RULES.map(({ meta }) => [meta.id, rulePage(meta)]);",
      resolveDir: 'server/src/rules',
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
    loader: { '.c': 'text', '.h': 'text' },
    logLevel: 'error',
  });
  const { pages } = createRequire(import.meta.url)(outfile);
  mkdirSync('docs/rules', { recursive: true });
  for (const [id, page] of pages) writeFileSync(`docs/rules/${id}.md`, page);
  console.log(`${pages.length} pages written to docs/rules`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
