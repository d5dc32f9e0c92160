/**
 * The reply to a patch: its hunk quoted and trimmed, the comment under the line, the chain, the kernels it holds on, what was
 * run. Plain text as a maintainer writes it; nothing in it needs to be edited before it is sent.
 */
import type { RuleId } from '../analysis/finding';
import { WORLDS, type World } from '../kernel/worlds';
import type { FilePatch, Hunk, MailHeaders, Patch } from '../patch/model';
import type { PatchReview, ReviewedFinding, SeriesReview } from './api';
import { findLine, hunkHeader, lineWithMarker } from './patchText';
import type { PathView } from './view';
import { fill } from './wrap';

/** Quoted lines kept in front of a commented line. */
const CONTEXT = 4;
const WORLD_WORDS: Readonly<Record<World, string>> = { smp: 'SMP', rt: 'PREEMPT_RT', up: 'UP' };

/** What the kernel prints for a kind of report; other kinds are said by their own words. */
const SPLATS: Readonly<Record<string, string>> = {
  'sleeping-in-atomic': '"BUG: sleeping function called from invalid context"',
  'scheduling-while-atomic': '"BUG: scheduling while atomic"',
  'invalid-wait-context': '"BUG: Invalid wait context"',
  'recursive-locking': '"WARNING: possible recursive locking detected"',
  'circular-locking': '"WARNING: possible circular locking dependency detected"',
  'inconsistent-lock-state': '"WARNING: inconsistent lock state"',
  'irq-lock-order': '"WARNING: possible irq lock inversion dependency detected"',
  'suspicious-rcu': '"WARNING: suspicious RCU usage"',
};

/** One mail per patch with something to say; for a clean series one mail that says so. Several mails make an mbox. */
export function replies(review: SeriesReview, all: boolean): string {
  const mails = review.patches.flatMap((patch) => {
    const shown = patch.findings.filter(({ status }) => all || status === 'introduced');
    return shown.length === 0 ? [] : [commentMail(patch, shown)];
  });
  if (mails.length === 0) return cleanMail(review);
  if (mails.length === 1) return mails[0] ?? '';
  return mails
    .map((mail) => `From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001\n${escapeFrom(mail)}\n`)
    .join('');
}

function escapeFrom(mail: string): string {
  return mail.replace(/^(>*From )/gm, '>$1');
}

function commentMail(review: PatchReview, findings: readonly ReviewedFinding[]): string {
  const { patch } = review;
  const remarks = standing(review, findings);
  const body = [...remarks, ...(remarks.length > 0 ? [''] : []), ...attribution(patch.headers), ''];
  let last: Place | undefined;
  for (const group of byLine(findings)) {
    const [first] = group;
    if (first === undefined) continue;
    const found = findLine(patch, first.patchLine);
    body.push(...deeper(found === undefined ? quoteFile(patch, first) : quote(found, last), patch), '');
    last = found ?? last;
    for (const finding of group) body.push(...comment(finding, patch), '');
  }
  return `${[...headers(patch.headers), '', ...body].join('\n').trimEnd()}\n`;
}

/** What does not come from the whole patch on a whole tree must be said; once, and not under each comment. */
function standing(review: PatchReview, findings: readonly ReviewedFinding[]): string[] {
  const lost = findings.some(({ view }) => view.assumptions.some((each) => LOST.test(each)))
    ? ' The mail also lost lines of some hunks; I took it that they change nothing.'
    : '';
  if (review.applies === 'no-tree')
    return fill(`(Read without the tree it applies to: what the hunks do not show, I did not see.${lost})`);
  const failed = review.hunks.filter(({ state }) => state === 'failed').length;
  if (failed === 0) return [];
  return fill(
    `(On ${review.base}, ${failed} of ${review.hunks.length} hunks did not apply here; those I read by themselves.${lost})`,
  );
}

/** Assumptions that the remark at the top makes for the whole mail. */
const LOST = /^the lines that the mail lost of/;
const NOT_SHOWN = /^the rest of .* which the patch does not show/;

function headers(mail: MailHeaders): string[] {
  const subject = mail.subject === '' ? '(no subject)' : mail.subject;
  const cc = [mail.to, mail.cc].filter((field) => field !== undefined).join(', ');
  const references = [mail.references, mail.messageId].filter((field) => field !== undefined).join(' ');
  return [
    ...(mail.from === undefined ? [] : field('To', mail.from)),
    ...(cc === '' ? [] : field('Cc', cc)),
    ...field('Subject', /^re:/i.test(subject) ? subject : `Re: ${subject}`),
    ...(mail.messageId === undefined ? [] : field('In-Reply-To', mail.messageId)),
    ...(references === '' ? [] : field('References', references)),
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
  ];
}

