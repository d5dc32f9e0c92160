/**
 * From trees to IR: one function at a time, independent of each other, so that callers may lower only what changed.
 * Ties the parts of the lowering together; errors of a function are data.
 */

import { indexLines, lineColumnAt } from '../base/lines';
import type { Span } from '../base/span';
import type { FunctionSyntax, MaskedText, SyntaxNode, SyntaxTree } from '../syntax/api';
import { lowerCondition } from './conditions';
import { CannotLower, FunctionContext, type LoweringOperations } from './context';
import { intType } from './ctypes';
import {
  collectDeclarations,
  declarationMark,
  firstMark,
  headType,
  isPerCpu,
  isStatic,
  layerDeclarations,
} from './declarations';
import { declare, hasStorage, parametersOf, specifiedType } from './declarators';
import { callInto, lowerEffect, lowerPlace, lowerValue } from './expressions';
import { type Frame, fileFrame } from './frames';
import { guardsOfText } from './guardText';
import { impliedLength, lowerInitialiser, staticInitialiser } from './initialisers';
import type { ContractAnnotation, FileIr, FunctionIr, GlobalInitialiser, UnloweredFunction } from './ir';
import { lowerDeclaration } from './localDeclarations';
import { typeofText } from './macros';
import type { LoweringOptions } from './options';
import { lowerStatement, lowerStatements } from './statements';
import type { CType, Declarations } from './types';
import { usesOnly } from './validate';

const operations: LoweringOperations = {
  value: lowerValue,
  place: lowerPlace,
  effect: lowerEffect,
  condition: lowerCondition,
  statement: lowerStatement,
  statements: lowerStatements,
  declaration: lowerDeclaration,
  initialiser: lowerInitialiser,
  typeofText,
  callInto,
};

/** One text ready for lowering: what its functions share. */
export interface LoweringUnit {
  readonly tree: SyntaxTree;
  readonly masked: MaskedText;
  /** The options' declarations with the text's own in front. */
  readonly declarations: Declarations;
  readonly options: LoweringOptions;
  readonly frame: Frame;
}

/** Prepares a text: its declarations before those of the options, its guard classes beside theirs. */
export function openUnit(tree: SyntaxTree, masked: MaskedText, options: LoweringOptions): LoweringUnit {
  const own = collectDeclarations(tree, masked, options.preprocessor);
  const guards = guardsOfText(masked, options.guards);
  return {
    tree,
    masked,
    declarations: layerDeclarations(own, options.declarations),
    options: { ...options, guards },
    frame: fileFrame(masked),
  };
}

/** Lowers every function and global of one text. */
export function lowerFile(tree: SyntaxTree, masked: MaskedText, options: LoweringOptions): FileIr {
  const unit = openUnit(tree, masked, options);
  const functions: FunctionIr[] = [];
  const unlowered: UnloweredFunction[] = [];
  for (const syntax of tree.functions) {
    const result = lowerFunction(unit, syntax);
    if ('reason' in result) unlowered.push(result);
    else functions.push(result);
  }
  return { functions, unlowered, globals: lowerGlobals(unit) };
}

/** Lowers one function; what cannot be lowered says why. Its result depends on its text and the unit's declarations only. */
export function lowerFunction(unit: LoweringUnit, syntax: FunctionSyntax): FunctionIr | UnloweredFunction {
  const node = syntax.hasError ? undefined : syntax.node();
  if (node === undefined) return unlowered(unit, syntax, 'parse error', syntax.firstError ?? syntax.nameSpan.start);
  try {
    return definition(unit, syntax, node);
  } catch (error) {
    if (error instanceof CannotLower) return unlowered(unit, syntax, error.reason, error.at);
    if (error instanceof RangeError) return unlowered(unit, syntax, 'nested too deeply', syntax.nameSpan.start);
    throw error;
  }
}

function unlowered(unit: LoweringUnit, syntax: FunctionSyntax, reason: string, at: number): UnloweredFunction {
  const { line, column } = lineColumnAt(indexLines(unit.masked.original), at);
  return {
    name: syntax.name,
    nameSpan: syntax.nameSpan,
    span: syntax.span,
    reason: `${reason} at ${line}:${column}`,
    at,
  };
}

