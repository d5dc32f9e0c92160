/**
 * `lockstep: allow RULE: reason` in a comment silences that rule's findings on its own line and on the line below the comment.
 * Without a reason it is itself a finding, and silences nothing; so is one that names no rule.
 */
import { type Finding, RULE_IDS } from '../analysis/finding';
import { indexLines, lineColumnAt } from '../base/lines';
import type { World } from '../kernel/worlds';

export interface Silenced {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly { readonly finding: Finding; readonly reason: string }[];
}

interface Allowance {
  readonly rule: string;
  readonly reason: string;
  readonly span: { readonly start: number; readonly end: number };
  /** Lines the comment stands on, and the one below. */
  readonly firstLine: number;
  readonly lastLine: number;
}

export function applySuppressions(
  text: string,
  findings: readonly Finding[],
  worlds: readonly World[],
  functionAt: (offset: number) => string,
): Silenced {
  if (!text.includes('lockstep:')) return { findings, suppressed: [] };
  const lines = indexLines(text);
  const allowances = readAllowances(text, (offset) => lineColumnAt(lines, offset).line);
  const used = new Set<Allowance>();
  const left: Finding[] = [];
  const suppressed: { finding: Finding; reason: string }[] = [];
  for (const finding of findings) {
    const { line } = lineColumnAt(lines, finding.span.start);
    const allowance = allowances.find(
      (candidate) =>
        candidate.rule === finding.rule &&
        candidate.reason !== '' &&
        candidate.firstLine <= line &&
        line <= candidate.lastLine + 1,
    );
    if (allowance === undefined) left.push(finding);
    else {
      used.add(allowance);
      suppressed.push({ finding, reason: allowance.reason });
    }
  }
  for (const allowance of allowances) {
    const complaint = complaintOf(allowance);
    if (complaint === undefined || used.has(allowance)) continue;
    left.push({
      rule: 'suppression',
      band: 'proven',
      worlds,
      function: functionAt(allowance.span.start),
      span: allowance.span,
      message: complaint,
      path: [],
      assumptions: [],
      witness: { kind: 'none', reason: 'a comment cannot be run' },
    });
  }
  return {
    findings: left.sort((a, b) => a.span.start - b.span.start || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0)),
    suppressed,
  };
}

function complaintOf({ rule, reason }: Allowance): string | undefined {
  if (!(RULE_IDS as readonly string[]).includes(rule))
    return `'lockstep: allow ${rule}' names no rule; the rules are listed in docs/rules`;
  if (reason === '')
    return `'lockstep: allow ${rule}' gives no reason and silences nothing; write 'lockstep: allow ${rule}: reason'`;
  return undefined;
}

function readAllowances(text: string, lineOf: (offset: number) => number): Allowance[] {
  const allowances: Allowance[] = [];
  // One match per comment or literal, so that neither is read inside the other.
  const piece = /\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g;
  for (let match = piece.exec(text); match !== null; match = piece.exec(text)) {
    const [comment] = match;
    if (!comment.startsWith('/') || !comment.includes('lockstep:')) continue;
    const body = comment.replace(/\*\/$/, '');
    const allow = /lockstep:\s*allow\s+([\w-]+)\s*(?::([^\n]*(?:\n\s*\*?[^\n]*)*))?/.exec(body);
    if (allow === null) continue;
    const [, rule = '', reason = ''] = allow;
    const span = { start: match.index, end: match.index + comment.length };
    allowances.push({
      rule,
      reason: reason.replace(/\s*\n\s*\*?\s*/g, ' ').trim(),
      span,
      firstLine: lineOf(span.start),
      lastLine: lineOf(Math.max(span.start, span.end - 1)),
    });
  }
  return allowances;
}
