/**
 * What a call can matter for, before anything is solved: does it report events, change the context, write memory, or leave
 * in doubt what it does? The slice (slice.ts) keeps what matters and passes over the rest.
 */
import type { CallStep } from '../ir/ir';
import type { CallEffects, Effect } from '../kernel/effects';
import { inertCall } from '../kernel/inert';
import { isPerCpuAccess } from '../kernel/perCpu';
import type { Engine } from './engine';
import { gfpArgumentOf } from './gfpArguments';
import { calleeName, isMemberCall } from './memberCalls';
import { isNeutral, type Summary } from './summary';
import type { Term } from './terms';

export interface CallWeight {
  /** Something a rule or a caller hears of, or the end of the path. */
  readonly events: boolean;
  /** Leaves another context behind, on some way out. */
  readonly context: boolean;
  /** Nothing, or not everything, is known of what runs. */
  readonly doubtful: boolean;
  readonly writes: boolean;
  /** Writes through its arguments what callers can read back. */
  readonly stores: boolean;
  /** Arguments that events and contexts speak of, by position; undefined: all. */
  readonly matters: ReadonlySet<number> | undefined;
  /** What it returns says nothing of its arguments. */
  readonly freshResult?: true;
  /** What a run of the solver would count as not decided. */
  readonly cause?: string;
}

const HARMLESS: CallWeight = {
  events: false,
  context: false,
  doubtful: false,
  writes: false,
  stores: false,
  matters: new Set(),
};

/** The bad side of WARN_ON() and its kind, as the lowering writes it (ir/builtinAsserts.ts), and of an expectation in a test. */
export function isWarning(step: CallStep): boolean {
  return (step.callee === '__WARN' && step.origin === 'expansion') || step.callee === KUNIT_FAILED;
}

/** include/kunit/test.h, 6.12 */
const KUNIT_FAILED = '__kunit_do_failed_assertion';

/** `tables`: where the function's calls may go that go through constant tables. */
export function weighCall(
  engine: Engine,
  step: CallStep,
  tables: ReadonlyMap<CallStep, readonly string[]>,
): CallWeight {
  if (isWarning(step)) return { ...HARMLESS, doubtful: true };
  const possible = tables.get(step);
  if (possible !== undefined) return weighPossible(engine, step, possible);
  const name = calleeName(step);
  if (name === undefined) return unknown(engine, step, POINTER);
  const effects = engine.facts.callEffects(name, step.args.length, engine.world);
  if (effects !== undefined) return weighEffects(effects);
  if (engine.facts.contextPredicate(name) !== undefined || engine.facts.valuePredicate(name) !== undefined)
    return HARMLESS;
  if (isPerCpuAccess(name)) return HARMLESS;
  const summary = engine.summaryOf(name);
  if (summary !== undefined) return weightOfSummary(summary);
  if (isMemberCall(name)) return unknown(engine, step, POINTER);
  const inert = inertCall(name);
  if (inert !== undefined) return inert === 'reads' ? HARMLESS : { ...HARMLESS, writes: true };
  const cause = engine.isRunning(name) ? `recursive call: ${name}` : `unresolved call: ${name}`;
  return unknown(engine, step, cause);
}

const POINTER = 'indirect call';

function unknown(engine: Engine, step: CallStep, cause: string): CallWeight {
  const gfp = gfpArgumentOf(engine.declarations, step);
  const weight: CallWeight = { ...HARMLESS, doubtful: true, writes: true, cause };
  return gfp === undefined ? weight : { ...weight, events: true, matters: new Set([gfp]) };
}

/** The path decides which of them it is, or that it is none. */
function weighPossible(engine: Engine, step: CallStep, names: readonly string[]): CallWeight {
  const weights = names.flatMap((name) => {
    const summary = engine.summaryOf(name);
    return summary === undefined ? [] : weightOfSummary(summary);
  });
  const matters = new Set<number>();
  for (const weight of weights) for (const argument of weight.matters ?? []) matters.add(argument);
  const events = weights.some((weight) => weight.events);
  const context = weights.some((weight) => weight.context);
  const stores = weights.some((weight) => weight.stores);
  // One that is followed says itself what is not decided.
  if (!events && !context && !stores) return unknown(engine, step, POINTER);
  return { events, context, doubtful: true, writes: true, stores, matters };
}

