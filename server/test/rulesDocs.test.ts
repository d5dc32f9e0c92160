/** Each rule has its page in docs/rules, in step with the rule's own words; no page without a rule. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RULES } from '../src/rules/index';
import { rulePage } from '../src/rules/page';

describe('docs/rules', () => {
  it.each(RULES.map(({ meta }) => [meta.id, meta] as const))(
    '%s.md is what scripts/rule-docs.mjs writes',
    (id, meta) => {
      expect(readFileSync(`docs/rules/${id}.md`, 'utf8')).toBe(rulePage(meta));
    },
  );

  it('has no other pages', () => {
    expect(readdirSync('docs/rules').sort()).toEqual(RULES.map(({ meta }) => `${meta.id}.md`).sort());
  });
});
