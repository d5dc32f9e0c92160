/** All rules: the registry, running them over a file's analysis, and joining the worlds' findings by place. */
import type { FileAnalysis, FunctionAnalysis } from '../analysis/analyse';
import type { CallbackEntry } from '../analysis/entries';
import { BANDS, type Band, type Finding } from '../analysis/finding';
import { sameValue } from '../base/sameValue';
import type { World } from '../kernel/worlds';
import { buildError } from './build-error';
import { contractBroken } from './contract-broken';
import { confirmDetection } from './eventRule';
import { gfpBits } from './gfp-bits';
import { gfpFlagsConflict } from './gfp-flags-conflict';
import { gfpInAtomic } from './gfp-in-atomic';
import { invalidWaitContext } from './invalid-wait-context';
import { invertedCheck } from './inverted-check';
import { irqFlagsMisuse } from './irq-flags-misuse';
import { irqUnsafeLock } from './irq-unsafe-lock';
import { lockImbalance } from './lock-imbalance';
import { lockOrder } from './lock-order';
import { lockRecursion } from './lock-recursion';
import { pageLifecycle } from './page-lifecycle';
import { percpuUnprotected } from './percpu-unprotected';
import { reclaimRecursion } from './reclaim-recursion';
import { rtConditional } from './rt-conditional';
import type { Detection, Rule, Subject } from './rule';
import { seqlockOpenCoded } from './seqlock-open-coded';
import { seqlockPrintk } from './seqlock-printk';
import { seqlockReaderInWriter } from './seqlock-reader-in-writer';
import { seqlockRetryMissing } from './seqlock-retry-missing';
import { seqlockWriterContext } from './seqlock-writer-context';
import { sleepInAtomic } from './sleep-in-atomic';
import { slowPathRetry } from './slow-path-retry';
import { staleAfterUnlock } from './stale-after-unlock';
import { trylockOnly } from './trylock-only';
import { waitUnderLock } from './wait-under-lock';

/** In order of precedence: of several findings about one call only the first rule's is told. */
export const RULES: readonly Rule[] = [
  gfpInAtomic,
  sleepInAtomic,
  lockRecursion,
  irqUnsafeLock,
  lockOrder,
  seqlockReaderInWriter,
  seqlockWriterContext,
  invalidWaitContext,
  irqFlagsMisuse,
  lockImbalance,
  seqlockRetryMissing,
  gfpFlagsConflict,
  buildError,
  invertedCheck,
  seqlockOpenCoded,
  seqlockPrintk,
  trylockOnly,
  slowPathRetry,
  gfpBits,
  rtConditional,
  contractBroken,
  pageLifecycle,
  waitUnderLock,
  reclaimRecursion,
  percpuUnprotected,
  staleAfterUnlock,
];

/** Rules that judge one call by its context: after the first the path is spent. */
const CONTEXT_RULES = new Set([
  'gfp-in-atomic',
  'sleep-in-atomic',
  'lock-recursion',
  'seqlock-reader-in-writer',
  'seqlock-writer-context',
  'invalid-wait-context',
]);

interface Candidate {
  readonly subject: Subject;
  readonly rule: Rule;
  readonly detection: Detection;
  readonly precedence: number;
  /** Root cause: where the reason began. */
  readonly root: string;
  readonly cost: number;
}

/** How many ways to one finding are tried for an explicit path. */
const TRIES = 3;

/** The findings of one world, in file order. */
export function runRules(analysis: FileAnalysis): Finding[] {
  const candidates: Candidate[] = [];
  for (const fn of analysis.functions) candidates.push(...judge({ file: analysis, fn }));
  return [...settle(candidates).map(tell), ...RULES.flatMap((rule) => tellFile(rule, analysis))].sort(compareFindings);
}

function tellFile(rule: Rule, analysis: FileAnalysis): Finding[] {
  return (rule.overFile?.(analysis) ?? []).map((found) => ({
    rule: rule.meta.id,
    worlds: [analysis.world],
    ...found,
  }));
}

