/** The front end for tests of model/ and replay/, and code under test lowered against the model's own declarations. */
import dialect from '../../grammars/dialect.json';
import { collectDeclarations, layerDeclarations, noDeclarations } from '../src/ir/declarations';
import { lowerFile } from '../src/ir/lower';
import { snippetParser } from '../src/ir/snippets';
import { preprocessorFacts } from '../src/kernel/config';
import { kernelFacts } from '../src/kernel/facts';
import type { World } from '../src/kernel/worlds';
import type { ModelFrontEnd } from '../src/model/frontEnd';
import { modelUnits } from '../src/model/units';
import { parseVariant, type Variant } from '../src/model/variants';
import type { CodeUnderTest } from '../src/replay/api';
import type { Dialect } from '../src/syntax/api';
import { maskText } from '../src/syntax/mask';
import { loadParser } from '../src/syntax/parserLoader';
import { parseMasked } from '../src/syntax/tree';

export async function testFrontEnd(): Promise<ModelFrontEnd> {
  return { parser: await loadParser(), dialect: dialect as unknown as Dialect };
}

export function variantNamed(name: string): Variant {
  const choice = parseVariant(name);
  if (choice.kind === 'unknown') throw new Error(choice.message);
  return choice.variant;
}

export function codeUnderTest(
  frontEnd: ModelFrontEnd,
  file: string,
  text: string,
  variantName: string,
  world: World,
): CodeUnderTest {
  const variant = variantNamed(variantName);
  const preprocessor = preprocessorFacts(world, variant.facts);
  const masked = maskText(text, frontEnd.dialect, preprocessor);
  const tree = parseMasked(frontEnd.parser, masked);
  const outer = modelUnits(variant, world, frontEnd).at(-1)?.declarations ?? noDeclarations;
  const declarations = layerDeclarations(collectDeclarations(tree, masked, preprocessor), outer);
  const fileIr = lowerFile(tree, masked, {
    declarations,
    preprocessor,
    isPrimitive: kernelFacts(variant.facts).isPrimitive,
    snippets: snippetParser(
      (snippet) => maskText(snippet, frontEnd.dialect, preprocessor),
      (maskedSnippet) => parseMasked(frontEnd.parser, maskedSnippet),
    ),
  });
  return { file, text, fileIr, declarations };
}
