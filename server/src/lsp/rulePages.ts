/** Where a rule's page is: docs/rules/ID.md of the package that the server's bundle lies in. */
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { fileUri } from './convert';

const known = new Map<string, string | undefined>();

/** undefined: the package has no such page (a bundle taken out of its package). */
export function rulePageUri(rule: string): string | undefined {
  if (!known.has(rule)) {
    const file = path.join(__dirname, '..', 'docs', 'rules', `${rule}.md`);
    known.set(rule, existsSync(file) ? fileUri(file) : undefined);
  }
  return known.get(rule);
}
