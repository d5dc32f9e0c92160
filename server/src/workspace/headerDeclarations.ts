/**
 * What the headers of a closure declare, as the lowering asks for it. Only what is asked for is masked and parsed; parsed
 * pieces are shared by all files of the tree, constants inside them are evaluated as the asking file sees them.
 */
import { lineColumnAt } from '../base/lines';
import { collectDeclarations, type FileDeclarations, headType } from '../ir/declarations';
import type { CType, Declarations, GlobalDeclaration, MacroDefinition, RecordDefinition } from '../ir/types';
import type { CParser, Dialect, PreprocessorFacts } from '../syntax/api';
import { maskText } from '../syntax/mask';
import { parseMasked } from '../syntax/tree';
import type { HeaderClosure } from './headerClosure';
import type { EntryKind } from './headerScan';
import type { EntryRef, HeaderId, HeaderStore } from './headerStore';

type FunctionType = Extract<CType, { kind: 'function' }>;

/** A function with its body in a header, for lowering on demand. */
export interface HeaderFunction {
  readonly name: string;
  readonly treePath: string;
  /** The header's text, and where the function is in it. */
  readonly header: string;
  readonly start: number;
  readonly end: number;
  /** 1-based line of an offset into the header. */
  line(offset: number): number;
}

/** Parses pieces of headers in one configuration, each at most once. */
export class SnippetReader {
  private readonly pieces = new Map<string, FileDeclarations>();
  private readonly types = new Map<string, FunctionType | undefined>();

  constructor(
    private readonly store: HeaderStore,
    private readonly parser: CParser,
    private readonly dialect: Dialect,
    readonly facts: PreprocessorFacts,
  ) {}

  text(ref: EntryRef): string {
    return this.store.text(ref.header).slice(ref.entry.start, ref.entry.end);
  }

  declarations(ref: EntryRef): FileDeclarations {
    const key = `${ref.header}:${ref.entry.start}`;
    const known = this.pieces.get(key);
    if (known !== undefined) return known;
    const masked = maskText(this.text(ref), this.dialect, this.facts);
    const tree = parseMasked(this.parser, masked);
    const found = collectDeclarations(tree, masked, this.facts);
    tree.drop();
    this.pieces.set(key, found);
    return found;
  }

  functionType(ref: EntryRef): FunctionType | undefined {
    const key = `${ref.header}:${ref.entry.start}`;
    if (this.types.has(key)) return this.types.get(key);
    const { name } = ref.entry;
    const whole = this.text(ref);
    const brace = ref.entry.body === true ? whole.indexOf('{') : -1;
    const head = brace === -1 ? whole.replace(/;\s*$/, '') : whole.slice(0, brace);
    // With a body, so that the mask reads it as the head of a function.
    const masked = maskText(`${head}{}`, this.dialect, this.facts);
    const type = headType(masked.text.slice(0, head.length), name);
    this.types.set(key, type);
    return type;
  }
}

const only =
  (...kinds: EntryKind[]) =>
  (kind: EntryKind) =>
    kinds.includes(kind);
const RECORDS = only('record');
const TYPEDEFS = only('typedef');
const TYPES_AND_GLOBALS = only('typedef', 'global');
const ENUMERATORS = only('enumerator');
const GLOBALS = only('global');
const FUNCTIONS = only('function');
const MACROS = only('macro');
const CALLS = only('macro-call');
/** So many top-level macro calls that mention a name are looked into for its declaration. */
const MAX_CALLS = 4;

export class HeaderDeclarations implements Declarations {
  private readonly memo = new Map<string, unknown>();

  constructor(
    private readonly closure: HeaderClosure,
    private readonly reader: SnippetReader,
    private readonly store: HeaderStore,
  ) {}

  /** Tree paths of the headers that drop a lock of that name for others. */
  droppingLock(name: string): readonly string[] {
    return this.closure.droppingLock(name);
  }

  /** Does a header that the file sees declare the name, in whatever configuration? */
  mentions(name: string): boolean {
    return this.closure.mentions(name);
  }

