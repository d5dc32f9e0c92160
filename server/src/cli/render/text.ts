/** `--format text`: for people. The source line with carets, the chain, the verdicts; a clean result says so. */
import pc from 'picocolors';
import type { FileView, FindingView } from '../../review/view';
import type { CheckTotals } from '../totals';
import { replayLines } from './verdicts';

const MAX_CAUSES = 20;

export function renderText(
  files: readonly FileView[],
  totals: CheckTotals,
  withStats: boolean,
  colour: boolean,
): string {
  const paint = pc.createColors(colour);
  const out: string[] = [];
  for (const file of files) for (const finding of file.findings) out.push(textFinding(finding, file.path, colour), '');
  const findings = files.reduce((sum, file) => sum + file.findings.length, 0);
  const place = `${count(totals.files, 'file')}, ${count(totals.functions, 'function')}`;
  const missing = totals.functions - totals.analysed;
  const unfit = files.flatMap((file) =>
    file.notAnalysed
      .filter(({ function: name }) => name === '')
      .map(({ reason }) => `${file.path}: not analysed: ${reason}`),
  );
  // What nobody could look into is not clean.
  if (findings > 0) out.push(paint.bold(`${count(findings, 'finding')} in ${place}`));
  else if (missing > 0 || unfit.length > 0)
    out.push(
      `no findings in ${totals.analysed} of ${count(totals.functions, 'function')}, ${count(totals.files, 'file')}`,
    );
  else out.push(paint.green(`clean: no findings in ${place}`));
  out.push(...unfit);
  if (missing > 0) out.push(`${count(missing, 'function')} not analysed${withStats ? '' : '; --stats lists them'}`);
  if (totals.suppressed > 0) out.push(`${count(totals.suppressed, 'finding')} silenced`);
  if (withStats) out.push('', ...statsLines(files, totals));
  return `${out.join('\n')}\n`;
}

/** One finding as a block of lines. */
export function textFinding(finding: FindingView, path: string, colour: boolean): string {
  const paint = pc.createColors(colour);
  const { range } = finding;
  const head = `${paint.bold(`${path}:${range.startLine}:${range.startColumn}`)}: ${paint.red(finding.rule)} (${finding.band}; ${finding.worlds.join(', ')})`;
  const lines = [`${head}: ${finding.message}`, ...excerptLines(finding, colour)];
  for (const step of finding.path) {
    lines.push(`    ${paint.cyan(`${step.file}:${step.line}`)} ${step.function}: ${step.text}`);
  }
  lines.push(...replayLines(finding, colour));
  for (const assumption of finding.assumptions) lines.push(`    assuming: ${assumption}`);
  return lines.join('\n');
}

/** The line and a caret under each unit of the range; tabs are repeated, so that the carets stand right in any terminal. */
function excerptLines(finding: FindingView, colour: boolean): string[] {
  const { range, excerpt } = finding;
  if (excerpt === '') return [];
  const paint = pc.createColors(colour);
  const number = String(range.startLine);
  const end = range.endLine === range.startLine ? range.endColumn : excerpt.length + 1;
  const before = excerpt.slice(0, range.startColumn - 1).replace(/[^\t]/g, ' ');
  const carets = '^'.repeat(Math.max(1, Math.min(end, excerpt.length + 1) - range.startColumn));
  return [
    `  ${paint.dim(`${number} |`)} ${excerpt}`,
    `  ${' '.repeat(number.length)} ${paint.dim('|')} ${before}${paint.red(carets)}`,
  ];
}

function statsLines(files: readonly FileView[], totals: CheckTotals): string[] {
  const lines = ['analysed functions per directory:'];
  for (const { path, functions, analysed } of totals.directories) {
    const share = functions === 0 ? '-' : `${((100 * analysed) / functions).toFixed(2)}%`;
    lines.push(`  ${path}: ${analysed} of ${functions} (${share})`);
  }
  lines.push(
    `unresolved calls: ${totals.unresolvedCalls}, unknown pointers: ${totals.unknownPointers}, merged states: ${totals.mergedStates}`,
  );
  for (const { reason, count: number } of totals.causes.slice(0, MAX_CAUSES)) lines.push(`  ${number} x ${reason}`);
  if (totals.causes.length > MAX_CAUSES)
    lines.push(`  ... ${totals.causes.length - MAX_CAUSES} more (all in --format json)`);
  const missing = files.flatMap((file) =>
    file.notAnalysed.map((entry) => `  ${file.path}:${entry.line} ${entry.function}: ${entry.reason}`),
  );
  if (missing.length > 0) lines.push('not analysed:', ...missing);
  return lines;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
