/** Pairs from real fixes: the shape before is flagged by the rule that docs/real-bugs.md names, the shape after is silent. */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Workspace } from '../src/workspace/api';
import { openWorkspace } from '../src/workspace/queries';
import { differences, expectationsOf, provenFindings } from './rulesSupport';

const root = path.resolve(import.meta.dirname, '../../test-fixtures/real-bugs');
const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/real-bugs.md'), 'utf8');
const pairs = readdirSync(root).sort();

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openWorkspace();
});

describe('real bugs', () => {
  it.each(pairs)('%s: before', (name) => {
    const text = readFileSync(path.join(root, name, 'before.c'), 'utf8');
    const { all, notAnalysed } = provenFindings(workspace, `${name}.c`, text);
    expect(notAnalysed).toEqual([]);
    expect(expectationsOf(text)).not.toEqual([]);
    expect(differences(all, expectationsOf(text))).toEqual([]);
    const rule = new RegExp(`^\\| ${name.slice(0, 2)} \\|.*\\| \\[([a-z-]+)\\]`, 'm').exec(page)?.[1];
    expect(all.map((f) => f.rule)).toContain(rule);
  });

  it.each(pairs)('%s: after', (name) => {
    const text = readFileSync(path.join(root, name, 'after.c'), 'utf8');
    const { all, notAnalysed } = provenFindings(workspace, `${name}.c`, text);
    expect(notAnalysed).toEqual([]);
    expect(all.filter((f) => f.band !== 'question').map((f) => `${f.line}: ${f.rule}: ${f.message}`)).toEqual([]);
  });

  it('are all on the page', () => {
    const listed = [...page.matchAll(/^\| (\d\d) \|/gm)].map((m) => m[1]);
    expect(listed).toEqual(pairs.map((name) => name.slice(0, 2)));
  });
});
