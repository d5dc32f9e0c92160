/**
 * A checked file in the words of the outside: lines and columns instead of offsets. This is what workers send home, what
 * every format prints, and what baselines compare. Plain data, cloneable between processes.
 */
import type { AnalysisStats, Band, Finding, FindingRule, ReplayVerdict } from '../analysis/finding';
import { hashText } from '../base/hash';
import { indexLines, type LineIndex, lineColumnAt } from '../base/lines';
import type { World } from '../kernel/worlds';
import type { CheckedFile } from '../workspace/api';

export interface RangeView {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface PathView {
  /** The checked FILE as given, or a tree path where `inTree`. */
  readonly file: string;
  readonly inTree: boolean;
  readonly line: number;
  readonly function: string;
  readonly text: string;
}

export interface FindingView {
  readonly rule: FindingRule;
  readonly band: Band;
  readonly worlds: readonly World[];
  readonly function: string;
  readonly range: RangeView;
  readonly message: string;
  readonly path: readonly PathView[];
  readonly assumptions: readonly string[];
  readonly replay: Readonly<Partial<Record<World, ReplayVerdict>>> | undefined;
  /** Why there was no replay although one was asked for. */
  readonly notReplayable: string | undefined;
  /** Stable under edits elsewhere in the file. */
  readonly fingerprint: string;
  /** The source line the finding starts on. */
  readonly excerpt: string;
  /** Which of several things a rule can say. */
  readonly aspect?: string;
  /** Tree path of the file whose function calls it so (analysis/finding.ts). */
  readonly caller?: string;
}

export interface NotAnalysedView {
  readonly function: string;
  readonly line: number;
  readonly reason: string;
}

export interface SuppressedView {
  readonly finding: FindingView;
  readonly reason: string;
  readonly by: 'comment' | 'baseline';
}

export interface FileView {
  readonly path: string;
  readonly treePath: string | null;
  readonly functions: number;
  readonly analysed: number;
  readonly notAnalysed: readonly NotAnalysedView[];
  readonly findings: readonly FindingView[];
  readonly suppressed: readonly SuppressedView[];
  readonly stats: AnalysisStats;
}

export const EMPTY_STATS: AnalysisStats = {
  functions: 0,
  analysed: 0,
  unresolvedCalls: 0,
  unknownPointers: 0,
  mergedStates: 0,
  causes: [],
};

/** A file that could not be looked into at all: counted, with the reason. */
export function unfitFile(path: string, treePath: string | null, reason: string): FileView {
  const notAnalysed = [{ function: '', line: 1, reason }];
  return { path, treePath, functions: 0, analysed: 0, notAnalysed, findings: [], suppressed: [], stats: EMPTY_STATS };
}

/** Offsets to lines, for one checked file. `findings` and `suppressed` are the report's, possibly with replay verdicts. */
export function viewFile(
  checked: CheckedFile,
  findings: readonly Finding[],
  suppressed: readonly { readonly finding: Finding; readonly reason: string }[],
): FileView {
  const { request, report } = checked;
  const lines = indexLines(request.text);
  const seen = new Map<string, number>();
  const view = (finding: Finding) =>
    viewFinding(finding, request.path, request.treePath ?? request.path, request.text, lines, seen);
  return {
    path: request.path,
    treePath: request.treePath ?? null,
    functions: report.functions,
    analysed: report.stats.analysed,
    notAnalysed: report.notAnalysed.map(({ function: name, at, reason }) => ({
      function: name,
      line: lineColumnAt(lines, at).line,
      reason,
    })),
    findings: findings.map(view),
    suppressed: suppressed.map(({ finding, reason }) => ({ finding: view(finding), reason, by: 'comment' })),
    stats: report.stats,
  };
}

function viewFinding(
  finding: Finding,
  path: string,
  identity: string,
  text: string,
  lines: LineIndex,
  seen: Map<string, number>,
): FindingView {
  const start = lineColumnAt(lines, finding.span.start);
  const end = lineColumnAt(lines, Math.max(finding.span.end, finding.span.start));
  const excerpt = lineText(text, lines, start.line);
  return {
    rule: finding.rule,
    band: finding.band,
    worlds: finding.worlds,
    function: finding.function,
    range: { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column },
    message: finding.message,
    path: finding.path.map((step) => ({
      file: step.file === '' ? path : step.file,
      inTree: step.file !== '',
      line: step.file === '' ? lineColumnAt(lines, step.span.start).line : (step.line ?? 1),
      function: step.function,
      text: step.text,
    })),
    assumptions: finding.assumptions,
    replay: finding.replay,
    notReplayable: finding.witness.kind === 'none' ? finding.witness.reason : undefined,
    fingerprint: fingerprint(finding, identity, excerpt, seen),
    excerpt,
    ...(finding.aspect === undefined ? {} : { aspect: finding.aspect }),
    ...(finding.caller === undefined ? {} : { caller: finding.caller }),
  };
}

/** Rule, file, function, the line's words and how often the same came before: no line numbers, so that edits elsewhere keep it. */
function fingerprint(finding: Finding, identity: string, excerpt: string, seen: Map<string, number>): string {
  const key = [finding.rule, identity, finding.function, excerpt.replace(/\s+/g, ' ').trim()].join('\n');
  const nth = seen.get(key) ?? 0;
  seen.set(key, nth + 1);
  return hashText(`${key}\n${nth}`);
}

function lineText(text: string, lines: LineIndex, line: number): string {
  const start = lines.starts[line - 1] ?? 0;
  const end = lines.starts[line];
  return text.slice(start, end === undefined ? undefined : end - 1).replace(/\r$/, '');
}
