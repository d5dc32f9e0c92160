/** All rules: the registry, running them over a file's analysis, and joining the worlds' findings by place. */
import type { FileAnalysis, FunctionAnalysis } from '../analysis/analyse';
import { BANDS, type Band, type Finding } from '../analysis/finding';
import type { World } from '../kernel/worlds';
import { gfpFlagsConflict } from './gfp-flags-conflict';
import { gfpInAtomic } from './gfp-in-atomic';
import { invalidWaitContext } from './invalid-wait-context';
import { irqFlagsMisuse } from './irq-flags-misuse';
import { lockImbalance } from './lock-imbalance';
import { lockRecursion } from './lock-recursion';
import type { Rule, Subject } from './rule';
import { seqlockReaderInWriter } from './seqlock-reader-in-writer';
import { seqlockRetryMissing } from './seqlock-retry-missing';
import { seqlockWriterContext } from './seqlock-writer-context';
import { sleepInAtomic } from './sleep-in-atomic';

/** In order of precedence: of several findings about one call only the first rule's is told. */
export const RULES: readonly Rule[] = [
  gfpInAtomic, sleepInAtomic, lockRecursion, seqlockReaderInWriter, seqlockWriterContext, invalidWaitContext, irqFlagsMisuse, lockImbalance,
  seqlockRetryMissing, gfpFlagsConflict,
];

/** Rules that judge one call by its context: after the first the path is spent. */
const CONTEXT_RULES = new Set(['gfp-in-atomic', 'sleep-in-atomic', 'lock-recursion', 'seqlock-reader-in-writer', 'seqlock-writer-context', 'invalid-wait-context']);

interface Candidate {
  readonly finding: Finding;
  readonly precedence: number;
  /** Root cause: where the reason began. */
  readonly root: string;
  readonly cost: number;
}

/** The findings of one world, in file order. */
export function runRules(analysis: FileAnalysis): Finding[] {
  const candidates: Candidate[] = [];
  for (const fn of analysis.functions) candidates.push(...judge({ file: analysis, fn }));
  return dedupe(candidates).map((c) => c.finding).sort(compareFindings);
}

/** The findings of one function alone: what an editor asks for while a session recomputes. */
export function runRulesOn(analysis: FileAnalysis, fn: FunctionAnalysis): Finding[] {
  return dedupe(judge({ file: analysis, fn })).map((c) => c.finding).sort(compareFindings);
}

function judge(subject: Subject): Candidate[] {
  const found: Candidate[] = [];
  RULES.forEach((rule, precedence) => {
    for (const detection of rule.detect(subject)) {
      const told = rule.explain(subject, detection);
      const fixes = rule.fixes(subject, detection);
      const first = told.path[0];
      found.push({
        precedence,
        root: first === undefined ? '' : `${first.file}:${first.span.start}`,
        cost: (detection.event?.chain.length ?? 0) * 100 + (detection.event?.path?.length ?? 0),
        finding: {
          rule: rule.meta.id, band: detection.band, worlds: [subject.file.world], function: detection.function, span: detection.span,
          message: told.message, path: told.path, assumptions: told.assumptions, witness: rule.witness(subject, detection),
          ...(fixes.length === 0 ? {} : { fixes }),
        },
      });
    }
  });
  return found;
}

/** One report per (rule, place, root cause), the shortest way; and one context rule per place. */
function dedupe(candidates: readonly Candidate[]): Candidate[] {
  const best = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const { finding } = candidate;
    const key = `${finding.rule} ${finding.span.start}-${finding.span.end} ${candidate.root}`;
    const old = best.get(key);
    if (old === undefined || better(candidate, old)) best.set(key, candidate);
  }
  const kept = [...best.values()];
  return kept.filter((candidate) => {
    if (!CONTEXT_RULES.has(candidate.finding.rule)) return true;
    return !kept.some(
      (other) =>
        other !== candidate && CONTEXT_RULES.has(other.finding.rule) && other.finding.span.start === candidate.finding.span.start &&
        other.finding.span.end === candidate.finding.span.end && spends(other, candidate),
    );
  });
}

function spends(first: Candidate, second: Candidate): boolean {
  const a = BANDS.indexOf(first.finding.band);
  const b = BANDS.indexOf(second.finding.band);
  if (first.finding.rule === second.finding.rule) return first.root !== second.root && a < b;
  return a < b || (a === b && first.precedence < second.precedence);
}

function better(a: Candidate, b: Candidate): boolean {
  const bands = BANDS.indexOf(a.finding.band) - BANDS.indexOf(b.finding.band);
  return bands !== 0 ? bands < 0 : a.cost < b.cost;
}

/** The findings of several worlds as one list: the same rule at the same place for the same root is one finding. */
export function joinWorlds(perWorld: readonly { readonly world: World; readonly findings: readonly Finding[] }[]): Finding[] {
  const joined = new Map<string, Finding>();
  for (const { findings } of perWorld) {
    for (const finding of findings) {
      const key = `${finding.rule} ${finding.span.start}-${finding.span.end} ${finding.function} ${finding.path[0]?.span.start ?? ''}`;
      const old = joined.get(key);
      joined.set(key, old === undefined ? finding : { ...old, band: surer(old.band, finding.band), worlds: [...new Set([...old.worlds, ...finding.worlds])] });
    }
  }
  const several = perWorld.length > 1;
  return [...joined.values()].map((f) => (several && f.worlds.length === 1 && f.worlds[0] === 'rt' ? { ...f, message: onRealtime(f.message) } : f)).sort(compareFindings);
}

function onRealtime(message: string): string {
  return message.includes('PREEMPT_RT') ? message : `${message}, on PREEMPT_RT`;
}

function surer(a: Band, b: Band): Band {
  return BANDS.indexOf(a) <= BANDS.indexOf(b) ? a : b;
}

function compareFindings(a: Finding, b: Finding): number {
  return a.span.start - b.span.start || a.span.end - b.span.end || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0) || (a.message < b.message ? -1 : a.message > b.message ? 1 : 0);
}
