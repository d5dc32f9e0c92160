/** The plain results of the analysis: findings and witnesses are data, independent of trees, of the LSP and of the CLI. */
import type { Span } from '../base/span';
import type { World } from '../kernel/worlds';

export const RULE_IDS = [
  'sleep-in-atomic',
  'gfp-in-atomic',
  'invalid-wait-context',
  'lock-recursion',
  'lock-imbalance',
  'irq-flags-misuse',
  'irq-unsafe-lock',
  'lock-order',
  'seqlock-reader-in-writer',
  'seqlock-writer-context',
  'seqlock-retry-missing',
  'seqlock-open-coded',
  'seqlock-printk',
  'trylock-only',
  'slow-path-retry',
  'stale-after-unlock',
  'gfp-flags-conflict',
  'gfp-bits',
  'rt-conditional',
  'inverted-check',
  'page-lifecycle',
  'wait-under-lock',
  'reclaim-recursion',
  'percpu-unprotected',
  'contract-broken',
  'build-error',
] as const;
export type RuleId = (typeof RULE_IDS)[number];

/** `suppression` marks a `lockstep: allow` without a reason, or one that silences nothing. */
export type FindingRule = RuleId | 'suppression';

export type Band = 'proven' | 'likely' | 'question';
export const BANDS = ['proven', 'likely', 'question'] as const satisfies readonly Band[];

/** One step of a finding's evidence, in path order. `file` is '' for the checked file, else a tree path. */
export interface PathStep {
  readonly file: string;
  readonly span: Span;
  /** 1-based line, for steps in other files whose text is not at hand. */
  readonly line?: number;
  readonly function: string;
  readonly text: string;
}

/** A branch the path takes: the condition's place and the way it goes. Replay steers unknown branches by these. */
export interface Decision {
  readonly span: Span;
  readonly function: string;
  /** 'then' / 'else', or the case value of a switch. */
  readonly taken: boolean | bigint;
}

/** Context at the path's first frame. */
export type EntryContext = 'task' | 'softirq' | 'hardirq' | 'hardirq-threaded' | 'nmi';

/** A way through the code: where it starts, what it decides, and where it ends. */
export interface WitnessPath {
  readonly entry: string;
  readonly context: EntryContext;
  /** Locks that annotations or assertions say are held at entry, as spellings over entry's parameters. */
  readonly held: readonly string[];
  readonly decisions: readonly Decision[];
  readonly target: { readonly function: string; readonly span: Span };
}

/** What a replay needs: the path. Or why it cannot be replayed. */
export type Witness =
  | (WitnessPath & {
      readonly kind: 'path';
      /** The other side of a finding about two paths: ran before on the same machine, by another task or in an interrupt. */
      readonly before?: WitnessPath;
      /** A writer on another CPU passes through the counters that the entry reads, behind each first begin. */
      readonly passingWriter?: true;
      readonly state?: {
        readonly pcp?: 'warm' | 'empty';
        readonly slab?: 'warm' | 'cold';
        readonly zone?: 'ok' | 'low';
      };
    })
  /** A named scenario of the model in which these functions of the file stand in for the model's: other actors are needed. */
  | { readonly kind: 'scenario'; readonly scenario: string; readonly functions: readonly string[] }
  | { readonly kind: 'none'; readonly reason: string };

export interface ReplayVerdict {
  readonly verdict: 'confirmed' | 'refuted' | 'inconclusive';
  readonly splat?: string;
  readonly reason?: string;
  readonly states?: number;
  readonly exhausted?: boolean;
  readonly id?: string;
}

export interface Finding {
  readonly rule: FindingRule;
  readonly band: Band;
  readonly worlds: readonly World[];
  readonly function: string;
  readonly span: Span;
  readonly message: string;
  readonly path: readonly PathStep[];
  readonly assumptions: readonly string[];
  readonly witness: Witness;
  readonly replay?: Readonly<Partial<Record<World, ReplayVerdict>>>;
  readonly fixes?: readonly Fix[];
  /** What tells several findings of one rule at one place apart. */
  readonly aspect?: string;
  /** Tree path of the file whose function calls it so: checked itself, that file has the same finding at its call. */
  readonly caller?: string;
  /** Speaks of its own line alone: what a hunk does not show of the function changes nothing about it. */
  readonly local?: true;
  /**
   * Does a run that goes wrong settle what is in doubt? true: whatever it finds in memory; false: no run does, in doubt is
   * whether the code means it; absent: if the path tests no memory of others.
   */
  readonly settledByRun?: boolean;
}

export interface Fix {
  readonly title: string;
  readonly edits: readonly { readonly span: Span; readonly text: string }[];
}

export interface NotAnalysed {
  readonly function: string;
  readonly at: number; // offset
  readonly reason: string;
}

/** What one file's check gives, before replay. Offsets throughout. */
export interface FileReport {
  readonly functions: number;
  readonly notAnalysed: readonly NotAnalysed[];
  readonly findings: readonly Finding[];
  readonly suppressed: readonly { readonly finding: Finding; readonly reason: string }[];
  readonly stats: AnalysisStats;
}

export interface AnalysisStats {
  readonly functions: number;
  readonly analysed: number;
  readonly unresolvedCalls: number;
  readonly unknownPointers: number;
  readonly mergedStates: number;
  /** Names of what was not decided, with counts: unresolved callees and the like. */
  readonly causes: readonly { readonly reason: string; readonly count: number }[];
}
