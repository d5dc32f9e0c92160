/** `review` for programs: JSON as the contract says, and GitHub annotations on the patch's lines. */
import type { PatchReview, ReviewedFinding, SeriesReview } from '../../review/api';
import { jsonFinding } from './json';

export function renderReviewJson(review: SeriesReview): string {
  return `${JSON.stringify({ version: 1, patches: review.patches.map(jsonPatch), notes: review.notes }, undefined, 2)}\n`;
}

function jsonPatch({ patch, applies, base, checked, hunks, findings, notAnalysed }: PatchReview): object {
  return {
    subject: patch.headers.subject,
    file: patch.file,
    applies,
    base,
    checked,
    hunks,
    notAnalysed,
    findings: findings.map((finding) => ({
      ...jsonFinding(finding.view),
      file: finding.file,
      status: finding.status,
      patchLine: finding.patchLine,
      comment: finding.comment,
    })),
  };
}

export function renderReviewGithub(review: SeriesReview, all: boolean): string {
  return review.patches
    .flatMap((patch) =>
      patch.findings
        .filter(({ status }) => all || status === 'introduced')
        .map((finding) => annotation(patch.patch.file, finding)),
    )
    .join('');
}

function annotation(file: string, finding: ReviewedFinding): string {
  const { view, status, patchLine } = finding;
  const confirmed = Object.values(view.replay ?? {}).some(({ verdict }) => verdict === 'confirmed');
  const level =
    status !== 'introduced' ? 'notice' : confirmed ? 'error' : view.band === 'proven' ? 'warning' : 'notice';
  const title = `${view.rule} (${view.worlds.join(', ')}; ${status})`;
  const chain = view.path.map((step) => `${step.file}:${step.line} ${step.function}: ${step.text}`);
  const text = [finding.comment, ...chain].join('\n');
  return `::${level} file=${property(file)},line=${patchLine},title=${property(title)}::${data(text)}\n`;
}

function data(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