/** Folded where RFC 5322 allows it. Names beyond ASCII are written as they are (RFC 6532). */
function field(name: string, value: string): string[] {
  return fill(value.replace(/[\r\n]+/g, ' '), `${name}: `, ' ');
}

function attribution(mail: MailHeaders): string[] {
  const name = mail.from?.replace(/\s*<[^>]*>\s*$/, '').replace(/^"(.*)"$/, '$1');
  if (name === undefined || name === '') return [];
  return fill(mail.date === undefined ? `${name} wrote:` : `On ${mail.date}, ${name} wrote:`);
}

interface Place {
  readonly file: FilePatch;
  readonly hunk: Hunk;
  readonly index: number;
}

/** From the last commented line of the hunk on, trimmed to what is near. */
function quote(place: Place, last: Place | undefined): string[] {
  const { file, hunk, index } = place;
  const lines: string[] = [];
  if (last?.file !== file)
    lines.push(quoted(`diff --git a/${file.oldPath ?? file.newPath} b/${file.newPath ?? file.oldPath}`));
  const goesOn = last?.hunk === hunk && last.index < index;
  if (!goesOn) lines.push(quoted(hunkHeader(hunk)));
  const start = goesOn ? last.index + 1 : 0;
  const from = Math.max(start, index - CONTEXT);
  if (from > start) lines.push('[...]');
  for (const line of hunk.lines.slice(from, index + 1)) lines.push(quoted(lineWithMarker(line)));
  return lines;
}

/** What the mail itself quotes is one level further down. */
function deeper(lines: readonly string[], { quoted: depth }: Patch): string[] {
  return lines.map((line) => (line.startsWith('>') ? `${'> '.repeat(depth)}${line}` : line));
}

function quoteFile(patch: Patch, finding: ReviewedFinding): string[] {
  const file = patch.files.find(({ line }) => line === finding.patchLine);
  return file === undefined
    ? []
    : [quoted(`diff --git a/${file.oldPath ?? file.newPath} b/${file.newPath ?? file.oldPath}`)];
}

function quoted(text: string): string {
  return `> ${text}`.trimEnd();
}

function byLine(findings: readonly ReviewedFinding[]): readonly (readonly ReviewedFinding[])[] {
  const groups = new Map<number, ReviewedFinding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.patchLine) ?? [];
    group.push(finding);
    groups.set(finding.patchLine, group);
  }
  return [...groups.values()];
}

/** What these say is of the text: that every kind of kernel has it goes without saying. */
const OF_THE_TEXT: ReadonlySet<string> = new Set<RuleId>([
  'build-error',
  'contract-broken',
  'gfp-bits',
  'gfp-flags-conflict',
  'inverted-check',
  'page-lifecycle',
  'rt-conditional',
  'seqlock-open-coded',
]);

function comment(finding: ReviewedFinding, patch: Patch): string[] {
  const { view, status } = finding;
  const lines = fill(finding.comment);
  if (status === 'pre-existing') lines.push(...fill('(Not from this patch: it was there before.)'));
  if (status === 'fixed') lines.push(...fill('(This patch fixes it. Thanks.)'));
  if (status === 'fixed-later')
    lines.push(...fill('(A later patch of the series fixes it; the series does not bisect here.)'));
  // A chain of one step is what the comment says.
  const chain = view.path.length > 1 || view.path[0]?.inTree === true ? view.path : [];
  if (chain.length > 0) lines.push('');
  for (const step of chain) lines.push(...stepLines(step, patch));
  const run = runText(finding);
  const holds = OF_THE_TEXT.has(view.rule) && view.worlds.length > 1 ? '' : `This holds on ${worldsText(view.worlds)}.`;
  const last = [holds, assumptionText(view.assumptions), run.text].filter((text) => text !== '').join(' ');
  if (last !== '') lines.push('', ...fill(last));
  if (run.id !== undefined) lines.push('', 'lockstep simulate --replay \\', run.id);
  return lines;
}

/** A line of the mail itself is told by its words: its number means nothing to whoever reads the reply. */
function stepLines(step: PathView, patch: Patch): string[] {
  const found = step.file === patch.file ? findLine(patch, step.line) : undefined;
  const code = found?.hunk.lines[found.index]?.text.trim().replace(/\s+/g, ' ');
  if (code === undefined) return fill(`${step.file}:${step.line} ${step.function}(): ${step.text}`, '  ', '      ');
  return fill(`${step.function}(), "${code}": ${step.text}`, '  ', '      ');
}

