/**
 * What the last run over a file came to. Where the file's surroundings are what they were, an edit can only have changed what
 * the functions it touched do, and what those do that asked for them: all else is taken over without a look.
 */
import type { FunctionIr, GlobalInitialiser } from '../ir/ir';
import type { World } from '../kernel/worlds';
import { type Asked, FIRST_LOOK } from './asked';
import type { CallGraph } from './callGraph';
import type { FunctionAnalysis } from './functionAnalysis';

/** All that solutions hang on besides the functions' own code. Equal where every part is the same object. */
export interface Surroundings {
  readonly world: World;
  /** Names of the file's functions, and what each calls. */
  readonly graph: CallGraph;
  readonly components: ReadonlyMap<string, number>;
  readonly globals: readonly GlobalInitialiser[];
  /** Calls to other files that are followed, and what says what is there. */
  readonly exposed: ReadonlySet<string> | undefined;
  readonly otherFiles: unknown;
  /** Locks that the file drops for others. */
  readonly drops: string | undefined;
}

export interface LastRun {
  readonly surroundings: Surroundings;
  readonly functions: ReadonlyMap<string, FunctionIr>;
  /** Of the file and of headers; undefined: there is no body. */
  readonly done: ReadonlyMap<string, FunctionAnalysis | undefined>;
  /** What solving each of them asked for, first looks under names of their own. */
  readonly asked: ReadonlyMap<string, Asked>;
}

export function sameSurroundings(a: Surroundings, b: Surroundings): boolean {
  return (
    a.world === b.world &&
    a.graph === b.graph &&
    a.components === b.components &&
    a.globals === b.globals &&
    a.exposed === b.exposed &&
    a.otherFiles === b.otherFiles &&
    a.drops === b.drops
  );
}

/** What is as it was in spite of the changed functions: all but these, what asked for one of them, and what asked for that. */
export function unaffected(last: LastRun, changed: readonly string[]): Pick<LastRun, 'done' | 'asked'> {
  const { done, asked } = last;
  if (changed.length === 0) return last;
  const affected = affectedBy(asked, changed);
  return {
    done: new Map([...done].filter(([name]) => !affected.has(name))),
    asked: new Map([...asked].filter(([name]) => !affected.has(bare(name)))),
  };
}

function affectedBy(asked: LastRun['asked'], changed: readonly string[]): ReadonlySet<string> {
  const askers = new Map<string, string[]>();
  for (const [asker, { summaries }] of asked) {
    for (const name of summaries.keys()) {
      const known = askers.get(bare(name));
      if (known === undefined) askers.set(bare(name), [bare(asker)]);
      else known.push(bare(asker));
    }
  }
  const affected = new Set(changed);
  // A set is gone through to the end, what is added on the way too.
  for (const name of affected) for (const asker of askers.get(name) ?? []) affected.add(asker);
  return affected;
}

function bare(name: string): string {
  return name.startsWith(FIRST_LOOK) ? name.slice(FIRST_LOOK.length) : name;
}
