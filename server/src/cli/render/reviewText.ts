/** `review --format text`: per patch how it applies, what it introduces, and what was checked; a clean patch says so. */
import pc from 'picocolors';
import type { PatchReview, ReviewedFinding, SeriesReview } from '../../review/api';
import { findLine, lineWithMarker } from '../../review/patchText';
import { replayLines } from './verdicts';

const MAX_NOTES = 40;

export function renderReviewText(review: SeriesReview, all: boolean, colour: boolean): string {
  const paint = pc.createColors(colour);
  const out: string[] = [];
  for (const patch of review.patches) {
    out.push(...patchHead(patch, colour));
    const shown = patch.findings.filter(({ status }) => all || status === 'introduced');
    for (const finding of shown) out.push(...textFinding(patch, finding, colour), '');
    out.push(...patchSummary(patch, all, colour), '');
  }
  for (const note of review.notes.slice(0, MAX_NOTES)) out.push(paint.dim(`${note.file}:${note.line}: ${note.text}`));
  if (review.patches.length === 0) out.push('nothing to review: no diff in what was given');
  else if (review.patches.length > 1) out.push(seriesLine(review, colour));
  return `${out.join('\n').trimEnd()}\n`;
}

function patchHead(review: PatchReview, colour: boolean): string[] {
  const paint = pc.createColors(colour);
  const { patch } = review;
  const lines = [
    paint.bold(patch.headers.subject === '' ? patch.file : patch.headers.subject),
    `  ${appliesText(review)}`,
  ];
  const notes = review.hunks.filter(({ note }) => note !== '');
  for (const { path, line, note } of notes.slice(0, MAX_NOTES))
    lines.push(paint.dim(`  ${patch.file}:${line}: ${path}: ${note}`));
  if (notes.length > MAX_NOTES)
    lines.push(paint.dim(`  ... ${notes.length - MAX_NOTES} more notes (all in --format json)`));
  return lines;
}

function appliesText({ applies, base, hunks }: PatchReview): string {
  const failed = hunks.filter(({ state }) => state === 'failed').length;
  switch (applies) {
    case 'exact':
      return `applies to ${base}`;
    case 'fuzz':
      return `applies to ${base} with fuzz`;
    case 'partly':
      return `applies to ${base} in part: ${failed} of ${hunks.length} hunk${hunks.length === 1 ? '' : 's'} did not`;
    case 'no-tree':
      return `no tree: judged by what its hunks show, with the facts of ${base}`;
  }
}

function textFinding(review: PatchReview, finding: ReviewedFinding, colour: boolean): string[] {
  const paint = pc.createColors(colour);
  const { view, status, patchLine } = finding;
  const place = paint.bold(`${review.patch.file}:${patchLine}`);
  const lines = [
    `${place}: ${paint.red(view.rule)} (${view.band}; ${view.worlds.join(', ')}; ${status}): ${view.message}`,
  ];
  const found = findLine(review.patch, patchLine);
  const line = found?.hunk.lines[found.index];
  if (line !== undefined) lines.push(`  ${paint.dim(`${patchLine} |`)} ${lineWithMarker(line)}`);
  if (!finding.shown) lines.push(`    ${paint.cyan(`${finding.file}:${view.range.startLine}`)} ${view.excerpt.trim()}`);
  for (const step of view.path)
    lines.push(`    ${paint.cyan(`${step.file}:${step.line}`)} ${step.function}: ${step.text}`);
  lines.push(...replayLines(view, colour));
  for (const assumption of view.assumptions) lines.push(`    assuming: ${assumption}`);
  return lines;
}

function patchSummary(review: PatchReview, all: boolean, colour: boolean): string[] {
  const paint = pc.createColors(colour);
  const { findings, checked, notAnalysed } = review;
  const number = (status: ReviewedFinding['status']) => findings.filter((finding) => finding.status === status).length;
  const introduced = number('introduced');
  const what = `${count(checked.functions, 'changed function')} analysed in ${checked.worlds.join(', ')}; ${count(checked.replays, 'replay')}`;
  const lines = [
    introduced === 0
      ? paint.green(`clean: nothing introduced (${what})`)
      : paint.bold(`${count(introduced, 'finding')} introduced (${what})`),
  ];
  const folded = (['pre-existing', 'fixed', 'fixed-later'] as const).flatMap((status) =>
    number(status) === 0 ? [] : [`${number(status)} ${status}`],
  );
  if (folded.length > 0) lines.push(`${folded.join(', ')}${all ? '' : '; --all shows them'}`);
  if (review.unasked > 0) lines.push(`${count(review.unasked, 'question')} not shown; --band question shows all`);
  for (const { file, line, function: name, reason } of notAnalysed)
    lines.push(`not analysed: ${name === '' ? file : `${name}() in ${file}`} (line ${line} of the patch): ${reason}`);
  return lines;
}

function seriesLine(review: SeriesReview, colour: boolean): string {
  const paint = pc.createColors(colour);
  const introduced = review.patches.reduce(
    (sum, { findings }) => sum + findings.filter(({ status }) => status === 'introduced').length,
    0,
  );
  const functions = review.patches.reduce((sum, { checked }) => sum + checked.functions, 0);
  const place = `${count(review.patches.length, 'patch', 'patches')}, ${count(functions, 'changed function')}`;
  return introduced === 0
    ? paint.green(`series clean: ${place}`)
    : paint.bold(`series: ${count(introduced, 'finding')} introduced in ${place}`);
}

function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}
