/**
 * What client and server say to each other beyond the LSP. The client has its own copy (client/src/protocol.ts): the
 * two programs share no code, and a test checks that the copies agree. Lines and characters count from 0, as in the LSP.
 */

/** Request: run a finding's path, or a whole function, on the machine. Answer: SimulationReport. */
export const SIMULATE_REQUEST = 'lockstep/simulate';
/** Request: the text of a `lockstep-model:` document (a file of the built-in allocator model). Answer: string or null. */
export const MODEL_SOURCE_REQUEST = 'lockstep/modelSource';
/** Request: one workload over the designs of the allocator. Answer: CompareReport. */
export const COMPARE_REQUEST = 'lockstep/compare';
/** Notification from the server: a check ended. */
export const STATUS_NOTIFICATION = 'lockstep/status';
/** Request: review a patch document, with replays. Answer: PatchSeriesReport. */
export const REVIEW_REQUEST = 'lockstep/review';
/** Request: a file as a patch of a document leaves it. Answer: string or null. */
export const PATCHED_FILE_REQUEST = 'lockstep/patchedFile';
/** Scheme of such files in the editor. */
export const PATCHED_SCHEME = 'lockstep-patched';
/** Scheme of the model's C files, which exist in the server only. */
export const MODEL_SCHEME = 'lockstep-model';

export interface Place {
  readonly uri: string;
  readonly line: number;
  readonly character: number;
  readonly endLine: number;
  readonly endCharacter: number;
}

export interface SimulateParams {
  readonly uri: string;
  /** A finding is named by its rule and the start of its range; else the function by its name. */
  readonly rule?: string;
  readonly line?: number;
  readonly character?: number;
  readonly function?: string;
}

export interface TraceRow {
  readonly step: number;
  readonly cpu: number;
  readonly context: string;
  readonly actor: string;
  readonly file: string;
  readonly function: string;
  /** Where to go on a click; absent for steps without a text. */
  readonly place?: Place;
  /** False for steps in the allocator model. */
  readonly own: boolean;
  readonly source: string;
  readonly event: string;
  readonly held: readonly string[];
  readonly irqs: boolean;
  readonly preempt: number;
}

/** One run in one world. */
export interface SimulationRun {
  readonly world: string;
  /** confirmed | refuted | inconclusive for a finding; splat | clean | inconclusive for a function. */
  readonly verdict: string;
  readonly splat?: string;
  readonly reports: readonly string[];
  readonly reason?: string;
  readonly variant: string;
  readonly state: string;
  readonly states: number;
  readonly exhausted: boolean;
  readonly bound: { readonly preemptions: number; readonly steps: number };
  readonly id: string;
  readonly assumptions: readonly string[];
  readonly trace: readonly TraceRow[];
  /** Rows of `trace` (indices) at which a report was made. */
  readonly reportRows: readonly number[];
  readonly console: readonly string[];
}

export interface SimulatedFinding {
  readonly rule: string;
  readonly band: string;
  readonly message: string;
  readonly path: readonly { readonly text: string; readonly function: string; readonly place?: Place }[];
}

export interface SimulationReport {
  readonly function: string;
  readonly file: string;
  readonly place: Place;
  readonly finding?: SimulatedFinding;
  readonly runs: readonly SimulationRun[];
  /** Why there are no runs. */
  readonly problem?: string;
}

export interface CompareParams {
  /** Absent: the first. */
  readonly workload?: string;
  /** Absent: smp. */
  readonly world?: string;
}

/** One design called from one context. Stretches are the longest ones, in steps of the machine. */
export interface CompareEntry {
  readonly variant: string;
  readonly context: string;
  /** splat | clean | inconclusive */
  readonly verdict: string;
  readonly reports: readonly string[];
  readonly attempts: number;
  readonly failures: number;
  readonly irqOffSteps: number;
  readonly rawHeldSteps: number;
  readonly pagesStranded: number;
}

export interface CompareReport {
  readonly workload: string;
  readonly world: string;
  /** What else can be asked for. */
  readonly workloads: readonly { readonly name: string; readonly title: string }[];
  readonly worlds: readonly string[];
  /** Designs and callers in the order of the tables. */
  readonly rows: readonly CompareEntry[];
}

export interface ServerStatus {
  readonly uri: string;
  readonly version: number;
  readonly functions: number;
  readonly notAnalysed: number;
  readonly findings: number;
  /** The tree the facts come from, or null for the embedded ones. */
  readonly kernel: string | null;
  readonly worlds: readonly string[];
  readonly milliseconds: number;
}

/** What a review says of one patch document, in the order of the series. Lines count from 0, in the document. */
export interface PatchSeriesReport {
  readonly uri: string;
  readonly kernel: string | null;
  readonly patches: readonly {
    readonly subject: string;
    readonly line: number;
    /** exact | fuzz | partly | no-tree */
    readonly applies: string;
    readonly base: string;
    readonly functions: number;
    readonly replays: number;
    readonly files: readonly {
      readonly path: string;
      readonly line: number;
      readonly notes: readonly { readonly line: number; readonly text: string }[];
    }[];
    readonly findings: readonly {
      readonly rule: string;
      /** introduced | pre-existing | fixed | fixed-later */
      readonly status: string;
      readonly band: string;
      readonly message: string;
      readonly line: number;
      /** Tree path. */
      readonly path: string;
    }[];
  }[];
  readonly notes: readonly { readonly line: number; readonly text: string }[];
  /** The mail that answers the patch. */
  readonly reply: string;
}

export interface PatchedFileParams {
  readonly uri: string;
  /** 0-based, in the order of the series. */
  readonly patch: number;
  readonly path: string;
}
