/**
 * What the file does that is wrong only because of who calls or registers it: callers in other files, solved with what this file's functions
 * do as they stand. Told at the line here, on the caller's path. One finding per rule and line, with the surest caller.
 */
import type { CallerAnalysis, FileAnalysis } from '../analysis/analyse';
import type { CallbackEntry } from '../analysis/entries';
import type { AnalysisEvent } from '../analysis/events';
import { BANDS, type Finding } from '../analysis/finding';
import { isMemberCall } from '../analysis/memberCalls';
import type { OutsideCallee } from '../analysis/outsideCalls';
import { hangsOnSwitch } from '../analysis/switches';
import { confirmDetection } from './eventRule';
import { gfpInAtomic } from './gfp-in-atomic';
import { locksOfHandlersElsewhere, type OutsideHandlers } from './handlersElsewhere';
import { invalidWaitContext } from './invalid-wait-context';
import type { Detection, Rule, Subject } from './rule';
import { sleepInAtomic } from './sleep-in-atomic';

/** Rules that judge one call by its context, in order of precedence. */
const RULES: readonly Rule[] = [gfpInAtomic, sleepInAtomic, invalidWaitContext];

/** Callers that are solved for one function of the file, and for all of them together. */
const MAX_CALLERS = 8;
const MAX_CALLERS_OF_FILE = 40;
/** The same for callers of functions that stand between, of which so many are looked at for one function of the file. */
const MAX_BETWEEN = 8;
const MAX_FAR_CALLERS = 4;
const MAX_FAR_CALLERS_OF_FILE = 40;
/** Called from more files than these, a function is common property: one file that calls it wrongly is more likely at fault itself. */
const FEW_FILES = 6;
/** The same for spinlock_t and the allocators' locks, which are what functions take unless somebody forbids it. */
const FEW_FILES_OF_HARD = 2;

/** The tree's other files, as places that may call functions of this one. */
export interface OutsideCallers extends OutsideHandlers {
  /** Functions that may call it where that matters, in order of files and texts; `files`: in so many. */
  callersOf(callee: OutsideCallee): CallersFound;
  /**
   * Functions of other files that may call it holding nothing themselves, each with who may call those where that matters:
   * first the function itself, if further files register it.
   */
  between(callee: OutsideCallee): { readonly files: number; readonly functions: readonly Between[] };
  /** How they register a function of this one. */
  registrationsOf(name: string): readonly CallbackEntry[];
}

export interface CallersFound {
  readonly files: number;
  readonly callers: readonly OutsideCaller[];
}

export interface Between extends CallersFound {
  /** Tree path. */
  readonly file: string;
  readonly function: string;
}

export interface OutsideCaller {
  /** Tree path. */
  readonly file: string;
  readonly function: string;
  /** undefined: the call is not made where it matters after all, or the function is too large to be followed. */
  solve(): CallerAnalysis | 'harmless' | undefined;
}

export interface CallerFindings {
  readonly findings: readonly Finding[];
  /** Callers and functions that were not looked at, by cause. */
  readonly causes: readonly { readonly reason: string; readonly count: number }[];
}

interface Told {
  readonly finding: Finding;
  readonly precedence: number;
  /** Whose callers it was seen from, and from how many files the function may be called where that matters. */
  readonly seenFrom: ReadonlySet<string>;
  readonly files: number;
}

/** `own`: findings of the file without callers; what is told already is not told again. */
export function runCallerRules(
  file: FileAnalysis,
  callees: readonly OutsideCallee[],
  callers: OutsideCallers,
  own: readonly Finding[],
): CallerFindings {
  const run = new CallerRun(file);
  for (const callee of callees) {
    if (callee.name === callee.function) run.entries(callee, callers.registrationsOf(callee.name));
    run.callers(callee, callers.callersOf(callee));
  }
  // Nearer callers first: what they make wrong is told of them.
  for (const callee of callees) run.farCallers(callee, callers.between(callee));
  const known = new Set(own.map(({ span }) => `${span.start}-${span.end}`));
  const ofHandlers = locksOfHandlersElsewhere(file, callees, callers);
  return {
    findings: [...run.findings(), ...ofHandlers].filter(({ span }) => !known.has(`${span.start}-${span.end}`)),
    causes: [...run.causes].map(([reason, count]) => ({ reason, count })),
  };
}

class CallerRun {
  readonly causes = new Map<string, number>();
  private readonly told = new Map<string, Told>();
  private readonly judged = new Set<string>();
  private left = MAX_CALLERS_OF_FILE;
  private farLeft = MAX_FAR_CALLERS_OF_FILE;

  constructor(private readonly file: FileAnalysis) {}

  entries(callee: OutsideCallee, entries: readonly CallbackEntry[]): void {
    for (const fresh of judgeEntry(this.file, callee, entries)) keepSurer(this.told, { ...fresh, files: 1 });
  }

  callers(callee: OutsideCallee, { files, callers }: CallersFound): void {
    if (callers.length === 0 && files > 0) this.miss(`too many callers elsewhere: ${callee.name}`);
    for (const [index, caller] of callers.entries()) {
      if (index >= MAX_CALLERS || this.left === 0) {
        this.miss(`callers elsewhere not looked at: ${callee.name}`);
        break;
      }
      this.left--;
      this.judge(callee, caller, files, undefined);
    }
  }

  farCallers(callee: OutsideCallee, { files, functions }: ReturnType<OutsideCallers['between']>): void {
    if (functions.length === 0 && files > 0) this.miss(`too many files between: ${callee.name}`);
    if (functions.length > MAX_BETWEEN) this.miss(`functions between not looked at: ${callee.name}`);
    for (const between of functions.slice(0, MAX_BETWEEN)) {
      for (const [index, caller] of between.callers.entries()) {
        const key = [caller.file, caller.function, between.file, between.function].join(' ');
        if (this.judged.has(key)) continue;
        if (index >= MAX_FAR_CALLERS || this.farLeft === 0) {
          this.miss(`callers of callers not looked at: ${between.function}`);
          break;
        }
        this.judged.add(key);
        this.farLeft--;
        this.judge(callee, caller, between.files, between);
      }
    }
  }