function definition(unit: LoweringUnit, syntax: FunctionSyntax, node: SyntaxNode): FunctionIr {
  const cx = new FunctionContext(operations, unit.options, unit.declarations, unit.frame);
  const body = node.field('body');
  const declarator = node.field('declarator');
  if (body === undefined || declarator === undefined) throw new CannotLower('parse error', syntax.nameSpan.start);
  const parameters = parametersOf(cx, parameterList(declarator));
  const type = signature(cx, node, declarator, unit, syntax);
  cx.returns = type.returns;
  for (const [at, parameter] of parameters.declared.entries()) {
    const span = cx.locate(parameter.node ?? declarator).span;
    const id = cx.variable(parameter.name === '' ? `%p${at}` : parameter.name, parameter.type, 'parameter', span);
    if (parameter.name !== '') cx.scope.names.set(parameter.name, { kind: 'variable', id });
  }
  mentionBlanked(cx, body);
  cx.scoped(body.end, () => lowerStatements(cx, body.children, false));
  const endSpan: Span = { start: body.end - 1, end: body.end };
  const head = withoutComments(unit.masked.original.slice(syntax.span.start, syntax.body.start));
  const annotations = contracts(cx, unit, syntax);
  const blocks = cx.finish(endSpan);
  return {
    name: syntax.name,
    span: syntax.span,
    nameSpan: syntax.nameSpan,
    bodySpan: syntax.body,
    returns: type.returns,
    parameterCount: parameters.declared.length,
    variadic: parameters.variadic,
    variables: cx.variables,
    blocks,
    static: hasStorage(cx, node, 'static') || /\bstatic\b/.test(head),
    inline: /\b(?:__always_inline|inline|__inline)\b/.test(head),
    annotations,
    attributes: attributesOf(unit, syntax),
  };
}

function withoutComments(text: string): string {
  return text.includes('/') ? text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, ' ') : text;
}

/** The innermost function declarator's parameters: those of the function itself. */
function parameterList(declarator: SyntaxNode): SyntaxNode | undefined {
  let list: SyntaxNode | undefined;
  for (let at: SyntaxNode | undefined = declarator; at !== undefined; ) {
    if (at.type === 'function_declarator') list = at.field('parameters');
    at = at.field('declarator') ?? at.children.find((child) => child.type.endsWith('_declarator'));
  }
  return list;
}

function signature(
  cx: FunctionContext,
  node: SyntaxNode,
  declarator: SyntaxNode,
  unit: LoweringUnit,
  syntax: FunctionSyntax,
): { readonly returns: CType } {
  const type = declare(cx, specifiedType(cx, node, `<anon ${node.start}>`), declarator).type;
  if (type.kind === 'function') return type;
  return headType(unit.masked.text.slice(syntax.span.start, syntax.body.start), syntax.name) ?? { returns: intType };
}

/** Calls that the mask blanked out of a body are not evaluated by the IR: they stand as mentions at its entry. */
function mentionBlanked(cx: FunctionContext, body: SyntaxNode): void {
  const { masked } = cx.frame;
  for (let at = firstMark(masked, body.start); at < masked.marks.length; at++) {
    const mark = masked.marks[at];
    if (mark === undefined || mark.span.start >= body.end) return;
    if (mark.kind === 'blanked-call') cx.mention(mark.span.start, mark.span.end);
  }
}

const contractKinds: Readonly<Record<string, ContractAnnotation['kind']>> = {
  __must_hold: 'must_hold',
  __acquires: 'acquires',
  __releases: 'releases',
  __cond_acquires: 'cond_acquires',
  __cond_lock: 'cond_acquires',
  __must_hold_shared: 'must_hold',
  __acquires_shared: 'acquires',
  __releases_shared: 'releases',
};

function contracts(cx: FunctionContext, unit: LoweringUnit, syntax: FunctionSyntax): ContractAnnotation[] {
  const found: ContractAnnotation[] = [];
  for (const mark of headMarks(unit, syntax)) {
    if (mark.kind !== 'contract') continue;
    const kind = contractKinds[mark.word];
    if (kind === undefined) continue;
    const lock = lockOf(cx, unit, mark.argument);
    found.push(lock === undefined ? { kind, span: mark.span } : { kind, lock, span: mark.span });
  }
  return found;
}

function* headMarks(unit: LoweringUnit, syntax: FunctionSyntax): Generator<MaskedText['marks'][number]> {
  for (let at = firstMark(unit.masked, syntax.span.start - 400); at < unit.masked.marks.length; at++) {
    const mark = unit.masked.marks[at];
    if (mark === undefined || mark.span.start >= syntax.body.start) return;
    if (mark.span.end > syntax.span.start || /^\s*$/.test(unit.masked.text.slice(mark.span.start, syntax.span.start)))
      yield mark;
  }
}

