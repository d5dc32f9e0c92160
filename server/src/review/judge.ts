/**
 * One pair of texts judged: findings before and after, functions the patch touches, and for texts that are only hunks, what
 * can be said of a function that is not there as a whole.
 */
import { BANDS, type Finding, type RuleId } from '../analysis/finding';
import { indexLines, lineColumnAt, offsetAt } from '../base/lines';
import type { CheckedFile, SaidOfText } from '../workspace/api';
import type { Bench } from './bench';
import type { TextPair } from './pairs';
import { type FindingView, viewFile } from './view';

export interface Judged {
  readonly checked: CheckedFile | undefined;
  readonly findings: readonly Finding[];
  /** Same order as `findings`. */
  readonly views: readonly FindingView[];
  readonly functions: readonly FunctionLines[];
  readonly notAnalysed: readonly { readonly function: string; readonly line: number; readonly reason: string }[];
  /** Why the text could not be checked at all. */
  readonly failure: string | undefined;
}

export interface FunctionLines {
  readonly name: string;
  /** 1-based, inclusive. */
  readonly first: number;
  readonly last: number;
}

/** What these say depends on parts of the function that a hunk may not show. */
const WHOLE_FUNCTION_RULES: ReadonlySet<string> = new Set<RuleId>([
  'lock-imbalance',
  'irq-flags-misuse',
  'seqlock-retry-missing',
  'percpu-unprotected',
  'page-lifecycle',
]);

/** These speak of one place alone: the rest of the function changes nothing about them. */
const PLACE_RULES: ReadonlySet<string> = new Set<RuleId>([
  'build-error',
  'gfp-bits',
  'gfp-flags-conflict',
  'inverted-check',
  'rt-conditional',
  'seqlock-open-coded',
]);

const NOTHING: Judged = {
  checked: undefined,
  findings: [],
  views: [],
  functions: [],
  notAnalysed: [],
  failure: undefined,
};

export function judge(
  bench: Bench,
  pair: TextPair,
  side: 'before' | 'after',
  said: Omit<SaidOfText, 'partial'>,
): Judged {
  const text = pair[side];
  if (text === undefined) return NOTHING;
  const checked = bench.check(pair.path, text, pair.partial === undefined ? 'whole' : 'hunks', said);
  if (checked.kind === 'failed') return { ...NOTHING, failure: checked.reason };
  const { file } = checked;
  const lines = indexLines(text);
  const top = offsetAt(lines, { line: pair.foreign + 1, column: 1 });
  const patchLines = side === 'before' ? pair.maps.oldToPatch : pair.maps.newToPatch;
  const isJudged = ({ span, local }: Finding): boolean => {
    if (span.start < top) return false;
    const line = patchLines.get(lineColumnAt(lines, span.start).line);
    if (pair.partial === undefined) return true;
    // What is put in to make a hunk whole says nothing of itself.
    return line === undefined ? local !== true : pair.partial.judged.has(line);
  };
  const own = file.report.findings.filter(isJudged);
  const findings = own.flatMap((finding) => soften(finding, pair));
  const view = viewFile(file, findings, []);
  return {
    checked: file,
    findings,
    views: view.findings,
    functions: functionLines(file),
    notAnalysed: view.notAnalysed,
    failure: undefined,
  };
}

/** A finding in a function of which only hunks are known: dropped, or one band less sure with the reason as an assumption. */
function soften(finding: Finding, pair: TextPair): readonly Finding[] {
  const { partial } = pair;
  if (partial === undefined) return [finding];
  const functions = [finding.function, ...finding.path.filter(({ file }) => file === '').map((step) => step.function)];
  if (!functions.some((name) => partial.cut.has(name))) return [finding];
  if (WHOLE_FUNCTION_RULES.has(finding.rule) && finding.local !== true) return [];
  const damaged = functions.some((name) => partial.damaged.has(name));
  if ((PLACE_RULES.has(finding.rule) || finding.local === true) && !damaged) return [finding];
  const name = functions.find((each) => partial.cut.has(each)) ?? finding.function;
  const assumption = damaged
    ? `the lines that the mail lost of ${name}() change nothing`
    : `the rest of ${name}(), which the patch does not show, changes nothing`;
  const band =
    damaged && finding.local !== true ? (BANDS[BANDS.indexOf(finding.band) + 1] ?? finding.band) : finding.band;
  return [{ ...finding, band, assumptions: [...finding.assumptions, assumption] }];
}

function functionLines(checked: CheckedFile): readonly FunctionLines[] {
  const lines = indexLines(checked.request.text);
  const byPlace = new Map<number, FunctionLines>();
  for (const { file } of checked.views) {
    for (const { name, span } of [...file.functions, ...file.unlowered]) {
      if (byPlace.has(span.start)) continue;
      const first = lineColumnAt(lines, span.start).line;
      byPlace.set(span.start, { name, first, last: lineColumnAt(lines, Math.max(span.start, span.end - 1)).line });
    }
  }
  return [...byPlace.values()].sort((a, b) => a.first - b.first);
}

/** Functions with an added line, or with a place where lines were taken out. */
export function touchedFunctions(judged: Judged, pair: TextPair): readonly FunctionLines[] {
  const changed = [...pair.maps.added, ...pair.maps.cuts];
  return judged.functions.filter(({ first, last }) => changed.some((line) => first <= line && line <= last));
}
