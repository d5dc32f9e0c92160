/**
 * The IR's two promises on real kernels: every call of a function's text stands in its IR exactly once, and no function
 * is lost. Runs where kernel trees are unpacked under .kernel (scripts/kernel-trees.sh).
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from 'vitest';
import { noDeclarations } from '../src/ir/declarations';
import { validateIr } from '../src/ir/validate';
import { preprocessorFacts } from '../src/kernel/config';
import { countBodies, createScanner, irCalls } from './irScanner';
import { irFrontEnd } from './irSupport';
import { dialect } from './syntaxSupport';

const trees = path.resolve(import.meta.dirname, '../../.kernel');

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const at = path.join(folder, entry.name);
      return entry.isDirectory() ? sources(at) : entry.name.endsWith('.c') ? [at] : [];
    });
}

describe.each(['6.1', '6.12'] as const)('mm/ of %s', (version) => {
  const folder = path.join(trees, `linux-source-${version}`, 'mm');
  test.runIf(existsSync(folder))('every call stands once, every body is counted', { timeout: 300_000 }, async () => {
    const frontEnd = await irFrontEnd(noDeclarations, preprocessorFacts('smp', version));
    const wrong: string[] = [];
    let calls = 0;
    let functions = 0;
    for (const file of sources(folder)) {
      const text = readFileSync(file, 'utf8');
      const masked = frontEnd.mask(text);
      const ir = frontEnd.lower(text);
      const name = path.relative(folder, file);
      functions += ir.functions.length + ir.unlowered.length;
      const bodies = countBodies(text, masked);
      if (bodies !== ir.functions.length + ir.unlowered.length)
        wrong.push(`${name}: ${bodies} bodies, ${ir.functions.length} lowered, ${ir.unlowered.length} not`);
      for (const fn of ir.functions) {
        wrong.push(...validateIr(fn).map((fault) => `${name}: ${fault}`));
        const stands = irCalls(fn);
        for (const call of createScanner(text, masked, fn.bodySpan, dialect)) {
          calls++;
          const there = stands.get(call.start) ?? [];
          if (there.length !== 1 || there[0] !== call.name)
            wrong.push(`${name} ${fn.name}: ${call.name} at ${call.start} stands as [${there}]`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(functions).toBeGreaterThan(5000);
    expect(calls).toBeGreaterThan(35_000);
  });
});
