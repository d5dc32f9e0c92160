/**
 * `--fixes`: a patch for `git am` per introduced finding whose rule has a safe fix, as `fixup!` of the patch it belongs to and
 * in its author's name, so that `git rebase --autosquash` folds it in. The only place of a review that writes, and only into
 * the directory it was given.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createTwoFilesPatch } from 'diff';
import type { PatchReview, ProposedFix, ReviewedFinding, SeriesReview } from './api';
import { fill } from './wrap';

/** For a patch without a date: git's own for things without one. */
const NO_DATE = 'Mon, 17 Sep 2001 00:00:00 +0000';

/** Writes the fix patches; returns their paths. */
export function writeFixes(review: SeriesReview, directory: string): readonly string[] {
  const mails = fixMails(review);
  if (mails.length > 0) fs.mkdirSync(directory, { recursive: true });
  return mails.map(({ name, text }) => {
    const at = path.join(directory, name);
    fs.writeFileSync(at, text);
    return at;
  });
}

export function fixMails(review: SeriesReview): readonly { readonly name: string; readonly text: string }[] {
  const mails: { name: string; text: string }[] = [];
  for (const patch of review.patches) {
    for (const finding of patch.findings) {
      const [proposed] = finding.status === 'introduced' ? finding.fixes : [];
      if (proposed === undefined) continue;
      const number = String(mails.length + 1).padStart(4, '0');
      mails.push({ name: `${number}-${slug(proposed.fix.title)}.patch`, text: mailOf(patch, finding, proposed) });
    }
  }
  return mails;
}

function mailOf({ patch }: PatchReview, finding: ReviewedFinding, proposed: ProposedFix): string {
  const { headers } = patch;
  const fixed = edited(proposed);
  const [oldName, newName] = [`a/${proposed.treePath}`, `b/${proposed.treePath}`];
  const diff = createTwoFilesPatch(oldName, newName, proposed.text, fixed, '', '', { context: 3 });
  const title = headers.subject.replace(/^(?:Re:\s*)+/i, '').replace(/^(?:\[[^\]]*\]\s*)+/, '');
  return [
    'From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001',
    `From: ${authorOf(headers.from)}`,
    `Date: ${isMailDate(headers.date) ? headers.date : NO_DATE}`,
    `Subject: [PATCH] ${title === '' ? proposed.fix.title : `fixup! ${title}`}`,
    '',
    ...fill(`${upperFirst(proposed.fix.title)}.`),
    '',
    ...fill(finding.comment),
    '---',
    `diff --git a/${proposed.treePath} b/${proposed.treePath}`,
    // The library puts a line of `=` in front, and tabs behind the names.
    diff
      .slice(diff.indexOf('--- '))
      .replace(/^(---|\+\+\+) (.*)\t$/gm, '$1 $2')
      .trimEnd(),
    '-- ',
    'lockstep',
    '',
  ].join('\n');
}

function edited({ fix, text }: ProposedFix): string {
  const edits = [...fix.edits].sort((a, b) => b.span.start - a.span.start);
  return edits.reduce((now, { span, text: own }) => now.slice(0, span.start) + own + now.slice(span.end), text);
}

/** git am wants a name and an address; an archive may have taken the address. */
function authorOf(from: string | undefined): string {
  if (from === undefined) return 'Unknown <unknown@localhost>';
  return /<[^<>\s]+@[^<>\s]+>/.test(from) || /^\S+@\S+$/.test(from) ? from : `${from} <unknown@localhost>`;
}

function isMailDate(date: string | undefined): date is string {
  return date !== undefined && /^(?:\w{3}, +)?\d{1,2} \w{3} \d{4} \d\d:\d\d(?::\d\d)? [-+]\d{4}/.test(date);
}

function slug(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 52);
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
