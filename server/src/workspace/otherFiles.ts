/**
 * What functions of other .c files do, for callers in the file at hand: looked up by name when a call asks, so many files
 * deep. Such a file is read as headers are, piece by piece, and only the functions that are needed are lowered and solved.
 * An answer depends on the tree alone: not on who asks, nor on what was asked before.
 */
import { type AnalysisMemo, type OtherFunctions, summariseFunction } from '../analysis/analyse';
import type { Summary } from '../analysis/summary';
import type { TermFactory } from '../analysis/terms';
import type { World } from '../kernel/worlds';
import type { LocatedFunction } from './api';
import type { Definitions } from './definitions';
import type { FrontEnd } from './frontEnd';

/** Files a chain of calls may lead through, the checked one not counted. A chain that goes further ends in an unresolved call. */
const MAX_FILES = 2;

/** Blocks of functions that are solved for one of them. What they call beyond that counts as unresolved. */
const MAX_BLOCKS = 300;

export class OtherFiles {
  private readonly summaries = new Map<string, Summary | undefined>();
  /** Summaries are only comparable within one table of terms. */
  private epoch: TermFactory | undefined;

  constructor(
    private readonly frontEnd: FrontEnd,
    private readonly memo: AnalysisMemo,
    private readonly definitions: () => Definitions,
  ) {}

  /** As a file of the tree sees them in one world. */
  in(world: World, isCancelled?: () => boolean): OtherFunctions {
    if (this.epoch !== this.memo.factory) {
      this.summaries.clear();
      this.epoch = this.memo.factory;
    }
    return this.within(world, MAX_FILES, isCancelled);
  }

  private within(world: World, files: number, isCancelled: (() => boolean) | undefined): OtherFunctions {
    return {
      summaryOf: (name) => this.summaryWithin(name, world, files, isCancelled),
      changesContext: (name) => this.definitions().changesContext(name),
    };
  }

  /** The function itself, with its body. */
  functionOf(name: string, world: World): LocatedFunction | undefined {
    const file = this.fileOf(name, world);
    return file === undefined ? undefined : this.frontEnd.fileFunction(file, name, world);
  }

  private summaryWithin(
    name: string,
    world: World,
    files: number,
    isCancelled: (() => boolean) | undefined,
  ): Summary | undefined {
    // Past the last file a small helper that takes or drops a lock is still followed: its callers are wrong without it.
    if (files <= 0 && (files <= -MAX_FILES || !this.definitions().changesContext(name))) return undefined;
    const file = this.fileOf(name, world);
    if (file === undefined) return undefined;
    const key = `${world} ${files} ${file} ${name}`;
    if (this.summaries.has(key)) return this.summaries.get(key);
    const { frontEnd } = this;
    const declarations = frontEnd.fileDeclarations(file, world);
    const locate = (callee: string): LocatedFunction | undefined => frontEnd.fileFunction(file, callee, world);
    const summary = summariseFunction(name, {
      world,
      facts: frontEnd.tree.kernel,
      declarations,
      resolveFunction: (callee) => locate(callee)?.ir,
      locate,
      otherFiles: this.within(world, files - 1, isCancelled),
      // Another file's static object is not the one of that name here.
      globalName: (object) => (frontEnd.isPrivateObject(file, object) ? `${object} of ${file}` : object),
      constant: (constant) => frontEnd.constant(constant),
      ...(isCancelled === undefined ? {} : { isCancelled }),
      blockLimit: MAX_BLOCKS,
      memo: this.memo,
    });
    this.summaries.set(key, summary);
    return summary;
  }

  /** The one file that defines the name in this world; undefined: none, or nobody can say which. */
  private fileOf(name: string, world: World): string | undefined {
    const built = this.definitions()
      .filesOf(name)
      .filter((file) => this.frontEnd.isBuilt(file, world));
    if (built.length <= 1) return built[0];
    // An architecture's own form takes the place of a weak one.
    const own = built.filter((file) => file.startsWith('arch/'));
    return own.length === 1 ? own[0] : undefined;
  }
}
