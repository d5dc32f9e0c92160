/**
 * What functions of a file do that some caller in another file could forbid: those of their events whose fault would lie here
 * and not with what the caller hands in. A caller in another file is solved with these in place of the function (rules/callers.ts).
 */
import { hashText } from '../base/hash';
import type { World } from '../kernel/worlds';
import type { CallerAnalysis, FileAnalysis, FunctionAnalysis } from './analyse';
import { confirmEvent } from './confirm';
import type { AnalysisEvent } from './events';
import { memberCallName } from './memberCalls';
import { storedFunctions } from './storedFunctions';
import { type Summary, summariseEvents, summaryText } from './summary';
import { hangsOnSwitch } from './switches';

/** Undecided branches on the way beyond which no caller makes a finding of the event. */
const MAX_OPEN = 4;

/** LD_WAIT_CONFIG of lockdep: spinlock_t and its kind. */
const CONFIG = 3;

export interface OutsideCallee {
  /** What callers call: the function, or the member it is stored in (memberCalls.ts). */
  readonly name: string;
  readonly function: string;
  /** As callers in other files see it: only events that matter here. */
  readonly summary: Summary;
  /** Does some event matter in every atomic context, or only where spinlock_t is forbidden too? */
  readonly needs: 'atomic' | 'hard';
}

/**
 * The functions of a file that other files may call and that are unhappy somewhere, in file order: by their names, and then
 * those that are stored in members of structures, unless the tables say in what context such a member is called.
 */
export function outsideCallees(file: FileAnalysis): OutsideCallee[] {
  const unhappy = new Map<string, Omit<OutsideCallee, 'name'>>();
  const found: OutsideCallee[] = [];
  for (const fn of file.functions) {
    const callee = calleeOf(file, fn);
    if (callee === undefined) continue;
    unhappy.set(fn.fn.name, callee);
    if (!fn.fn.static) found.push(callee);
  }
  if (unhappy.size === 0) return found;
  const { declarations, facts } = file.engine;
  const members = new Set<string>();
  for (const { name, tag, field } of storedFunctions(file.file, declarations, (stored) => unhappy.has(stored))) {
    const callee = unhappy.get(name);
    const call = memberCallName(tag, field);
    if (callee === undefined || members.has(`${call} ${name}`) || facts.operationContext(tag, field) !== undefined)
      continue;
    members.add(`${call} ${name}`);
    found.push(calledAs(call, callee));
  }
  return found;
}

/** Undecided branches that a way has at least which tests a global: too many for anybody to be sure. */
const SWITCH = 2;

/**
 * A function of another file that holds nothing itself, as its own callers in further files see it: what the checked file does
 * in it. Not what it does wrong in the same places by itself as surely: that is for its own file to be told.
 */
export function calleeBetween({ analysis, root }: CallerAnalysis): OutsideCallee | undefined {
  const isHere = ({ chain }: AnalysisEvent): boolean => chain.some(({ file }) => file === '');
  const openOf = (event: AnalysisEvent): number => event.openDecisions + event.pathOpen + event.conditions.length;
  const itself = root.events.filter((event) => !isHere(event) && !event.stale);
  const isToldThere = (event: AnalysisEvent): boolean => {
    const need = needOf(analysis, event);
    return itself.some((own) => {
      const ownNeed = needOf(analysis, own);
      return (ownNeed === 'atomic' || (ownNeed !== undefined && ownNeed === need)) && openOf(own) <= openOf(event);
    });
  };
  const here = root.events.filter((event) => isHere(event) && !isToldThere(event));
  const events = summariseEvents(here).map((event) =>
    hangsOnSwitch(analysis, root, event)
      ? { ...event, openDecisions: Math.max(event.openDecisions, SWITCH - event.pathOpen) }
      : event,
  );
  return makeCallee(analysis, root, events);
}

/** The summary stays a getter: it costs a search. */
function calledAs(name: string, callee: Omit<OutsideCallee, 'name'>): OutsideCallee {
  return {
    name,
    function: callee.function,
    needs: callee.needs,
    get summary() {
      return callee.summary;
    },
  };
}

const KNOWN = new WeakMap<Summary, Map<World, OutsideCallee | undefined>>();

function calleeOf(file: FileAnalysis, fn: FunctionAnalysis): OutsideCallee | undefined {
  const known = KNOWN.get(fn.summary) ?? new Map<World, OutsideCallee | undefined>();
  KNOWN.set(fn.summary, known);
  if (known.has(file.world)) return known.get(file.world);
  const fresh = makeCallee(file, fn, fn.summary.events);
  known.set(file.world, fresh);
  return fresh;
}

function makeCallee(
  file: FileAnalysis,
  fn: FunctionAnalysis,
  events: readonly AnalysisEvent[],
): OutsideCallee | undefined {
  const candidates: AnalysisEvent[] = [];
  let needs: OutsideCallee['needs'] = 'hard';
  for (const event of events) {
    const need = needOf(file, event);
    if (need === undefined || event.stale || event.openDecisions + event.pathOpen > MAX_OPEN) continue;
    candidates.push(event);
    if (need === 'atomic') needs = need;
  }
  if (candidates.length === 0) return undefined;
  let summary: Summary | undefined;
  return {
    name: fn.fn.name,
    function: fn.fn.name,
    needs,
    // Most functions are called by nobody in such a place, and their events need no path.
    get summary() {
      summary ??= withEvents(fn.summary, confirmed(file, fn, candidates));
      return summary;
    },
  };
}

/** Nobody looks again for an explicit path once the caller is another file's. */
function confirmed(file: FileAnalysis, fn: FunctionAnalysis, events: readonly AnalysisEvent[]): AnalysisEvent[] {
  return events.flatMap((event) => (event.merged ? (confirmEvent(file, fn, event) ?? []) : event));
}

function withEvents(summary: Summary, events: readonly AnalysisEvent[]): Summary {
  return { ...summary, events, hash: hashText(`${summaryText({ ...summary, events })} ${summary.hash}`) };
}

/** Where the event is wrong whatever the caller hands in; undefined: nowhere. */
function needOf(file: FileAnalysis, event: AnalysisEvent): OutsideCallee['needs'] | undefined {
  const { happening } = event;
  const { engine, world } = file;
  const blocks = (event.gfp?.ones ?? 0n) & engine.directReclaim;
  switch (happening.kind) {
    case 'sleep':
      if (event.when === false || (happening.when !== undefined && event.when !== true)) return undefined;
      return happening.gfp === undefined || blocks !== 0n ? 'atomic' : undefined;
    case 'schedule':
      return event.when === false ? undefined : 'atomic';
    case 'grace-period':
      return happening.flavour === 'rcu' ? 'atomic' : undefined;
    case 'allocate':
      return blocks !== 0n ? 'atomic' : 'hard';
    case 'free':
      return world === 'rt' ? 'hard' : undefined;
    case 'acquire': {
      if (happening.try) return undefined;
      const { wait } = engine.facts.lockKind(happening.lockKind, world);
      return (wait.outer === 0 ? wait.inner : wait.outer) === CONFIG ? 'hard' : undefined;
    }
    default:
      return undefined;
  }
}