/** The lock expression of a contract over the function's parameters, read without emitting anything. */
function lockOf(cx: FunctionContext, unit: LoweringUnit, text: string): ContractAnnotation['lock'] {
  const parsed = unit.options.snippets?.parse(`int __f(void){return ${text};}`);
  const expression = parsed?.root.hasError
    ? undefined
    : parsed?.root.children[0]?.field('body')?.children[0]?.children[0];
  if (parsed === undefined || expression === undefined) return undefined;
  // Parameters were bound in the function's outermost scope.
  const value = cx.dry(() =>
    cx.inFrame(cx.derivedFrame(parsed, [], { start: 0, end: 0 }), () => lowerValue(cx, expression)),
  );
  return usesOnly(value, cx.variables.length) ? value : undefined;
}

function attributesOf(unit: LoweringUnit, syntax: FunctionSyntax): string[] {
  const words: string[] = [];
  for (const mark of headMarks(unit, syntax))
    if (mark.kind === 'attribute' && !words.includes(mark.word)) words.push(mark.word);
  return words;
}

/** Globals of the text with their initialisers. */
export function lowerGlobals(unit: LoweringUnit): GlobalInitialiser[] {
  const globals: GlobalInitialiser[] = [];
  for (const node of unit.tree.declarations()) {
    if (node.type !== 'declaration' || node.hasError) continue;
    try {
      globals.push(...globalsOf(unit, node));
    } catch (error) {
      if (!(error instanceof CannotLower) && !(error instanceof RangeError)) throw error;
    }
  }
  return globals;
}

function globalsOf(unit: LoweringUnit, node: SyntaxNode): GlobalInitialiser[] {
  const cx = new FunctionContext(operations, unit.options, unit.declarations, unit.frame);
  if (hasStorage(cx, node, 'extern') || hasStorage(cx, node, 'typedef')) return [];
  const found: GlobalInitialiser[] = [];
  const base = specifiedType(cx, node, `<anon ${node.start}>`);
  const mark = declarationMark(unit.masked, node);
  if (mark?.macro.startsWith('DECLARE_PER_CPU')) return [];
  const common = {
    perCpu: isPerCpu(unit.masked, node),
    static: isStatic(cx, unit.masked, node),
    span: mark?.span ?? { start: node.start, end: node.end },
  };
  const macro = mark && {
    name: mark.macro,
    args: mark.args.map((arg) => unit.masked.original.slice(arg.start, arg.end)),
  };
  const isConst = node.children.some((child) => child.type === 'type_qualifier' && cx.text(child) === 'const');
  for (const declarator of node.fields('declarator')) {
    const declared = declare(cx, base, declarator);
    if (declared.name === '' || declared.type.kind === 'function') continue;
    const type = unit.declarations.global(declared.name)?.type ?? cx.bounded(declared.type);
    const initial = declared.value;
    const value = initial === undefined ? undefined : staticInitialiser(cx, initial, type);
    found.push({
      name: declared.name,
      const: isConst && type.kind !== 'pointer',
      type: value === undefined ? type : impliedLength(type, value),
      ...(value === undefined ? {} : { value }),
      ...(macro === undefined ? {} : { macro }),
      ...common,
    });
  }
  return found;
}

/** Lowers a text that was never a file: header inlines, macro bodies. Needs the options' snippet parser. */
export function lowerSnippet(text: string, options: LoweringOptions): FileIr {
  if (options.snippets === undefined) return { functions: [], unlowered: [], globals: [] };
  const parsed = options.snippets.parse(text);
  return lowerFile(treeOf(parsed.masked, parsed.root), parsed.masked, options);
}

/** A tree over nodes that are already built. */
function treeOf(masked: MaskedText, root: SyntaxNode): SyntaxTree {
  const definitions = root.children.filter((child) => child.type === 'function_definition');
  return {
    masked,
    functions: masked.functions.map((span) => {
      const node = definitions.find((one) => one.start <= span.nameSpan.start && one.end >= span.body.end);
      return {
        ...span,
        hasError: node?.hasError ?? true,
        firstError: node === undefined || node.hasError ? span.nameSpan.start : undefined,
        node: () => node,
      };
    }),
    declarations: () => root.children.filter((child) => child.type !== 'function_definition'),
    root: () => root,
    text: (node) => masked.text.slice(node.start, node.end),
    drop: () => undefined,
  };
}
