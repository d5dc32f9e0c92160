/** The model is our own text: no run of six equal lines between model/c and the kernels' allocator, where trees are unpacked. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const MODEL = path.join(ROOT, 'server/src/model/c');
const RUN = 6;
const KERNEL_FILES = [
  'mm/page_alloc.c',
  'mm/internal.h',
  'mm/slub.c',
  'mm/slab_common.c',
  'mm/vmalloc.c',
  'mm/percpu.c',
  'mm/vmscan.c',
  'kernel/rcu/tree.c',
  'include/linux/mmzone.h',
  'include/linux/gfp.h',
  'include/linux/list.h',
  'include/linux/mm.h',
];

/** Lines without comments and blanks, spaces made one; a line of brackets alone says nothing and is kept out. */
function normalisedLines(text: string): string[] {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/\/\/.*$/gm, ' ')
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => /\w/.test(line));
}

function runs(lines: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (let i = 0; i + RUN <= lines.length; i++) found.set(lines.slice(i, i + RUN).join('\n'), i);
  return found;
}

const trees = ['linux-source-6.1', 'linux-source-6.12']
  .map((name) => path.join(ROOT, '.kernel', name))
  .filter((tree) => existsSync(path.join(tree, 'mm')));

describe('the model is no copy', () => {
  test.runIf(trees.length > 0)('no run of six lines equals a kernel file', () => {
    const own = readdirSync(MODEL).sort();
    const copied: string[] = [];
    for (const tree of trees) {
      for (const file of KERNEL_FILES) {
        const full = path.join(tree, file);
        if (!existsSync(full)) continue;
        const theirs = runs(normalisedLines(readFileSync(full, 'utf8')));
        for (const name of own) {
          for (const run of runs(normalisedLines(readFileSync(path.join(MODEL, name), 'utf8'))).keys()) {
            if (theirs.has(run)) copied.push(`${name} and ${path.basename(tree)}/${file}:\n${run}`);
          }
        }
      }
    }
    expect(copied).toEqual([]);
  });

  test('two equal texts are caught', () => {
    const text = Array.from({ length: 7 }, (_, i) => `a = ${i};`).join('\n');
    expect([...runs(normalisedLines(text)).keys()].some((run) => runs(normalisedLines(text)).has(run))).toBe(true);
  });
});