/** The findings of one function alone: what an editor asks for while a session recomputes. */
export function runRulesOn(analysis: FileAnalysis, fn: FunctionAnalysis): Finding[] {
  return settle(judge({ file: analysis, fn }))
    .map(tell)
    .sort(compareFindings);
}

/** Rules that look at one function and found nothing in it, in one world, as it was entered. */
interface Silence {
  readonly callbacks: readonly CallbackEntry[];
  readonly rules: Set<Rule>;
}

const SILENT = new WeakMap<FunctionAnalysis, Map<World, Silence>>();

/** An edit elsewhere leaves a function's analysis the object it was: what had nothing to say of it then has nothing now. */
function silenceOn({ file, fn }: Subject): Set<Rule> {
  const worlds = SILENT.get(fn) ?? new Map<World, Silence>();
  SILENT.set(fn, worlds);
  const { callbacks } = file.entryOf(fn.fn.name);
  const known = worlds.get(file.world);
  if (known !== undefined && sameValue(known.callbacks, callbacks)) return known.rules;
  const rules = new Set<Rule>();
  worlds.set(file.world, { callbacks, rules });
  return rules;
}

function detect(rule: Rule, subject: Subject, silent: Set<Rule>): readonly Detection[] {
  if (silent.has(rule)) return [];
  const found = rule.detect(subject);
  if (rule.looksAt === 'function' && found.length === 0) silent.add(rule);
  return found;
}

function judge(subject: Subject): Candidate[] {
  const found: Candidate[] = [];
  const silent = silenceOn(subject);
  RULES.forEach((rule, precedence) => {
    for (const detection of detect(rule, subject, silent)) {
      const first = detection.once === true ? undefined : rule.explain(subject, detection).path[0];
      found.push({
        subject,
        rule,
        detection,
        precedence,
        root: first === undefined ? '' : `${first.file}:${first.span.start}`,
        cost:
          (detection.event?.stale === true ? 1e6 : 0) +
          (detection.event?.merged === true ? 1e5 : 0) +
          (detection.event?.chain.length ?? 0) * 100 +
          (detection.event?.path?.length ?? 0),
      });
    }
  });
  return found;
}

function tell(candidate: Candidate): Finding {
  const { subject, rule, detection } = candidate;
  const told = rule.explain(subject, detection);
  const fixes = rule.fixes(subject, detection);
  return {
    rule: rule.meta.id,
    band: detection.band,
    worlds: [subject.file.world],
    function: detection.function,
    span: detection.span,
    message: told.message,
    path: told.path,
    assumptions: told.assumptions,
    witness: rule.witness(subject, detection),
    ...(fixes.length === 0 ? {} : { fixes }),
    ...(detection.local === undefined ? {} : { local: detection.local }),
    ...(detection.settledByRun === undefined ? {} : { settledByRun: detection.settledByRun }),
  };
}

/** One report per (rule, place, root cause), on the shortest way that is confirmed; and one context rule per place. */
function settle(candidates: readonly Candidate[]): Candidate[] {
  const groups = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const { span } = candidate.detection;
    const key = `${candidate.rule.meta.id} ${span.start}-${span.end} ${candidate.root} ${candidate.detection.variant ?? ''}`;
    const group = groups.get(key) ?? [];
    group.push(candidate);
    groups.set(key, group);
  }
  const kept = [...groups.values()].map(bestOf);
  const leaked = kept.filter(
    (c) => c.rule.meta.id === 'lock-imbalance' && c.detection.exit !== undefined && c.detection.band === 'proven',
  );
  return kept.filter(
    (candidate) =>
      !isCascade(candidate, leaked) &&
      !kept.some((other) => other !== candidate && samePlace(other, candidate) && spends(other, candidate)),
  );
}

