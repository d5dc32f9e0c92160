/**
 * What one text declares: records, typedefs, enums, globals, prototypes, macros. Constants are evaluated on first use,
 * because an enum value or an array bound may lean on what another text defines (`layerDeclarations` joins texts).
 */
import type { MaskedText, PreprocessorFacts, SyntaxNode, SyntaxTree } from '../syntax/api';
import { evaluateConstant } from './constants';
import { intType, unknownType } from './ctypes';
import { declare, hasStorage, specifiedType, type TypeContext, typeOfSpecifier } from './declarators';
import { markIndex } from './marks';
import { closingToken, tokenise } from './tokens';
import type { CType, Declarations, GlobalDeclaration, MacroDefinition, RecordDefinition } from './types';
import { parseTypeText, readType } from './typeText';

export type FunctionType = Extract<CType, { kind: 'function' }>;

/** The declarations of one text. Lookups see this text only for names, but `outer` for the constants inside them. */
export interface FileDeclarations extends Declarations {
  /** The same text as seen under other declarations: constants are evaluated with both. */
  withOuter(outer: Declarations): FileDeclarations;
  readonly names: {
    readonly records: readonly string[];
    readonly typedefs: readonly string[];
    readonly enumConstants: readonly string[];
    readonly globals: readonly string[];
    readonly functions: readonly string[];
    readonly macros: readonly string[];
  };
}

interface Collected {
  readonly records: Map<string, RecordDefinition>;
  readonly typedefs: Map<string, CType>;
  readonly enums: Map<string, { readonly value: string | undefined; readonly previous: string | undefined }>;
  readonly globals: Map<string, GlobalDeclaration>;
  readonly prototypes: Map<string, FunctionType>;
  /** Heads of function definitions: parsed when asked for. */
  readonly heads: Map<string, string>;
  readonly macros: Map<string, MacroDefinition>;
}

/** Collects what `tree` declares at file scope. Bodies of functions are not looked into. */
export function collectDeclarations(
  tree: SyntaxTree,
  masked: MaskedText,
  preprocessor?: PreprocessorFacts,
): FileDeclarations {
  const found: Collected = {
    records: new Map(),
    typedefs: new Map(),
    enums: new Map(),
    globals: new Map(),
    prototypes: new Map(),
    heads: new Map(),
    macros: new Map(),
  };
  const cx = fileTypeContext(masked, found);
  for (const node of tree.declarations()) collectNode(cx, masked, found, node, 0);
  for (const item of tree.functions)
    if (!found.heads.has(item.name)) found.heads.set(item.name, masked.text.slice(item.span.start, item.body.start));
  for (const { name, params, body } of masked.defines)
    found.macros.set(name, params === undefined ? { name, body } : { name, params, body });
  return new Linked(found, undefined, preprocessor);
}

function fileTypeContext(masked: MaskedText, found: Collected): TypeContext {
  const marks = markIndex(masked);
  return {
    text: (node) => masked.text.slice(node.start, node.end),
    markAt: (offset) => marks.get(offset),
    typeofText: () => unknownType,
    isTypeInTypeof: () => true,
    sink: {
      record: (definition) => {
        const key = recordKey(definition.tag, definition.union);
        if (!found.records.has(key)) found.records.set(key, definition);
      },
      enumConstant: (name, value, previous) => {
        if (!found.enums.has(name)) found.enums.set(name, { value, previous });
      },
    },
  };
}

function recordKey(tag: string, union: boolean): string {
  return `${union ? 'u' : 's'} ${tag}`;
}

function collectNode(cx: TypeContext, masked: MaskedText, found: Collected, node: SyntaxNode, depth: number): void {
  if (depth > 8) return;
  switch (node.type) {
    case 'declaration':
      collectDeclaration(cx, masked, found, node);
      return;
    case 'type_definition':
      collectTypedef(cx, found, node);
      return;
    case 'struct_specifier':
    case 'union_specifier':
    case 'enum_specifier':
      typeOfSpecifier(cx, node, `<anon ${node.start}>`);
      return;
    case 'linkage_specification':
    case 'declaration_list':
    case 'preproc_if':
    case 'preproc_ifdef':
    case 'preproc_else':
      for (const child of node.children) collectNode(cx, masked, found, child, depth + 1);
      return;
    default:
  }
}

function firstName(cx: TypeContext, node: SyntaxNode): string {
  const declarator = node.field('declarator');
  return declarator === undefined ? `${node.start}` : declare(cx, intType, declarator).name || `${node.start}`;
}

function collectTypedef(cx: TypeContext, found: Collected, node: SyntaxNode): void {
  const base = specifiedType(cx, node, `<anon ${firstName(cx, node)}>`);
  for (const declarator of node.fields('declarator')) {
    const { name, type } = declare(cx, base, declarator);
    if (name !== '' && !found.typedefs.has(name)) found.typedefs.set(name, type);
  }
}

