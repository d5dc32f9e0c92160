/** What the tests of ir/ share: a front end without a kernel tree, and the fixtures. */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { noDeclarations } from '../src/ir/declarations';
import type { FileIr } from '../src/ir/ir';
import { lowerFile } from '../src/ir/lower';
import type { LoweringOptions } from '../src/ir/options';
import { snippetParser } from '../src/ir/snippets';
import type { Declarations } from '../src/ir/types';
import { guardClasses } from '../src/kernel/guards';
import type { CParser, MaskedText, PreprocessorFacts, SyntaxTree } from '../src/syntax/api';
import { maskText } from '../src/syntax/mask';
import { loadParser } from '../src/syntax/parserLoader';
import { parseMasked } from '../src/syntax/tree';
import { dialect, smp } from './syntaxSupport';

export interface IrFrontEnd {
  readonly parser: CParser;
  readonly options: LoweringOptions;
  mask(text: string): MaskedText;
  parse(masked: MaskedText): SyntaxTree;
  lower(text: string): FileIr;
}

/** A front end in one configuration. `primitives`: names that stay calls. */
export async function irFrontEnd(
  declarations: Declarations = noDeclarations,
  facts: PreprocessorFacts = smp,
  isPrimitive: (name: string) => boolean = () => false,
): Promise<IrFrontEnd> {
  const parser = await loadParser();
  const mask = (text: string): MaskedText => maskText(text, dialect, facts);
  const parse = (masked: MaskedText): SyntaxTree => parseMasked(parser, masked);
  const options: LoweringOptions = {
    declarations,
    isPrimitive,
    snippets: snippetParser(mask, parse),
    preprocessor: facts,
    guards: guardClasses,
  };
  const lower = (text: string): FileIr => {
    const masked = mask(text);
    const tree = parse(masked);
    const file = lowerFile(tree, masked, options);
    tree.drop();
    return file;
  };
  return { parser, options, mask, parse, lower };
}

const folder = path.resolve(import.meta.dirname, '../../test-fixtures/ir');

export const irFixtures = readdirSync(folder)
  .filter((name) => name.endsWith('.c'))
  .sort()
  .map((name) => ({
    name,
    expected: path.join(folder, name.replace(/\.c$/, '.ir')),
    text: readFileSync(path.join(folder, name), 'utf8'),
  }));