/** The surest of several ways to one finding. */
function bestOf(group: readonly Candidate[]): Candidate {
  const sorted = [...group].sort((a, b) => bandIndex(a) - bandIndex(b) || a.cost - b.cost);
  const tried = sorted
    .slice(0, TRIES)
    .map((candidate) => ({ candidate, confirmed: undefined as Candidate | undefined }));
  for (const attempt of tried) {
    const confirmed = {
      ...attempt.candidate,
      detection: confirmDetection(attempt.candidate.subject, attempt.candidate.detection),
    };
    if (confirmed.detection.band === attempt.candidate.detection.band) return confirmed;
    attempt.confirmed = confirmed;
  }
  const [first] = tried;
  return first?.confirmed ?? (sorted[0] as Candidate);
}

/** What callers do under a lock that a callee failed to release is the callee's fault, told once there. */
function isCascade(candidate: Candidate, leaked: readonly Candidate[]): boolean {
  const here = candidate.subject.fn.fn.name;
  return candidate.detection.reasons.some(
    (r) =>
      r.kind === 'lock' &&
      r.held.where.function !== here &&
      leaked.some(
        ({ detection: { origin } }) =>
          origin?.function === r.held.where.function && origin.span.start === r.held.where.span.start,
      ),
  );
}

/** Does the function in which the place stands do wrong by itself, whoever calls it? */
const isOwn = ({ subject, detection }: Candidate): boolean => subject.fn.fn.name === detection.function;

const bandIndex = (candidate: Candidate): number => BANDS.indexOf(candidate.detection.band);

function samePlace(a: Candidate, b: Candidate): boolean {
  return a.detection.span.start === b.detection.span.start && a.detection.span.end === b.detection.span.end;
}

/** Of the rules that judge one call by its context only one speaks: the surer, then the one of higher precedence. */
function spends(first: Candidate, second: Candidate): boolean {
  if (!CONTEXT_RULES.has(first.rule.meta.id) || !CONTEXT_RULES.has(second.rule.meta.id)) return false;
  const bands = bandIndex(first) - bandIndex(second);
  // A function that is wrong by itself is told once, not again for each of its callers.
  if (first.rule === second.rule) return bands < 0 || (bands === 0 && isOwn(first) && !isOwn(second));
  return bands < 0 || (bands === 0 && first.precedence < second.precedence);
}

/** The findings of several worlds as one list: the same rule at the same place for the same root is one finding. */
export function joinWorlds(
  perWorld: readonly { readonly world: World; readonly findings: readonly Finding[] }[],
): Finding[] {
  const joined = new Map<string, Finding>();
  for (const { findings } of perWorld) {
    for (const finding of findings) {
      const key = `${finding.rule} ${finding.span.start}-${finding.span.end} ${finding.function} ${finding.path[0]?.span.start ?? ''} ${finding.aspect ?? ''}`;
      const old = joined.get(key);
      joined.set(
        key,
        old === undefined
          ? finding
          : { ...old, band: surer(old.band, finding.band), worlds: [...new Set([...old.worlds, ...finding.worlds])] },
      );
    }
  }
  const several = perWorld.length > 1;
  return [...joined.values()]
    .map((f) =>
      several && f.worlds.length === 1 && f.worlds[0] === 'rt' ? { ...f, message: onRealtime(f.message) } : f,
    )
    .sort(compareFindings);
}

function onRealtime(message: string): string {
  return message.includes('PREEMPT_RT') ? message : `${message}, on PREEMPT_RT`;
}

function surer(a: Band, b: Band): Band {
  return BANDS.indexOf(a) <= BANDS.indexOf(b) ? a : b;
}

function compareFindings(a: Finding, b: Finding): number {
  return (
    a.span.start - b.span.start ||
    a.span.end - b.span.end ||
    (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0) ||
    (a.message < b.message ? -1 : a.message > b.message ? 1 : 0)
  );
}
