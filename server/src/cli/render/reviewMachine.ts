/** `review` for programs: JSON as the contract says, and GitHub annotations on the patch's lines. */
import type { PatchReview, ReviewedFinding, SeriesReview } from '../../review/api';
import { annotation, levelOf, withChain } from './github';
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
        .map((finding) => findingAnnotation(patch.patch.file, finding)),
    )
    .join('');
}

function findingAnnotation(file: string, finding: ReviewedFinding): string {
  const { view, status, patchLine, comment } = finding;
  return annotation({
    level: status === 'introduced' ? levelOf(view) : 'notice',
    title: `${view.rule} (${view.worlds.join(', ')}; ${status})`,
    place: { file, line: patchLine },
    text: withChain(comment, view),
  });
}
