/**
 * The model's C text as units the machine can link: masked, parsed and lowered by the front end that judges the user's
 * code too. Lowered once per front end, file, version and world.
 */

import type { Span } from '../base/span';
import { collectDeclarations, layerDeclarations, noDeclarations } from '../ir/declarations';
import type { FunctionIr } from '../ir/ir';
import { lowerFile, openUnit } from '../ir/lower';
import { missingSemicolons } from '../ir/missing';
import { snippetParser } from '../ir/snippets';
import type { Declarations } from '../ir/types';
import { kernelFacts } from '../kernel/facts';
import type { World } from '../kernel/worlds';
import type { ProgramUnit } from '../machine/api';
import type { PreprocessorFacts } from '../syntax/api';
import { maskText } from '../syntax/mask';
import { parseMasked } from '../syntax/tree';
import type { ModelFrontEnd } from './frontEnd';
import { MODEL_TEXTS, type ModelFile } from './texts';
import type { Variant } from './variants';

/** How the model's files are called in traces. */
export function modelPath(file: string): string {
  return `model/${file}`;
}

export function isModelPath(file: string): boolean {
  return file.startsWith('model/');
}

const MEMO = new WeakMap<ModelFrontEnd, Map<string, readonly ProgramUnit[]>>();

/**
 * The units of a variant in link order, functions replaced by later files left out of earlier ones. A function the model's
 * own text does not lower is a bug of ours.
 */
export function modelUnits(variant: Variant, world: World, frontEnd: ModelFrontEnd): readonly ProgramUnit[] {
  const memo = MEMO.get(frontEnd) ?? new Map<string, readonly ProgramUnit[]>();
  MEMO.set(frontEnd, memo);
  const key = `${variant.name} ${world}`;
  const known = memo.get(key);
  if (known !== undefined) return known;
  const units = withoutReplaced(lowerAll(variant, world, frontEnd));
  memo.set(key, units);
  return units;
}

/** The same units less the functions of these names: what the user's file brings itself. */
export function withoutFunctions(units: readonly ProgramUnit[], names: ReadonlySet<string>): readonly ProgramUnit[] {
  if (names.size === 0) return units;
  return units.map((unit) =>
    unit.functions.some((f) => names.has(f.name))
      ? { ...unit, functions: unit.functions.filter((f) => !names.has(f.name)) }
      : unit,
  );
}

function withoutReplaced(units: readonly ProgramUnit[]): readonly ProgramUnit[] {
  const seen = new Set<string>();
  const kept: ProgramUnit[] = [];
  for (const unit of [...units].reverse()) {
    const functions = unit.functions.filter((f) => !seen.has(f.name));
    for (const f of unit.functions) seen.add(f.name);
    kept.unshift(functions.length === unit.functions.length ? unit : { ...unit, functions });
  }
  return kept;
}

/** A function of the model's text that does not compile in a world. */
export interface BuildFailure {
  readonly file: string;
  readonly text: string;
  readonly function: string;
  readonly reason: string;
  readonly span: Span;
}

/** Compiles a variant's text as it is; undefined: all of it does. */
export function buildFailure(variant: Variant, world: World, frontEnd: ModelFrontEnd): BuildFailure | undefined {
  const failures: BuildFailure[] = [];
  lowerAll(variant, world, frontEnd, (failure) => failures.push(failure), 'strictly');
  return failures[0];
}

function lowerAll(
  variant: Variant,
  world: World,
  frontEnd: ModelFrontEnd,
  fails: (failure: BuildFailure) => void = ({ file, function: name, reason }) => {
    throw new Error(`${file}: ${name} was not lowered: ${reason}`);
  },
  how: 'as-it-comes' | 'strictly' = 'as-it-comes',
): ProgramUnit[] {
  const preprocessor = modelPreprocessor(variant, world);
  const facts = kernelFacts(variant.facts);
  const snippets = snippetParser(
    (text) => maskText(text, frontEnd.dialect, preprocessor),
    (masked) => parseMasked(frontEnd.parser, masked),
  );
  let outer: Declarations = noDeclarations;
  const units: ProgramUnit[] = [];
  for (const file of variant.files) {
    const text = MODEL_TEXTS[file];
    const masked = maskText(text, frontEnd.dialect, preprocessor);
    const tree = parseMasked(frontEnd.parser, masked);
    const own = collectDeclarations(tree, masked, preprocessor);
    const declarations = layerDeclarations(own, outer);
    const options = { declarations, preprocessor, snippets, isPrimitive: facts.isPrimitive };
    const ir = lowerFile(tree, masked, options);
    // The front end reads over a semicolon that is missing; a compiler does not.
    const [missing] = how === 'strictly' ? missingSemicolons(openUnit(tree, masked, options)) : [];
    if (missing !== undefined)
      fails({
        file: modelPath(file),
        text,
        function: missing.function,
        reason: `expected ';' after ${missing.after}`,
        span: { start: missing.at - 1, end: missing.at },
      });
    const failed = ir.unlowered[0];
    if (failed !== undefined)
      fails({ file: modelPath(file), text, function: failed.name, reason: failed.reason, span: failed.span });
    units.push({ file: modelPath(file), text, functions: ir.functions, globals: ir.globals, declarations });
    outer = declarations;
  }
  return units;
}

/** Names the model's text asks for: its version, and the two configuration names it knows. */
function modelPreprocessor({ name, number, defines }: Variant, world: World): PreprocessorFacts {
  const defined = new Map<string, bigint>([['MODEL_VERSION', number]]);
  for (const define of defines) defined.set(define, 1n);
  if (world !== 'up') defined.set('CONFIG_SMP', 1n);
  if (world === 'rt') defined.set('CONFIG_PREEMPT_RT', 1n);
  return {
    id: `model ${name} ${world}`,
    isDefined: (name) => defined.has(name),
    valueOf: (name) => defined.get(name) ?? 0n,
  };
}

/** Every function name a variant defines, for the CLI's lists and for tests. */
export function modelFunction(units: readonly ProgramUnit[], name: string): FunctionIr | undefined {
  for (const unit of [...units].reverse()) {
    const found = unit.functions.find((f) => f.name === name);
    if (found !== undefined) return found;
  }
  return undefined;
}

export type { ModelFile };