function worldsText(worlds: readonly World[]): string {
  const words = worlds.map((world) => WORLD_WORDS[world]);
  return words.length < 2
    ? `${words.join('')} kernels`
    : `${words.slice(0, -1).join(', ')} and ${words.at(-1)} kernels alike`;
}

function assumptionText(assumptions: readonly string[]): string {
  const own = assumptions.filter((each) => !LOST.test(each) && !NOT_SHOWN.test(each));
  if (own.length === 0) return '';
  return `I took for granted that ${own.map((each) => each.replace(/[.\s]+$/, '')).join('; that ')}.`;
}

function runText({ view }: ReviewedFinding): { readonly text: string; readonly id: string | undefined } {
  const runs = WORLDS.flatMap((world) => {
    const verdict = view.replay?.[world];
    return verdict === undefined ? [] : [{ world, verdict }];
  });
  const confirmed = runs.filter(({ verdict }) => verdict.verdict === 'confirmed');
  const [first] = confirmed;
  if (first === undefined) {
    const refuted = runs.length > 0 && runs.every(({ verdict }) => verdict.verdict === 'refuted');
    const text = refuted
      ? 'Run on a model of the page allocator, the path did not fail; the code may rely on something I did not see.'
      : '';
    return { text, id: undefined };
  }
  const { splat } = first.verdict;
  const kind = SPLATS[splat ?? ''] ?? `a report of the kind ${splat ?? 'unknown'}`;
  const where = confirmed.length === view.worlds.length ? '' : ` (${worldsText(confirmed.map(({ world }) => world))})`;
  const { id } = first.verdict;
  const again = id === undefined ? '' : ' To see it again:';
  return {
    text: `Run on a model of the page allocator under lockdep's rules, the path ends in ${kind}${where}.${again}`,
    id,
  };
}

function cleanMail(review: SeriesReview): string {
  const first = review.cover ?? review.patches[0]?.patch;
  if (first === undefined) return '';
  const functions = review.patches.reduce((sum, { checked }) => sum + checked.functions, 0);
  const replayed = review.patches.reduce((sum, { checked }) => sum + checked.replays, 0);
  const [checked] = review.patches;
  const worlds = worldsText(checked?.checked.worlds ?? []);
  const number = review.patches.length;
  const failed = review.patches.flatMap(({ hunks }) => hunks.filter(({ state }) => state === 'failed')).length;
  const missing = review.patches.flatMap(({ notAnalysed }) => notAnalysed);
  const where = checked?.applies === 'no-tree' ? 'read without a tree' : `on ${checked?.base ?? ''}`;
  const body = [
    ...fill(
      `I checked the ${number === 1 ? 'patch' : `${number} patches`} ${where} for lock, interrupt, seqlock and GFP context: ${functions} changed function${functions === 1 ? '' : 's'}, on ${worlds}${replayed === 0 ? '' : `, with ${replayed} run${replayed === 1 ? '' : 's'} on a model of the page allocator`}. I found nothing that ${number === 1 ? 'it' : 'they'} introduce${number === 1 ? 's' : ''}.`,
    ),
    ...(failed === 0
      ? []
      : [
          '',
          ...fill(
            `${failed} hunk${failed === 1 ? '' : 's'} did not apply here and ${failed === 1 ? 'was' : 'were'} read without the rest of the file.`,
          ),
        ]),
    ...(missing.length === 0
      ? []
      : [
          '',
          ...fill(
            `Not looked into: ${missing.map(({ function: name, file }) => (name === '' ? file : `${name}()`)).join(', ')}.`,
          ),
        ]),
  ];
  return `${[...headers(first.headers), '', ...attribution(first.headers), ...(attribution(first.headers).length > 0 ? quoteSubject(first) : []), '', ...body].join('\n').trimEnd()}\n`;
}

/** The first paragraph of the mail replied to is enough to know it by. */
function quoteSubject(patch: Patch): string[] {
  const lines: string[] = [];
  for (const { text } of patch.message) {
    if (text.trim() === '') {
      if (lines.length > 0) break;
      continue;
    }
    if (/^(?:---|From:|diff )/.test(text)) break;
    if (/^[A-Z][\w-]*-by: /.test(text)) continue;
    lines.push(quoted(text));
    if (lines.length === 3) break;
  }
  return [...lines, ...(lines.length > 0 ? ['[...]'] : [])];
}