  record(tag: string, union: boolean): RecordDefinition | undefined {
    return this.once(`r${union}${tag}`, () => {
      // Unnamed members are tagged by what is around them: `struct page::<anon 0>`, `struct <anon foo_t>::<anon 1>`.
      const anonymous = /^(?:struct |union )?<anon (\w+)>/.exec(tag)?.[1];
      const name = anonymous ?? /^(?:struct |union )?(\w+)/.exec(tag)?.[1] ?? tag;
      const ref = this.closure.find(name, anonymous === undefined ? RECORDS : TYPES_AND_GLOBALS);
      return ref && this.piece(ref).record(tag, union);
    });
  }

  typedef(name: string): CType | undefined {
    return this.once(`t${name}`, () => {
      const ref = this.closure.find(name, TYPEDEFS);
      return ref && this.piece(ref).typedef(name);
    });
  }

  enumConstant(name: string): bigint | undefined {
    return this.once(`e${name}`, () => {
      const ref = this.closure.find(name, ENUMERATORS);
      return ref && this.piece(ref).enumConstant(name);
    });
  }

  global(name: string): GlobalDeclaration | undefined {
    return this.once(`g${name}`, () => {
      const ref = this.closure.find(name, GLOBALS);
      if (ref !== undefined) return this.piece(ref).global(name);
      return this.fromCalls(name, (declarations) => declarations.global(name));
    });
  }

  functionType(name: string): FunctionType | undefined {
    return this.once(`f${name}`, () => {
      const ref = this.closure.find(name, FUNCTIONS);
      return ref && this.reader.functionType(ref);
    });
  }

  macro(name: string): MacroDefinition | undefined {
    return this.once(`m${name}`, () => {
      const ref = this.closure.find(name, MACROS);
      return ref && parseDefine(this.reader.text(ref));
    });
  }

  /** The first definition with a body that the file sees. */
  functionBody(name: string): HeaderFunction | undefined {
    return this.once(`b${name}`, () => {
      const ref = this.closure.findAll(name, FUNCTIONS).find(({ entry }) => entry.body === true);
      if (ref === undefined) return undefined;
      const { start, end } = ref.entry;
      return {
        name,
        treePath: this.store.header(ref.header).treePath,
        header: this.store.text(ref.header),
        start,
        end,
        line: (offset) => lineColumnAt(this.store.lineIndex(ref.header), offset).line,
      };
    });
  }

  /** The file that defines the structure. */
  recordFile(tag: string): string | undefined {
    const ref = this.closure.find(tag.replace(/^(?:struct|union) /, ''), RECORDS);
    return ref && this.store.header(ref.header).treePath;
  }

  sees(treePath: string): boolean {
    const id = this.store.load(treePath);
    return id !== undefined && this.includes(id);
  }

  includes(header: HeaderId): boolean {
    return this.closure.includes(header);
  }

  private piece(ref: EntryRef): FileDeclarations {
    return this.once(`p${ref.header}:${ref.entry.start}`, () => this.reader.declarations(ref).withOuter(this));
  }

  private fromCalls<T>(name: string, ask: (declarations: Declarations) => T | undefined): T | undefined {
    for (const ref of this.closure.findAll(name, CALLS).slice(0, MAX_CALLS)) {
      const found = ask(this.piece(ref));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private once<T>(key: string, make: () => T): T {
    if (this.memo.has(key)) return this.memo.get(key) as T;
    const value = make();
    this.memo.set(key, value);
    return value;
  }
}

/** A #define directive as written: name, parameters, and the body with continuations joined and comments removed. */
export function parseDefine(directive: string): MacroDefinition | undefined {
  const text = directive
    .replace(/\\\r?\n/g, ' ')
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, (comment) =>
      comment.startsWith('//') || comment.length > 0 ? ' ' : comment,
    );
  const match = /^\s*#\s*define\s+([A-Za-z_]\w*)(?:\(([^()]*)\))?/.exec(text);
  const name = match?.[1];
  if (match === null || name === undefined) return undefined;
  const body = text.slice(match[0].length).trim();
  if (match[2] === undefined) return { name, body };
  const params = match[2].split(',').map((parameter) => parameter.trim());
  return { name, params: params.length === 1 && params[0] === '' ? [] : params, body };
}
