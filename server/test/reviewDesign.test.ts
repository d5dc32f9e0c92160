/**
 * Patches of four designs that were discussed on the lists, in our own words, without a tree: what a line is to be told
 * stands on it, `// expect: RULE "part"`, with `fixed` or `(question)` where it is not simply introduced. The same patches
 * under other names give the same comments.
 */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPatchFile } from '../src/patch/read';
import type { ReviewedFinding } from '../src/review/api';
import { reviewSeries } from '../src/review/review';

const folder = path.resolve(import.meta.dirname, '../../test-fixtures/patch/design');
const fixtures = readdirSync(folder).sort();

/** Names of our own; the kernel's keep theirs, since they are what is known of it. */
const RENAMED: readonly (readonly [RegExp, string])[] = [
  [/pocket/g, 'basket'],
  [/\bfound\b/g, 'candidate'],
  [/\bready\b/g, 'row'],
  [/\bkind\b/g, 'sort'],
  [/\bhome\b/g, 'where'],
  [/\bwish\b/g, 'mask'],
  [/GFP_HUSH\b/g, 'GFP_MELLOW'],
  [/\bround_/g, 'turn_'],
  [/mm\/rounds\.c/g, 'lib/turns.c'],
];

function renamed(text: string): string {
  return RENAMED.reduce((done, [from, to]) => done.replace(from, to), text);
}

async function findingsOf(name: string, text: string): Promise<readonly ReviewedFinding[]> {
  const read = await readPatchFile(Buffer.from(text), name);
  const review = await reviewSeries(read.patches, {
    tree: undefined,
    worlds: ['smp', 'rt'],
    band: 'question',
    replay: false,
    cacheDirectory: undefined,
  });
  return review.patches.flatMap(({ findings }) => findings);
}

describe.each(fixtures)('%s', (name) => {
  const text = readFileSync(path.join(folder, name), 'utf8');

  test('everything that is expected is told at its line, and nothing else', async () => {
    const wanted = text
      .split('\n')
      .flatMap((line, at) =>
        [...line.matchAll(/\/\/ expect(\(question\))?: (fixed )?([a-z-]+) "([^"]*)"/g)].map(
          ([, question, fixed, rule, part = '']) => ({ line: at + 1, question, fixed, rule, part }),
        ),
      );
    const findings = await findingsOf(name, text);
    const told = findings.filter(({ view, status }) => view.band !== 'question' || status !== 'fixed');
    for (const { line, question, fixed, rule, part } of wanted) {
      const here = told.filter(
        ({ patchLine, view, status }) =>
          patchLine === line &&
          view.rule === rule &&
          status === (fixed === undefined ? 'introduced' : 'fixed') &&
          (view.band === 'question') === (question !== undefined),
      );
      expect(here.map(({ view }) => view.message).join('\n'), `${name}:${line}`).toContain(part);
    }
    const others = told.filter(
      ({ patchLine, view }) => !wanted.some(({ line, rule }) => line === patchLine && rule === view.rule),
    );
    expect(others.map(({ patchLine, comment }) => `${patchLine}: ${comment}`)).toEqual([]);
  });

  test('other names, the same comments', async () => {
    const plain = (findings: readonly ReviewedFinding[]) =>
      findings.map(({ status, patchLine, comment, view }) => [
        status,
        patchLine,
        view.rule,
        view.band,
        renamed(comment),
      ]);
    expect(plain(await findingsOf(name, renamed(text)))).toEqual(plain(await findingsOf(name, text)));
  });
});