function weighEffects(effects: CallEffects): CallWeight {
  const all = [...effects.before, ...effects.onSuccess, ...effects.onFailure];
  if (all.length === 0) return HARMLESS;
  const flags = allocationArguments(all);
  return {
    ...(flags === undefined ? {} : { freshResult: true as const }),
    events: true,
    context: all.some(changesContext),
    doubtful: false,
    writes: false,
    stores: false,
    matters: flags,
  };
}

/** The flags and the order, if all it does is to allocate: how large a thing is, no rule asks. */
function allocationArguments(effects: readonly Effect[]): ReadonlySet<number> | undefined {
  const found = new Set<number>();
  for (const effect of effects) {
    if (effect.kind !== 'allocate') return undefined;
    for (const operand of [effect.gfp, effect.order]) if (typeof operand === 'number') found.add(operand);
  }
  return found;
}

function changesContext(effect: Effect): boolean {
  switch (effect.kind) {
    case 'acquire':
    case 'release':
    case 'irq':
    case 'flags':
    case 'count':
    case 'seq':
    case 'scope':
      return true;
    default:
      return false;
  }
}

const weights = new WeakMap<Summary, CallWeight>();

function weightOfSummary(summary: Summary): CallWeight {
  const known = weights.get(summary);
  if (known !== undefined) return known;
  const context = summary.exits.some((exit) => !isNeutral(exit));
  const events = summary.events.length > 0 || summary.exits.length === 0;
  const weight: CallWeight = {
    events,
    context,
    doubtful: summary.opaque || summary.guesses.length > 0 || summary.exits.some((exit) => exit.stale),
    writes: summary.writes,
    stores: summary.exits.some((exit) => exit.stores.length > 0),
    matters: mentionedArguments(summary, context),
    ...(summary.indirect ? { cause: 'indirect in callee' } : {}),
  };
  weights.set(summary, weight);
  return weight;
}

function mentionedArguments(summary: Summary, withExits: boolean): ReadonlySet<number> {
  const found = new Set<number>();
  const visit = (term: Term | undefined): void => {
    if (term === undefined) return;
    switch (term.kind) {
      case 'param':
        found.add(term.index);
        return;
      case 'field':
        visit(term.base);
        return;
      case 'element':
        visit(term.base);
        visit(term.index);
        return;
      case 'load':
        visit(term.address);
        return;
      case 'unary':
        visit(term.operand);
        return;
      case 'binary':
        visit(term.left);
        visit(term.right);
        return;
      case 'container':
        visit(term.pointer);
        return;
      default:
        return;
    }
  };
  for (const { happening, conditions, context } of summary.events) {
    for (const condition of conditions) visit(condition.term);
    for (const released of context.released) visit(released.lock.term);
    if ('lock' in happening) visit(happening.lock.term);
    if ('seq' in happening) visit(happening.seq.term);
    if ('gfp' in happening) visit(happening.gfp);
    if ('when' in happening) visit(happening.when);
    if ('order' in happening) visit(happening.order);
  }
  for (const { conditions } of summary.guesses) for (const { term } of conditions) visit(term);
  if (!withExits) return found;
  for (const { context, conditions, stores } of summary.exits) {
    for (const condition of conditions) visit(condition.term);
    for (const store of stores) {
      visit(store.address);
      visit(store.value);
    }
    for (const held of context.held) visit(held.lock.term);
    for (const released of context.released) visit(released.lock.term);
    for (const save of context.saves) visit(save.variable);
    for (const section of context.seqWrites) visit(section.seq.term);
    if (context.irq.kind === 'restored') visit(context.irq.from);
  }
  return found;
}
