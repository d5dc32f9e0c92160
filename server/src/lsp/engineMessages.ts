/** What the server's main thread and its workers say to each other: plain data, offsets instead of positions. */

import type { Band, Finding, NotAnalysed } from '../analysis/finding';
import type { Span } from '../base/span';
import type { World } from '../kernel/worlds';
import type { CancelFlag } from './cancel';
import type { CompareParams, CompareReport, PatchSeriesReport, SimulationReport } from './protocol';

export interface EngineData {
  readonly role: 'lockstep-engine';
}

export function isEngineData(data: unknown): data is EngineData {
  return typeof data === 'object' && data !== null && 'role' in data && data.role === 'lockstep-engine';
}

/** A text and how it is to be judged. */
export interface DocumentRequest {
  readonly uri: string;
  /** The file's absolute path; absent for documents without a file. */
  readonly path?: string;
  /** The configured tree; absent: the nearest parent that is one. */
  readonly kernelRoot?: string;
  readonly worlds: readonly World[];
  readonly version: number;
  readonly text: string;
}

export type SimulationTarget =
  | { readonly kind: 'finding'; readonly rule: string; readonly start: number }
  /** The function called `name`, else the one around `offset`. */
  | { readonly kind: 'function'; readonly name?: string; readonly offset?: number };

export type EngineRequest =
  | { readonly kind: 'check'; readonly document: DocumentRequest; readonly cancel: CancelFlag }
  | { readonly kind: 'close'; readonly uri: string }
  /** Files were written, by their absolute paths. True: open documents may be judged otherwise now. */
  | { readonly kind: 'saved'; readonly paths: readonly string[] }
  | { readonly kind: 'hover'; readonly uri: string; readonly offset: number }
  | { readonly kind: 'contracts'; readonly uri: string }
  | { readonly kind: 'hints'; readonly uri: string; readonly range: Span }
  | { readonly kind: 'function-at'; readonly uri: string; readonly offset: number }
  | {
      readonly kind: 'simulate';
      readonly document: DocumentRequest;
      readonly target: SimulationTarget;
      readonly cancel: CancelFlag;
    }
  | { readonly kind: 'replay'; readonly document: DocumentRequest; readonly cancel: CancelFlag }
  | { readonly kind: 'review'; readonly document: DocumentRequest; readonly cancel: CancelFlag }
  | { readonly kind: 'patched-file'; readonly document: DocumentRequest; readonly patch: number; readonly path: string }
  | { readonly kind: 'model-source'; readonly uri: string }
  | { readonly kind: 'compare'; readonly params: CompareParams; readonly cancel: CancelFlag };

/** A path step with its place made absolute: an offset range of the checked text, or a line of another file. */
export type LocatedStep =
  | { readonly kind: 'own'; readonly span: Span; readonly function: string; readonly text: string }
  | {
      readonly kind: 'other';
      readonly uri: string;
      readonly line: number;
      readonly function: string;
      readonly text: string;
    };

export interface LocatedFinding {
  readonly finding: Finding;
  readonly path: readonly LocatedStep[];
}

export interface CheckAnswer {
  readonly uri: string;
  readonly version: number;
  readonly functions: number;
  readonly notAnalysed: readonly NotAnalysed[];
  /** Of all bands; the main thread shows those asked for. */
  readonly findings: readonly LocatedFinding[];
  readonly kernel: string | null;
  readonly milliseconds: number;
  /** The configured tree could not be used; the facts are those of the nearest parent tree, else built in. */
  readonly treeProblem?: string;
  /** Why nothing could be analysed at all (an engine that died or took too long). */
  readonly problem?: string;
}

/** Nothing could be analysed, and why. */
export function emptyAnswer({ uri, version }: DocumentRequest, problem: string): CheckAnswer {
  return { uri, version, functions: 0, notAnalysed: [], findings: [], kernel: null, milliseconds: 0, problem };
}

export interface HoverAnswer {
  readonly markdown: string;
  readonly span: Span;
}

/** A function's contract in words, and where its name stands. */
export interface Contract {
  readonly function: string;
  readonly at: number;
  readonly words: string;
}

/** What holds from the end of a line on: in the first world in short, in all as Markdown. */
export interface ContextHint {
  readonly at: number;
  readonly words: string;
  readonly details: string;
}

/** The answer to each kind of request. `undefined` where a request has a flag: cancelled. */
export interface EngineAnswers {
  readonly check: CheckAnswer | undefined;
  readonly close: undefined;
  readonly saved: boolean;
  readonly hover: HoverAnswer | undefined;
  readonly contracts: readonly Contract[];
  readonly hints: readonly ContextHint[];
  readonly 'function-at': string | undefined;
  readonly simulate: SimulationReport | undefined;
  readonly replay: CheckAnswer | undefined;
  readonly review: { readonly report: PatchSeriesReport; readonly answer: CheckAnswer } | undefined;
  readonly 'patched-file': string | undefined;
  readonly 'model-source': string | undefined;
  readonly compare: CompareReport | undefined;
}

export interface EngineEnvelope {
  readonly id: number;
  readonly request: EngineRequest;
}

export type EngineReply =
  | { readonly id: number; readonly kind: 'answer'; readonly answer: EngineAnswers[keyof EngineAnswers] }
  | { readonly id: number; readonly kind: 'failure'; readonly message: string };

export function shownBands(band: Band): readonly Band[] {
  switch (band) {
    case 'proven':
      return ['proven'];
    case 'likely':
      return ['proven', 'likely'];
    case 'question':
      return ['proven', 'likely', 'question'];
  }
}
