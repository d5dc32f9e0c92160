/** What the tests of syntax/ share: the dialect table, facts of the worlds, fixtures. */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import dialectTable from '../../grammars/dialect.json';
import { preprocessorFacts } from '../src/kernel/config';
import type { Dialect } from '../src/syntax/api';

export const dialect: Dialect = dialectTable as unknown as Dialect;

export const smp = preprocessorFacts('smp', '6.12');
export const rt = preprocessorFacts('rt', '6.12');

const folder = path.resolve(import.meta.dirname, '../../test-fixtures/parse');

export const fixtures: readonly { readonly name: string; readonly text: string }[] = readdirSync(folder)
  .filter((name) => name.endsWith('.c'))
  .sort()
  .map((name) => ({ name, text: readFileSync(path.join(folder, name), 'utf8') }));

/** Line ends of a text, which a mask must leave alone. */
export function lineEnds(text: string): string {
  return [...text.matchAll(/[\r\n]/g)].map((match) => `${match.index}${match[0] === '\n' ? 'n' : 'r'}`).join();
}
