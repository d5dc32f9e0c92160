/** Rule fixtures: every `// expect:` is found and nothing else; `_ok` functions are silent; the rules' own examples hold. */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FileAnalysis } from '../src/analysis/analyse';
import { RULES } from '../src/rules/index';
import { bindingVariable } from '../src/syntax/parserLoader';
import type { Workspace } from '../src/workspace/api';
import { openWorkspace } from '../src/workspace/queries';
import { differences, expectationsOf, provenFindings, worldsOf } from './rulesSupport';

const root = path.resolve(import.meta.dirname, '../../test-fixtures/rules');
const cases = readdirSync(root)
  .sort()
  .flatMap((rule) =>
    readdirSync(path.join(root, rule))
      .filter((n) => n.endsWith('.c'))
      .sort()
      .map((name) => `${rule}/${name}`),
  );

async function openWith(binding: 'native' | 'wasm'): Promise<Workspace> {
  const before = process.env[bindingVariable];
  process.env[bindingVariable] = binding;
  try {
    return await openWorkspace();
  } finally {
    if (before === undefined) delete process.env[bindingVariable];
    else process.env[bindingVariable] = before;
  }
}

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openWorkspace();
});

describe.each(['native', 'wasm'] as const)('rule fixtures, %s parser', (binding) => {
  it.each(cases)('%s', async (name) => {
    const text = readFileSync(path.join(root, name), 'utf8');
    const { all, notAnalysed } = provenFindings(await openWith(binding), name, text);
    expect(notAnalysed).toEqual([]);
    expect(differences(all, expectationsOf(text))).toEqual([]);
  });
});

describe('rule fixtures', () => {
  it('say in the name of each function what is expected of it', () => {
    for (const name of cases) {
      const text = readFileSync(path.join(root, name), 'utf8');
      let current = '';
      text.split('\n').forEach((line) => {
        current = /^(?:static )?[\w *]*?\b(\w+)\([^;]*$/.exec(line)?.[1] ?? current;
        if (line.includes('// expect') && current.endsWith('_ok') && !current.startsWith('FP_'))
          throw new Error(`${name}: ${current} expects a finding`);
      });
    }
  });
});

describe('rules', () => {
  it('are registered once each, with a bad and an ok fixture', () => {
    const ids = RULES.map((rule) => rule.meta.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) {
      expect(cases).toContain(`${id}/bad.c`);
      expect(cases).toContain(`${id}/ok.c`);
    }
    const files = readdirSync(path.resolve(import.meta.dirname, '../src/rules')).filter((n) =>
      RULES.some((r) => n === `${r.meta.id}.ts`),
    );
    expect(files.length).toBe(ids.length);
  });

  it.each(RULES.map((rule) => [rule.meta.id, rule] as const))('%s: the examples of its page are right', (id, rule) => {
    const rulesIn = (body: string): string[] =>
      provenFindings(workspace, 'example.c', `${HEAD}${body}\n`).told.map((f) => f.rule);
    expect(rulesIn(rule.meta.example.bad)).toContain(id);
    expect(rulesIn(rule.meta.example.good)).toEqual([]);
  });
});

describe('rules that look at one function', () => {
  const own = RULES.filter((rule) => rule.looksAt === 'function');

  it.each(cases)('%s: ask for no other', (name) => {
    const text = readFileSync(path.join(root, name), 'utf8');
    for (const { analysis } of workspace.checkText({ path: name, text, worlds: worldsOf(text) }).views) {
      const alone: FileAnalysis = {
        ...analysis,
        get file(): never {
          throw new Error('asked for the file');
        },
        get functions(): never {
          throw new Error('asked for other functions');
        },
      };
      for (const fn of analysis.functions)
        for (const rule of own) expect(rule.detect({ file: alone, fn })).toEqual(rule.detect({ file: analysis, fn }));
    }
  });

  it('there are some', () => expect(own.length).toBeGreaterThan(5));
});

const HEAD = `#include <linux/spinlock.h>\n#include <linux/mutex.h>\n#include <linux/seqlock.h>\n#include <linux/slab.h>\n#include <linux/delay.h>\n#include <linux/workqueue.h>\n`;
