/**
 * What all files of a workspace share on the way from text to IR: parser, headers, readers and lowered header functions per
 * world. Keeps nothing of a checked file.
 */
import { lineColumnAt } from '../base/lines';
import { sameValue } from '../base/sameValue';
import type { FunctionIr, GlobalInitialiser } from '../ir/ir';
import { lowerFile, lowerGlobals, openUnit } from '../ir/lower';
import type { LoweringOptions } from '../ir/options';
import { type SnippetParser, snippetParser } from '../ir/snippets';
import type { Declarations } from '../ir/types';
import { preprocessorFacts } from '../kernel/config';
import { guardClasses } from '../kernel/guards';
import type { World } from '../kernel/worlds';
import type { CParser, MaskedText, PreprocessorFacts } from '../syntax/api';
import { maskText } from '../syntax/mask';
import { parseMasked } from '../syntax/tree';
import type { LocatedFunction } from './api';
import { DIALECT } from './dialect';
import type { Fragments } from './fragments';
import { initialiserTexts } from './functionTexts';
import { HeaderClosure } from './headerClosure';
import { HeaderDeclarations, type HeaderFunction, SnippetReader } from './headerDeclarations';
import type { EntryKind } from './headerScan';
import type { HeaderStore } from './headerStore';
import type { KeptFunctions } from './keptFunctions';
import { type Makefiles, makefilesOver } from './makefiles';
import type { Reads } from './reads';
import { shiftFunction } from './slots';
import { Comparison, Recorder, type Trace } from './traces';
import type { TreeFacts } from './treeFacts';

/** Closures kept: files of one directory often include the same, headers are asked for in runs. They can be made again. */
const MAX_CLOSURES = 8;
const MAX_CONTEXTS = 200;
/** Functions of headers and other files kept lowered, per world: what a directory needs, at some ten kilobytes each. */
const MAX_FUNCTIONS = 4000;
/** Characters of expanded macro text whose trees are kept: trees weigh a hundred times their text. */
const SNIPPET_CAPACITY = 600_000;

/**
 * Functions of headers are lowered as a file with these includes sees them, else as the header alone does: so that they are
 * lowered once for all files, and the same whichever file asks first.
 */
const COMMON_HEADERS = [
  'linux/mm.h',
  'linux/slab.h',
  'linux/spinlock.h',
  'linux/seqlock.h',
  'linux/rcupdate.h',
  'linux/fs.h',
  'linux/pagemap.h',
  'linux/rmap.h',
  'linux/swap.h',
  'linux/hugetlb.h',
  'linux/memcontrol.h',
  'linux/interrupt.h',
  'linux/kthread.h',
  'linux/cgroup.h',
  'linux/syscalls.h',
  'linux/perf_event.h',
  'linux/bpf.h',
  'linux/ftrace.h',
  'linux/blkdev.h',
  'linux/netdevice.h',
  'linux/pci.h',
] as const;

/** `static int x;`, and `static DEFINE_SPINLOCK(x);`, which may look like a function. */
const PRIVATE_KINDS: ReadonlySet<EntryKind> = new Set<EntryKind>(['global', 'macro-call']);

/** A header function in the world that asked for it first. */
interface FirstLowering {
  readonly world: World;
  readonly context: HeaderDeclarations;
  readonly masked: string;
  readonly trace: Trace;
  readonly result: LocatedFunction | undefined;
}

interface Include {
  readonly path: string;
  readonly angled: boolean;
}

export class FrontEnd {
  private readonly worldFacts = new Map<World, PreprocessorFacts>();
  private readonly readers = new Map<World, SnippetReader>();
  private readonly snippets = new Map<World, SnippetParser>();
  private readonly closures = new Map<string, HeaderDeclarations>();
  private readonly common = new Map<World, HeaderDeclarations>();
  private readonly contexts = new Map<string, HeaderDeclarations>();
  private readonly functions = new Map<string, { readonly result: LocatedFunction | undefined }>();
  private readonly firstLowered = new Map<string, FirstLowering>();
  private readonly comparisons = new WeakMap<HeaderDeclarations, Map<HeaderDeclarations, Comparison>>();

  constructor(
    readonly parser: CParser,
    private readonly store: HeaderStore,
    /** Headers every text sees first; for a tree none, without one the embedded declarations. */
    private readonly always: readonly string[],
    readonly tree: TreeFacts,
    private readonly config: ReadonlyMap<string, string> | undefined,
    private readonly makefiles: Makefiles,
    private readonly fragments: Fragments,
    private readonly reads: Reads,
    /** Lowered by earlier runs; undefined: nothing is kept. */
    private readonly kept: KeptFunctions | undefined,
  ) {}

  facts(world: World): PreprocessorFacts {
    return remember(this.worldFacts, world, () => preprocessorFacts(world, this.tree.version, this.config));
  }

