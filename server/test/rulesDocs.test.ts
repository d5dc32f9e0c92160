/** The rules' pages are what the rules say of themselves, word for word. */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import { RULE_IDS } from '../src/analysis/finding';
import { RULES } from '../src/rules/index';
import { rulePage, rulesIndexPage } from '../src/rules/page';

const folder = path.resolve(import.meta.dirname, '../../docs/rules');

describe('docs/rules', () => {
  it.each(RULES.map((rule) => [rule.meta.id, rule.meta] as const))('%s is in step with its rule', (id, meta) => {
    expect(RULE_IDS).toContain(id);
    expect(readFileSync(path.join(folder, `${id}.md`), 'utf8')).toBe(rulePage(meta));
  });

  it('has a page for every rule, an index, and nothing else', () => {
    expect(readFileSync(path.join(folder, 'README.md'), 'utf8')).toBe(rulesIndexPage(RULES.map((rule) => rule.meta)));
    expect(readdirSync(folder).sort()).toEqual([...RULES.map((rule) => `${rule.meta.id}.md`), 'README.md'].sort());
  });
});
