/**
 * What functions of other .c files do, for callers in the file at hand: looked up by name when a call asks, so many files
 * deep. Such a file is read as headers are, piece by piece, and only the functions that are needed are lowered and solved.
 * An answer depends on the tree alone: not on who asks, nor on what was asked before.
 */
import {
  type AnalysisContext,
  type AnalysisMemo,
  type OtherFunctions,
  type SharedSummaries,
  summariseFunction,
} from '../analysis/analyse';
import type { Summary } from '../analysis/summary';
import type { TermFactory } from '../analysis/terms';
import type { World } from '../kernel/worlds';
import type { LocatedFunction } from './api';
import type { Definitions } from './definitions';
import type { FrontEnd } from './frontEnd';
import type { KeptSummaries } from './keptSummaries';
import type { LockDrops } from './lockDrops';
import type { Reads } from './reads';

/**
 * Blocks of functions that are solved for one function, in the first file a chain of calls leads to, in the second, ...: what
 * they call beyond that, and what lies in files beyond these, counts as unresolved. Deep machinery sleeps in any case; what
 * surprises are small helpers, and they are small.
 */
const BLOCKS_PER_FILE = [100, 60, 40] as const;
/** For small helpers that take or drop a lock, which are followed further: their callers are wrong without them. */
const BLOCKS_BEYOND = 40;
const FILES_BEYOND = 3;

export class OtherFiles {
  private summaries = new Map<string, Summary | undefined>();
  /** Per world, files on the way, and file: what its functions do on the way to those asked for. */
  private readonly shared = new Map<string, SharedSummaries>();
  /** Summaries are only comparable within one table of terms. */
  private epoch: TermFactory | undefined;

  constructor(
    private readonly frontEnd: FrontEnd,
    private readonly memo: AnalysisMemo,
    private readonly definitions: () => Definitions,
    private readonly reads: Reads,
    private readonly kept: KeptSummaries | undefined,
    readonly drops: LockDrops,
  ) {}

  /** As a file of the tree sees them in one world. */
  in(world: World, isCancelled?: () => boolean): OtherFunctions {
    if (this.epoch !== this.memo.factory) {
      this.startAnew();
      this.epoch = this.memo.factory;
    }
    return this.within(world, 0, isCancelled);
  }

  /** A file is not what it was. What rests on it is found by asking again: solutions of functions that are the same stay. */
  forget(): void {
    this.kept?.forget();
    this.drops.forget();
    this.startAnew();
  }

  private startAnew(): void {
    this.summaries = new Map();
    this.shared.clear();
  }

  private within(world: World, files: number, isCancelled: (() => boolean) | undefined): OtherFunctions {
    return {
      summaryOf: (name) => this.summaryWithin(name, world, files, isCancelled),
      changesContext: (name) => this.changesContext(name),
      defines: (name) => this.fileOf(name, world) !== undefined,
      basis: this.summaries,
    };
  }

  private summaryWithin(
    name: string,
    world: World,
    files: number,
    isCancelled: (() => boolean) | undefined,
  ): Summary | undefined {
    const blocks = BLOCKS_PER_FILE[files] ?? BLOCKS_BEYOND;
    if (files >= BLOCKS_PER_FILE.length) {
      if (files >= BLOCKS_PER_FILE.length + FILES_BEYOND || !this.changesContext(name)) return undefined;
    }
    const file = this.fileOf(name, world);
    if (file === undefined) return undefined;
    return this.reads.ask(file, () => {
      const key = `${world} ${files} ${file} ${name}`;
      if (this.summaries.has(key)) return this.summaries.get(key);
      const question = `${world} ${files} ${name}`;
      const kept = this.kept?.find(file, question);
      const summary = kept === undefined ? this.summarise(file, name, world, files, blocks, isCancelled) : kept.summary;
      if (kept === undefined) this.kept?.keep(file, question, summary);
      this.summaries.set(key, summary);
      return summary;
    });
  }

  private summarise(
    file: string,
    name: string,
    world: World,
    files: number,
    blocks: number,
    isCancelled: (() => boolean) | undefined,
  ): Summary | undefined {
    const context = this.contextIn(file, world, files, isCancelled);
    return summariseFunction(name, context, blocks, this.sharedOf(`${world} ${files} ${file}`));
  }

  /** As functions of another file see the tree. */
  private contextIn(
    file: string,
    world: World,
    files: number,
    isCancelled: (() => boolean) | undefined,
  ): AnalysisContext {
    const { frontEnd } = this;
    const declarations = frontEnd.fileDeclarations(file, world);
    const locate = (callee: string): LocatedFunction | undefined => frontEnd.fileFunction(file, callee, world);
    return {
      world,
      facts: frontEnd.tree.kernel,
      declarations,
      resolveFunction: (callee) => locate(callee)?.ir,
      locate,
      otherFiles: this.within(world, files + 1, isCancelled),
      mayBeDropped: (lock, tag) => this.drops.mayBeDropped(lock, tag, declarations),
      // Another file's static object is not the one of that name here.
      globalName: (object) => (frontEnd.isPrivateObject(file, object) ? `${object} of ${file}` : object),
      constant: (constant) => frontEnd.constant(constant),
      ...(isCancelled === undefined ? {} : { isCancelled }),
      memo: this.memo,
    };
  }

  private changesContext(name: string): boolean {
    this.reads.name(name);
    return this.definitions().changesContext(name);
  }

  private sharedOf(unit: string): SharedSummaries {
    const known = this.shared.get(unit);
    if (known !== undefined) return known;
    const fresh: SharedSummaries = new Map();
    this.shared.set(unit, fresh);
    return fresh;
  }

  /** The one file that defines the name in this world; undefined: none, or nobody can say which. */
  private fileOf(name: string, world: World): string | undefined {
    this.reads.name(name);
    const built = this.definitions()
      .filesOf(name)
      .filter((file) => this.frontEnd.isBuilt(file, world));
    if (built.length <= 1) return built[0];
    // An architecture's own form takes the place of a weak one.
    const own = built.filter((file) => file.startsWith('arch/'));
    return own.length === 1 ? own[0] : undefined;
  }
}