function collectDeclaration(cx: TypeContext, masked: MaskedText, found: Collected, node: SyntaxNode): void {
  const base = specifiedType(cx, node, `<anon ${firstName(cx, node)}>`);
  const isExtern = hasStorage(cx, node, 'extern');
  if (hasStorage(cx, node, 'typedef')) return;
  const perCpu = isPerCpu(masked, node);
  for (const declarator of node.fields('declarator')) {
    const { name, type, node: at } = declare(cx, base, declarator);
    if (name === '') continue;
    if (type.kind === 'function') {
      if (!found.prototypes.has(name)) found.prototypes.set(name, type);
      continue;
    }
    const known = found.globals.get(name);
    if (known !== undefined && (isExtern || known.span !== undefined)) continue;
    const declaration = { name, type, perCpu, static: isStatic(cx, masked, node) };
    found.globals.set(
      name,
      isExtern || at === undefined ? declaration : { ...declaration, span: { start: node.start, end: node.end } },
    );
  }
}

/** `DEFINE_PER_CPU(...)` and kin: the mask keeps the macro as a mark over the declaration. */
export function isPerCpu(masked: MaskedText, node: SyntaxNode): boolean {
  return declarationMark(masked, node)?.macro.includes('PER_CPU') ?? false;
}

export function isStatic(cx: TypeContext, masked: MaskedText, node: SyntaxNode): boolean {
  return hasStorage(cx, node, 'static') || (declarationMark(masked, node)?.macro.startsWith('DEFINE_STATIC_') ?? false);
}

/** The declaration macro that `node` was made from. */
export function declarationMark(
  masked: MaskedText,
  node: SyntaxNode,
): Extract<MaskedText['marks'][number], { kind: 'declaration' }> | undefined {
  for (let at = firstMark(masked, node.start - 200); at < masked.marks.length; at++) {
    const mark = masked.marks[at];
    if (mark === undefined || mark.span.start >= node.end) return undefined;
    if (mark.kind === 'declaration' && mark.span.end > node.start) return mark;
  }
  return undefined;
}