  /** What the headers say that a masked text includes. */
  headers(masked: MaskedText, world: World, treePath: string | undefined): HeaderDeclarations {
    const from = treePath ?? 'unnamed.c';
    const directory = from.slice(0, from.lastIndexOf('/') + 1);
    const includes = [...this.before(from), ...masked.includes];
    const key = [world, directory, ...includes.map(({ path, angled }) => (angled ? `<${path}` : `"${path}`))].join(
      '\n',
    );
    this.reads.unit(key);
    const known = this.closures.get(key);
    if (known !== undefined) return known;
    const fresh = this.closureOf(key, world, from, includes);
    keepNewest(this.closures, key, fresh, MAX_CLOSURES);
    return fresh;
  }

  /** Another .c file of the tree is not what it was. */
  forgetSource(treePath: string): void {
    const id = this.store.idOf(treePath);
    for (const contexts of [this.contexts, this.closures])
      for (const [key, declarations] of contexts)
        if (id !== undefined && declarations.includes(id)) contexts.delete(key);
    for (const [key, { result }] of this.functions) if (result?.file === treePath) this.functions.delete(key);
    for (const [key, { result }] of this.firstLowered) if (result?.file === treePath) this.firstLowered.delete(key);
    this.store.forget(treePath);
    this.fragments.forget(treePath);
    this.kept?.forget();
  }

  options(declarations: Declarations, world: World, preprocessor = this.facts(world)): LoweringOptions {
    return {
      declarations,
      isPrimitive: (name) => this.tree.kernel.isPrimitive(name),
      snippets: this.snippetParser(world),
      preprocessor,
      guards: guardClasses,
    };
  }

  /** The body of a header function that `headers` sees. */
  headerFunction(headers: HeaderDeclarations, name: string, world: World): LocatedFunction | undefined {
    const found = headers.functionBody(name);
    if (found === undefined) return undefined;
    // Also of one that is lowered already: it is as its own file sees it.
    const unit = this.unitOf(found.treePath, world);
    this.reads.unit(unit);
    const key = `${world} ${found.treePath} ${found.start}`;
    const known = this.functions.get(key);
    if (known !== undefined) return known.result;
    const kept = this.kept?.find(unit, found.treePath, found.start);
    const result = kept === undefined ? this.lowerHeaderFunction(found, world) : located(kept, found);
    if (kept === undefined && result !== undefined) this.kept?.keep(unit, found.treePath, found.start, result.ir);
    keepNewest(this.functions, key, { result }, MAX_FUNCTIONS);
    return result;
  }

  /** What a .c file of the tree declares and includes, as its own functions see it. */
  fileDeclarations(treePath: string, world: World): HeaderDeclarations {
    return this.contextOf(treePath, world);
  }

  /** A function that a .c file of the tree defines or sees in its headers, with its body. */
  fileFunction(treePath: string, name: string, world: World): LocatedFunction | undefined {
    return this.headerFunction(this.contextOf(treePath, world), name, world);
  }

  /** The initialisers outside functions of a .c file of the tree that mention the name; spans count in the file's text. */
  fileInitialisers(treePath: string, name: string, world: World): readonly GlobalInitialiser[] {
    const text = this.headerText(treePath) ?? '';
    return initialiserTexts(text, name).flatMap(({ start, end }) => {
      const masked = maskText(text.slice(start, end), DIALECT, this.facts(world));
      const tree = parseMasked(this.parser, masked);
      const globals = lowerGlobals(openUnit(tree, masked, this.options(this.contextOf(treePath, world), world)));
      tree.drop();
      return globals.map((global) => ({
        ...global,
        span: { start: global.span.start + start, end: global.span.end + start },
      }));
    });
  }

  /** 1-based. */
  fileLine(treePath: string, offset: number): number {
    const id = this.store.load(treePath);
    return id === undefined ? 1 : lineColumnAt(this.store.lineIndex(id), offset).line;
  }

  /** Is there an object of that name that only this .c file sees? */
  isPrivateObject(treePath: string, name: string): boolean {
    const file = this.store.load(treePath);
    if (file === undefined) return false;
    return this.store
      .entries(name, [file])
      .some(
        ({ header, entry }) =>
          header === file &&
          PRIVATE_KINDS.has(entry.kind) &&
          /^\s*static\b/.test(this.store.text(header).slice(entry.start, entry.start + 40)),
      );
  }

  /** Is the file of this tree path compiled in the world, as far as the tree's Makefiles say? */
  isBuilt(treePath: string | undefined, world: World): boolean {
    if (treePath !== undefined) for (const makefile of makefilesOver(treePath)) this.reads.file(makefile);
    return treePath === undefined || this.makefiles.isBuilt(treePath, world);
  }

  headerText(treePath: string): string | undefined {
    const id = this.store.load(treePath);
    return id === undefined ? undefined : this.store.text(id);
  }

  /** Values of names that no declaration gives a lowering: GFP bits and composites. */
  constant(name: string): bigint | undefined {
    const value = this.tree.gfp.valueOf(name);
    return value === undefined ? undefined : BigInt(value);
  }