  findings(): readonly Finding[] {
    return [...this.told.values()].map(
      ({ finding, seenFrom, files }): Finding =>
        finding.band === 'proven' && isCommon(finding, files, seenFrom.size) ? { ...finding, band: 'likely' } : finding,
    );
  }

  private judge(callee: OutsideCallee, caller: OutsideCaller, files: number, between: Between | undefined): void {
    const solved = caller.solve();
    if (solved === undefined) this.miss(`caller elsewhere too large: ${caller.function}`);
    if (solved === undefined || solved === 'harmless') return;
    for (const fresh of judge(this.file, callee, solved, caller, between)) keepSurer(this.told, { ...fresh, files });
  }

  private miss(reason: string): void {
    this.causes.set(reason, (this.causes.get(reason) ?? 0) + 1);
  }
}

/** Is the caller more likely at fault than the function? `files` may call it where that matters, `wrong` of them do so wrongly. */
function isCommon({ rule }: Finding, files: number, wrong: number): boolean {
  return rule === invalidWaitContext.meta.id ? files > FEW_FILES_OF_HARD : files > FEW_FILES && wrong < 2;
}

/** One finding per line's call: of the surest band, then of the rule that goes first, then the one that was found first. */
function keepSurer(told: Map<string, Told>, fresh: Told): void {
  const { span } = fresh.finding;
  const key = `${span.start}-${span.end}`;
  const old = told.get(key);
  const surer = old === undefined || rank(fresh) < rank(old) ? fresh : old;
  told.set(key, { ...surer, seenFrom: new Set([...(old?.seenFrom ?? []), ...fresh.seenFrom]) });
}

function rank({ finding, precedence }: Told): number {
  return BANDS.indexOf(finding.band) * RULES.length + precedence;
}

/** What the function does wrong because of where other files register it. */
function judgeEntry(
  file: FileAnalysis,
  callee: OutsideCallee,
  entries: readonly CallbackEntry[],
): readonly Omit<Told, 'files'>[] {
  const fn = file.analysisOf(callee.function);
  const elsewhere = entries[0]?.elsewhere;
  if (fn === undefined || elsewhere === undefined) return [];
  const callbacks = [...file.entryOf(callee.function).callbacks, ...entries];
  const entered: FileAnalysis = {
    ...file,
    entryOf: (name) => (name === callee.function ? { callbacks, closed: false } : file.entryOf(name)),
  };
  const subject: Subject = { file: entered, fn };
  return RULES.flatMap((rule, precedence) =>
    rule.detect(subject).flatMap((detection) => {
      const isNew = detection.reasons.some((r) => r.kind === 'entry' && r.entry.elsewhere !== undefined);
      const confirmed = isNew ? confirmDetection(subject, detection) : undefined;
      if (confirmed === undefined || confirmed.band === 'question') return [];
      const finding = tell(rule, subject, confirmed, elsewhere.file, '');
      return { finding, precedence, seenFrom: new Set([elsewhere.file]) };
    }),
  );
}

function judge(
  file: FileAnalysis,
  callee: OutsideCallee,
  { analysis, root }: CallerAnalysis,
  caller: OutsideCaller,
  between: Between | undefined,
): readonly Omit<Told, 'files'>[] {
  // Places with no file are of the checked one; the rest is the caller's.
  const both: FileAnalysis = {
    ...analysis,
    analysisOf: (name) => file.analysisOf(name),
  };
  const subject: Subject = { file: both, fn: root };
  const there: Subject = { file: analysis, fn: root };
  const concerns = (event: AnalysisEvent): boolean =>
    isHere(event) && (between === undefined || event.chain.some((place) => place.file === between.file));
  const through = isMemberCall(callee.name) ? ` through ${callee.name}` : '';
  const isBetween = between !== undefined && between.function !== caller.function;
  const way = isBetween ? ` through ${between.function}() of ${between.file}` : through;
  const told: Omit<Told, 'files'>[] = [];
  RULES.forEach((rule, precedence) => {
    const detected = rule.detect({ file: both, fn: { ...root, events: root.events.filter(concerns) } });
    for (const detection of detected) {
      const found = confirmDetection(there, detection);
      const confirmed: Detection =
        found.band === 'proven' && hangsOnSwitch(analysis, root, found.event) ? { ...found, band: 'likely' } : found;
      if (confirmed.band === 'question') continue;
      const how = `; ${caller.function}() of ${caller.file} calls it so${way}`;
      told.push({
        finding: tell(rule, subject, confirmed, caller.file, how),
        precedence,
        seenFrom: new Set([caller.file]),
      });
    }
  });
  return told;
}

/** Does it happen in a function of the checked file, called from the other one? */
function isHere({ chain }: AnalysisEvent): boolean {
  return chain[0]?.file !== '' && chain.some(({ file }) => file === '');
}

/** `caller`: the file that makes it wrong; `how`: what it does, as the end of a sentence. */
function tell(rule: Rule, subject: Subject, detection: Detection, caller: string, how: string): Finding {
  const { message, path, assumptions } = rule.explain(subject, detection);
  return {
    rule: rule.meta.id,
    band: detection.band,
    worlds: [subject.file.world],
    function: detection.function,
    span: detection.span,
    message: message + how,
    path,
    assumptions,
    witness: { kind: 'none', reason: `the path begins in ${caller}, of which the model has no text` },
    caller,
  };
}
