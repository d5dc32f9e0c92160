/** The room table of docs/architecture.md holds, the check that enforces it can fail, and it sees every file. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const probe = path.join(root, 'server/src/base/layeringProbe.ts');

interface Cruise {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly violations: readonly { readonly rule: { readonly name: string }; readonly from: string }[];
  };
}

function cruise(): Cruise {
  const bin = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [bin, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'server/src', 'client/src'];
  const options = { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 } as const;
  return JSON.parse(execFileSync(process.execPath, args, options)) as Cruise;
}

function sources(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => `${folder}/${name.split(path.sep).join('/')}`);
}

describe('layering', () => {
  afterEach(() => rmSync(probe, { force: true }));

  test('every file is cruised and none breaks the table', () => {
    const result = cruise();
    const seen = new Set(result.modules.map((module) => module.source));
    expect([...sources('server/src'), ...sources('client/src')].filter((file) => !seen.has(file))).toEqual([]);
    expect(result.summary.violations.map((violation) => `${violation.rule.name}: ${violation.from}`)).toEqual([]);
  });

  test('a forbidden import is seen', () => {
    mkdirSync(path.dirname(probe), { recursive: true });
    writeFileSync(probe, "import type { World } from '../kernel/worlds';\nexport type Probe = World;\n");
    const names = cruise().summary.violations.map((violation) => violation.rule.name);
    expect(names).toContain('layer-base');
  });
});