  /** Lowered once for all worlds in which its text and what its lowering asks for are the same. */
  private lowerHeaderFunction(found: HeaderFunction, world: World): LocatedFunction | undefined {
    const text = found.header.slice(found.start, found.end);
    const masked = maskText(text, DIALECT, this.facts(world));
    const context = this.contextOf(found.treePath, world);
    const key = `${found.treePath} ${found.start}`;
    const first = this.firstLowered.get(key);
    if (first !== undefined && first.masked === masked.text) {
      if (this.comparisonOf(first.world, first.context, world, context).agreeOn(first.trace)) return first.result;
    }
    const recorder = new Recorder(this.facts(world));
    const tree = parseMasked(this.parser, masked);
    const options = this.options(recorder.watch(context), world, recorder.preprocessor);
    const { functions } = lowerFile(tree, masked, options);
    tree.drop();
    const ir = functions.find(({ name }) => name === found.name);
    const result = ir === undefined ? undefined : this.shared(located(shiftFunction(ir, found.start), found), key);
    if (first === undefined)
      keepNewest(
        this.firstLowered,
        key,
        { world, context, masked: masked.text, trace: recorder.take(), result },
        MAX_FUNCTIONS,
      );
    return result;
  }

  /** That of another world, where it turns out to be the same: what was solved of it may hold here too. */
  private shared(result: LocatedFunction, key: string): LocatedFunction {
    for (const world of this.worldFacts.keys()) {
      const known = this.functions.get(`${world} ${key}`)?.result;
      if (known !== undefined && sameValue(known.ir, result.ir)) return known;
    }
    return result;
  }

  private comparisonOf(
    leftWorld: World,
    left: HeaderDeclarations,
    rightWorld: World,
    right: HeaderDeclarations,
  ): Comparison {
    const others = remember(this.comparisons, left, () => new Map<HeaderDeclarations, Comparison>());
    return remember(
      others,
      right,
      () =>
        new Comparison(
          { declarations: left, preprocessor: this.facts(leftWorld) },
          { declarations: right, preprocessor: this.facts(rightWorld) },
        ),
    );
  }

  /** What is known before the first line of a part of another file. */
  private before(treePath: string): readonly Include[] {
    const whole = this.fragments.wholeOf(treePath);
    return whole === treePath ? [] : [besideIt(whole)];
  }

  private contextOf(treePath: string, world: World): HeaderDeclarations {
    const unit = this.unitOf(treePath, world);
    this.reads.unit(unit);
    if (unit === world) return this.commonOf(world);
    const known = this.contexts.get(unit);
    if (known !== undefined) return known;
    const fresh = this.closureOf(unit, world, treePath, [besideIt(this.fragments.wholeOf(treePath))]);
    keepNewest(this.contexts, unit, fresh, MAX_CONTEXTS);
    return fresh;
  }

  /** What stands for a file's context: the world alone where that is the common one. */
  private unitOf(treePath: string, world: World): string {
    return this.commonOf(world).sees(treePath) ? world : `${world} ${this.fragments.wholeOf(treePath)}`;
  }

  private commonOf(world: World): HeaderDeclarations {
    return remember(this.common, world, () => {
      const includes = COMMON_HEADERS.map((path) => ({ path, angled: true }));
      return this.closureOf(world, world, 'mm/common.c', includes);
    });
  }

  private closureOf(unit: string, world: World, from: string, includes: readonly Include[]): HeaderDeclarations {
    const all = [...this.always.map((path) => ({ path, angled: true })), ...includes];
    const reader = remember(
      this.readers,
      world,
      () => new SnippetReader(this.store, this.parser, DIALECT, this.facts(world)),
    );
    const closure = new HeaderClosure(this.store, this.facts(world), from, all);
    this.reads.define(unit, closure.files());
    return new HeaderDeclarations(closure, reader, this.store);
  }

  private snippetParser(world: World): SnippetParser {
    return remember(this.snippets, world, () =>
      snippetParser(
        (text) => maskText(text, DIALECT, this.facts(world)),
        (masked) => parseMasked(this.parser, masked),
        SNIPPET_CAPACITY,
      ),
    );
  }
}

function located(ir: FunctionIr, { treePath, header, line }: HeaderFunction): LocatedFunction {
  return { ir, file: treePath, text: header, line };
}

function keepNewest<K, V>(map: Map<K, V>, key: K, value: V, limit: number): void {
  const oldest = map.keys().next();
  if (map.size >= limit && oldest.done !== true) map.delete(oldest.value);
  map.set(key, value);
}

interface Table<K, V> {
  has(key: K): boolean;
  get(key: K): V | undefined;
  set(key: K, value: V): unknown;
}

function remember<K, V>(map: Table<K, V>, key: K, make: () => V): V {
  if (map.has(key)) return map.get(key) as V;
  const fresh = make();
  map.set(key, fresh);
  return fresh;
}

/** The file as one of its directory includes it. */
function besideIt(treePath: string): Include {
  return { path: treePath.slice(treePath.lastIndexOf('/') + 1), angled: false };
}
