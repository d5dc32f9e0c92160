/** The form of a rule file: what it says of itself, what it detects (data), and how that is told. */
import type { FileAnalysis, FunctionAnalysis } from '../analysis/analyse';
import type { Reason } from '../analysis/atomic';
import type { HeldLock, Place } from '../analysis/context';
import type { AnalysisEvent, Exit } from '../analysis/events';
import type { Band, Fix, PathStep, RuleId, Witness } from '../analysis/finding';
import type { LockRef } from '../analysis/locks';
import type { Subject } from '../analysis/violations';
import type { Span } from '../base/span';
import type { World } from '../kernel/worlds';

export type { Subject } from '../analysis/violations';

export interface RuleMeta {
  readonly id: RuleId;
  readonly title: string;
  readonly what: string;
  readonly why: string;
  readonly whatToDo: string;
  readonly references: readonly string[];
  readonly band: Band;
  readonly worlds: readonly World[];
  readonly limits: string;
  /** A wrong function and its cure, shown in the docs and run by a test. */
  readonly example: { readonly bad: string; readonly good: string };
}

/** What was found, before words. */
export interface Detection {
  readonly event?: AnalysisEvent;
  readonly exit?: Exit;
  /** Primary place, in absolute offsets of the checked file. */
  readonly span: Span;
  readonly function: string;
  readonly band: Band;
  readonly reasons: readonly Reason[];
  readonly lock?: LockRef;
  /** Where the root of it began. */
  readonly origin?: Place;
  /** The other side of a finding about two paths. */
  readonly counterpart?: {
    readonly fn: FunctionAnalysis;
    readonly event: AnalysisEvent;
    readonly held?: HeldLock;
  };
  /** One report for the place, whatever led there. */
  readonly once?: true;
  /** What distinguishes several findings of one rule at one place. */
  readonly variant?: string;
  /** Speaks of its own line alone, whatever the rest of the function does. */
  readonly local?: true;
  /**
   * Does a run that goes wrong settle what is in doubt? true: whatever it finds in memory; false: no run does, in doubt is
   * whether the code means it; absent: if the path tests no memory of others.
   */
  readonly settledByRun?: boolean;
}

export interface Explanation {
  readonly message: string;
  readonly path: readonly PathStep[];
  readonly assumptions: readonly string[];
}

/** What is found in the file as a whole, outside functions or in ones that cannot be analysed. Told at once. */
export interface FileDetection extends Explanation {
  readonly span: Span;
  /** '' outside functions. */
  readonly function: string;
  readonly band: Band;
  readonly fixes?: readonly Fix[];
  readonly witness: Witness;
  readonly aspect?: string;
  readonly local?: true;
}

export interface Rule {
  readonly meta: RuleMeta;
  /** 'function': whether detect() finds anything hangs on the function and its entry alone. */
  readonly looksAt?: 'function';
  detect(subject: Subject): readonly Detection[];
  /** For rules that look at more than functions. */
  overFile?(file: FileAnalysis): readonly FileDetection[];
  explain(subject: Subject, detection: Detection): Explanation;
  fixes(subject: Subject, detection: Detection): readonly Fix[];
  witness(subject: Subject, detection: Detection): Witness;
}

/** Needed by nothing but types: the functions a rule is run over. */
export type RuleSubjects = readonly FunctionAnalysis[];