/** Index of the first mark that begins at or after `offset`. */
export function firstMark(masked: MaskedText, offset: number): number {
  let low = 0;
  let high = masked.marks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((masked.marks[middle]?.span.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Collected declarations under an outer scope, with memoised constants. */
class Linked implements FileDeclarations {
  private readonly records = new Map<string, RecordDefinition>();
  private readonly typedefs = new Map<string, CType>();
  private readonly enums = new Map<string, bigint | undefined>();
  private readonly globals = new Map<string, GlobalDeclaration>();
  private readonly functions = new Map<string, FunctionType | undefined>();
  private readonly scope: Declarations;

  constructor(
    private readonly found: Collected,
    outer: Declarations | undefined,
    private readonly preprocessor: PreprocessorFacts | undefined,
  ) {
    this.scope = outer === undefined ? this : chain(this, outer);
  }

  get names(): FileDeclarations['names'] {
    return {
      records: [...this.found.records.values()].map(({ tag, union }) => `${union ? 'union' : 'struct'} ${tag}`),
      typedefs: [...this.found.typedefs.keys()],
      enumConstants: [...this.found.enums.keys()],
      globals: [...this.found.globals.keys()],
      functions: [...new Set([...this.found.prototypes.keys(), ...this.found.heads.keys()])],
      macros: [...this.found.macros.keys()],
    };
  }

  withOuter(outer: Declarations): FileDeclarations {
    return new Linked(this.found, outer, this.preprocessor);
  }

  record(tag: string, union: boolean): RecordDefinition | undefined {
    const key = recordKey(tag, union);
    const raw = this.found.records.get(key);
    return (
      raw &&
      once(this.records, key, () => ({
        ...raw,
        fields: raw.fields.map((field) => ({ ...field, type: this.bounded(field.type) })),
      }))
    );
  }

  typedef(name: string): CType | undefined {
    const type = this.found.typedefs.get(name);
    return type && once(this.typedefs, name, () => this.bounded(type));
  }

  enumConstant(name: string): bigint | undefined {
    if (!this.found.enums.has(name)) return undefined;
    if (this.enums.has(name)) return this.enums.get(name);
    // Walk back to a constant with a value (or one already known): enums may have thousands of members.
    const unvalued: string[] = [];
    let value: bigint | undefined;
    for (let at: string | undefined = name; at !== undefined; ) {
      if (this.enums.has(at)) {
        value = this.enums.get(at);
        break;
      }
      const entry = this.found.enums.get(at);
      // Against a constant that leans on itself.
      this.enums.set(at, undefined);
      if (entry?.value !== undefined) {
        value = evaluateConstant(entry.value, { declarations: this.scope, preprocessor: this.preprocessor })?.value;
        this.enums.set(at, value);
        break;
      }
      unvalued.push(at);
      if (entry?.previous === undefined) value = -1n;
      at = entry?.previous;
    }
    for (const link of unvalued.reverse()) {
      if (value !== undefined) value += 1n;
      this.enums.set(link, value);
    }
    return value;
  }

  global(name: string): GlobalDeclaration | undefined {
    const raw = this.found.globals.get(name);
    return raw && once(this.globals, name, () => ({ ...raw, type: this.bounded(raw.type) }));
  }

  functionType(name: string): FunctionType | undefined {
    const head = this.found.heads.get(name);
    if (head === undefined) return this.found.prototypes.get(name);
    return once(this.functions, name, () => headType(head, name) ?? this.found.prototypes.get(name));
  }

  macro(name: string): MacroDefinition | undefined {
    return this.found.macros.get(name);
  }

  /** Evaluates array bounds of a type. */
  private bounded(type: CType): CType {
    return boundedType(type, this.scope, this.preprocessor);
  }
}

function once<T>(memo: Map<string, T>, key: string, make: () => T): T {
  const known = memo.get(key);
  if (known !== undefined || memo.has(key)) return known as T;
  const value = make();
  memo.set(key, value);
  return value;
}

/** The type with its array bounds evaluated where they are constant. */
export function boundedType(
  type: CType,
  declarations: Declarations,
  preprocessor: PreprocessorFacts | undefined,
): CType {
  if (type.kind === 'pointer') {
    const to = boundedType(type.to, declarations, preprocessor);
    return to === type.to ? type : { kind: 'pointer', to };
  }
  if (type.kind !== 'array') return type;
  const of = boundedType(type.of, declarations, preprocessor);
  if (type.lengthText === undefined) return of === type.of ? type : { ...type, of };
  const value = evaluateConstant(type.lengthText, { declarations, preprocessor })?.value;
  return value !== undefined && value >= 0n && value < 1n << 40n
    ? { kind: 'array', of, length: Number(value) }
    : { kind: 'array', of, lengthText: type.lengthText };
}

/** The type of a function from the text before its body: attributes are blank already. */
export function headType(head: string, name: string): FunctionType | undefined {
  const tokens = tokenise(head);
  let at = tokens.findIndex((token, index) => token.text === name && tokens[index + 1]?.text === '(');
  if (at < 0) return undefined;
  const close = closingToken(tokens, at + 1);
  const returns = parseTypeText(head.slice(0, tokens[at]?.start)) ?? intType;
  const params: CType[] = [];
  let variadic = false;
  for (at += 2; at < close; ) {
    let end = at;
    for (let depth = 0; end < close; end++) {
      const text = tokens[end]?.text;
      if (text === '(' || text === '[') depth++;
      else if (text === ')' || text === ']') depth--;
      else if (text === ',' && depth === 0) break;
    }
    if (tokens[at]?.text === '...') variadic = true;
    else {
      const read = readType(tokens.slice(0, end), at, head, {});
      const array = tokens.slice(at, end).some((token) => token.text === '[');
      params.push(
        read === undefined
          ? unknownType
          : array && read.type.kind !== 'array'
            ? { kind: 'pointer', to: read.type }
            : read.type,
      );
    }
    at = end + 1;
  }
  const only = params[0];
  if (params.length === 1 && only?.kind === 'void') params.pop();
  return { kind: 'function', returns, params, variadic };
}

/** Names of `inner` first, then those of `outer`. Where `inner` is a text of its own, its constants see `outer` too. */
export function layerDeclarations(inner: Declarations, outer: Declarations): Declarations {
  return chain(inner instanceof Linked ? inner.withOuter(outer) : inner, outer);
}

function chain(own: Declarations, outer: Declarations): Declarations {
  return {
    record: (tag, union) => own.record(tag, union) ?? outer.record(tag, union),
    typedef: (name) => own.typedef(name) ?? outer.typedef(name),
    enumConstant: (name) => own.enumConstant(name) ?? outer.enumConstant(name),
    global: (name) => own.global(name) ?? outer.global(name),
    functionType: (name) => own.functionType(name) ?? outer.functionType(name),
    macro: (name) => own.macro(name) ?? outer.macro(name),
  };
}

/** Declarations of nothing. */
export const noDeclarations: Declarations = {
  record: () => undefined,
  typedef: () => undefined,
  enumConstant: () => undefined,
  global: () => undefined,
  functionType: () => undefined,
  macro: () => undefined,
};
