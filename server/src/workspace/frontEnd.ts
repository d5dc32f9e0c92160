/**
 * From text to IR in one world, with the headers the text sees: mask, parse, declarations, lowering. Holds what all files
 * of a workspace share (parser, header store, readers per world); keeps nothing of a file.
 */
import dialectTable from '../../../grammars/dialect.json';
import { hashText } from '../base/hash';
import { collectDeclarations, layerDeclarations } from '../ir/declarations';
import type { FunctionIr } from '../ir/ir';
import type { LoweringOptions } from '../ir/options';
import { type SnippetParser, snippetParser } from '../ir/snippets';
import type { Declarations } from '../ir/types';
import type { KernelFacts } from '../kernel/api';
import { preprocessorFacts } from '../kernel/config';
import { guardClasses } from '../kernel/guards';
import type { World } from '../kernel/worlds';
import type { CParser, Dialect, MaskedText, PreprocessorFacts, SyntaxTree } from '../syntax/api';
import { maskText } from '../syntax/mask';
import { parseMasked } from '../syntax/tree';
import { HeaderClosure } from './headerClosure';
import { HeaderDeclarations, type HeaderFunction, SnippetReader } from './headerDeclarations';
import type { HeaderStore } from './headerStore';

export const DIALECT: Dialect = dialectTable as unknown as Dialect;

/** Closures kept: files of one directory often include the same. */
const MAX_CLOSURES = 8;

export interface Surroundings {
  readonly declarations: Declarations;
  readonly headers: HeaderDeclarations;
}

export class FrontEnd {
  private readonly worldFacts = new Map<World, PreprocessorFacts>();
  private readonly readers = new Map<World, SnippetReader>();
  private readonly snippets = new Map<World, SnippetParser>();
  private readonly closures = new Map<string, HeaderDeclarations>();

  constructor(
    readonly parser: CParser,
    private readonly store: HeaderStore,
    /** Headers every text sees first; for a tree none, without one the embedded declarations. */
    private readonly always: readonly string[],
    readonly kernel: KernelFacts,
    private readonly version: string,
    private readonly config: ReadonlyMap<string, string> | undefined,
  ) {}

  facts(world: World): PreprocessorFacts {
    return remember(this.worldFacts, world, () => preprocessorFacts(world, this.version, this.config));
  }

  mask(text: string, world: World): MaskedText {
    return maskText(text, DIALECT, this.facts(world));
  }

  /** The names a text sees: its own, then its headers'. */
  surroundings(tree: SyntaxTree, masked: MaskedText, world: World, treePath: string | undefined): Surroundings {
    const headers = this.headers(masked, world, treePath);
    const own = collectDeclarations(tree, masked, this.facts(world));
    return { declarations: layerDeclarations(own, headers), headers };
  }

  options(declarations: Declarations, world: World): LoweringOptions {
    return {
      declarations,
      isPrimitive: (name) => this.kernel.isPrimitive(name),
      snippets: this.snippetParser(world),
      preprocessor: this.facts(world),
      guards: guardClasses,
    };
  }

  snippetParser(world: World): SnippetParser {
    return remember(this.snippets, world, () =>
      snippetParser(
        (text) => this.mask(text, world),
        (masked) => parseMasked(this.parser, masked),
      ),
    );
  }

  headerText(treePath: string): string | undefined {
    const id = this.store.load(treePath);
    return id === undefined ? undefined : this.store.text(id);
  }

  private headers(masked: MaskedText, world: World, treePath: string | undefined): HeaderDeclarations {
    const from = treePath ?? 'unnamed.c';
    const includes = [...this.always.map((path) => ({ path, angled: true })), ...masked.includes];
    const directory = from.slice(0, from.lastIndexOf('/') + 1);
    const key = [world, directory, ...includes.map(({ path, angled }) => (angled ? `<${path}` : `"${path}`))].join('\n');
    const known = this.closures.get(key);
    if (known !== undefined) return known;
    const closure = new HeaderClosure(this.store, this.facts(world), from, includes);
    const reader = remember(this.readers, world, () => new SnippetReader(this.store, this.parser, DIALECT, this.facts(world)));
    const fresh = new HeaderDeclarations(closure, reader, this.store);
    const oldest = this.closures.keys().next();
    if (this.closures.size >= MAX_CLOSURES && oldest.done !== true) this.closures.delete(oldest.value);
    this.closures.set(key, fresh);
    return fresh;
  }
}

/** A header function's identity for memos: where it is and what it says. */
export function bodyKey(found: HeaderFunction): string {
  return `${found.treePath}:${found.start}:${hashText(found.header.slice(found.start, found.end))}`;
}

function remember<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const fresh = make();
  map.set(key, fresh);
  return fresh;
}

export type { FunctionIr };
