/** One step of a path: assignments and calls on a state. A call may fork the path (trylocks, callees with several ways to end). */
import type { CallStep, Expression, Step } from '../ir/ir';
import { inertCall } from '../kernel/inert';
import { isPerCpuAccess } from '../kernel/perCpu';
import { isTracepoint } from '../kernel/tracepoints';
import { applySummary } from './applySummary';
import { isWarning } from './callWeight';
import { isCertain } from './constantTables';
import { blurLocks, mapContextTerms } from './contextOps';
import { type FunctionScope, placeOf } from './engine';
import { addressOf, evaluate, resolveType, typeOf } from './evaluate';
import { assume, bitsOf, ERROR_TOP, truthOf } from './facts';
import { gfpArgumentOf } from './gfpArguments';
import { calleeName } from './memberCalls';
import { applyPrimitive } from './primitives';
import { judgeQuery } from './queries';
import { renewSymbol, type State, WRITTEN_BY_CALLEE, weakenMemory, writeMemory } from './state';
import type { Summary } from './summary';
import type { Term } from './terms';

/**
 * The states after the step. `block` and `index` name the step for fresh values. `dropped`: nothing that matters reads what
 * a call returns.
 */
export function transferStep(
  scope: FunctionScope,
  state: State,
  step: Step,
  block: number,
  index: number,
  dropped: boolean,
): State[] {
  switch (step.kind) {
    case 'assign': {
      const value = evaluate(scope, state, step.value);
      const type = resolveType(scope.declarations, typeOf(step.target));
      const address = addressOf(scope, state, step.target);
      if (type.kind === 'record' || step.value.kind === 'aggregate') forgetBelow(scope, state, address);
      else writeMemory(scope.factory, state, address, value);
      return [state];
    }
    case 'declare':
      state.memory.delete(scope.factory.local(step.variable));
      return [state];
    case 'call':
      return transferCall(
        scope,
        state,
        step,
        `${scope.file}:${scope.fn.name} ${block}.${index} ${typeof step.callee === 'string' ? step.callee : ''}`,
        dropped,
      );
    default:
      return [state];
  }
}

function forgetBelow(scope: FunctionScope, state: State, address: Term): void {
  writeMemory(scope.factory, state, address, scope.factory.symbol(`record ${scope.fn.name} ${address.id}`));
  state.memory.delete(address);
}

function transferCall(scope: FunctionScope, state: State, step: CallStep, site: string, dropped: boolean): State[] {
  const { factory } = scope;
  const fresh = factory.symbol(site);
  if (dropped) {
    const args = step.args.map((argument) => evaluate(scope, state, argument));
    state.result = undefined;
    return dispatch(scope, state, step, args, site, fresh, true);
  }
  renewSymbol(factory, state, fresh, (context, replace) => mapContextTerms(scope.engine.contexts, context, replace));
  const args = step.args.map((argument) => evaluate(scope, state, argument));
  state.result = undefined;
  const states = dispatch(scope, state, step, args, site, fresh, false);
  // Two equal questions in a row have equal answers, unless something may have changed in between.
  const answer = isQuestion(scope, step)
    ? factory.load(factory.symbol(`name ${String(step.callee)}(${args.map((a) => a.id).join(',')})`))
    : undefined;
  if (step.result !== undefined) {
    const variable = factory.local(step.result);
    for (const next of answer === undefined ? states : states.filter((next) => agrees(scope, next, answer))) {
      writeMemory(factory, next, variable, isTelling(next.result) ? next.result : (answer ?? next.result ?? fresh));
      next.result = undefined;
    }
  }
  return answer === undefined ? states : states.filter((next) => !next.contradicted);
}

/** Does the result say something about the arguments, so that testing it tests them? */
function isTelling(result: Term | undefined): result is Term {
  if (result === undefined) return false;
  return result.symbols.length === 0 || result.kind === 'binary' || result.kind === 'unary';
}

/** An answer that is known now must not contradict the one to the same question before. */
function agrees(scope: FunctionScope, state: State, answer: Term): boolean {
  if (state.result?.kind !== 'const') return true;
  const holds = state.result.value !== 0n;
  if (assumeBranch(scope, state, answer, holds, truthOf(state.facts, answer))) return true;
  state.contradicted = true;
  return false;
}

/** Functions that only tell something: bool ones, and those named so. Their answers are compared by function and arguments. */
const QUESTIONS = /^(Page[A-Z]\w*|\w*test_bit|list_empty\w*|\w*_test_\w+|\w+_is_\w+|is_\w+|has_\w+|\w+_enabled)$/;

/** The running task is one object for the whole of a call (arch/x86/include/asm/current.h). */
const CONSTANT_CALLS = new Set(['get_current']);

function isQuestion(scope: FunctionScope, step: CallStep): boolean {
  if (typeof step.callee !== 'string' || /lock|test_and_|test_set|test_clear|dec_and|cmpxchg/.test(step.callee))
    return false;
  const type = resolveType(scope.declarations, step.type);
  return (type.kind === 'int' && type.bool === true) || QUESTIONS.test(step.callee);
}

function dispatch(
  scope: FunctionScope,
  state: State,
  step: CallStep,
  args: readonly Term[],
  site: string,
  fresh: Term,
  dropped: boolean,
): State[] {
  const { factory, engine } = scope;
  const target = typeof step.callee === 'string' ? undefined : targetOf(scope, state, step.callee);
  if (target !== undefined && target.kind !== 'global') {
    const member = calleeName(step);
    const summary = member === undefined ? undefined : engine.summaryOf(member);
    if (summary !== undefined) return applyCallee(scope, state, step, summary, args, site, fresh, dropped);
    // A value that is no pointer from memory or a caller is a macro nobody could read, not a call through a pointer.
    const isPointer = target.kind === 'load' || target.kind === 'param';
    scope.note(isPointer ? 'indirect call' : 'unresolved call: (expression)');
    return unknownCall(scope, state, '', args, step, isPointer);
  }
  const name = typeof step.callee === 'string' ? step.callee : target?.kind === 'global' ? target.name : '';
  if (isWarning(step)) {
    // Kept by the slice where the warning is about locks: what comes after it proves nothing about what can be.
    state.stale = true;
    return [state];
  }
  const effects = engine.facts.callEffects(name, step.args.length, engine.world);
  if (effects !== undefined) {
    // A sleeping function that is handed the object of a sleeping lock may drop it on the way (get_user_pages and mmap_lock).
    if (
      effects.before.some((e) => e.kind === 'might-sleep' || e.kind === 'schedule') &&
      !effects.before.concat(effects.onSuccess).some((e) => e.kind === 'acquire' || e.kind === 'release')
    ) {
      state.context = blurLocks(engine, state.context, '', args, false, { silent: isSilent(scope, step) });
    }
    const states = applyPrimitive(scope, state, step, name, effects, fresh, dropped);
    for (const next of states) havocLocals(scope, next, args, step);
    return states;
  }
  if (engine.facts.contextPredicate(name) !== undefined) {
    const query = factory.query(name);
    const known = judgeQuery(scope, state.context, query);
    state.result = known === undefined ? query : factory.constant(known ? 1n : 0n);
    return [state];
  }
  const predicate = engine.facts.valuePredicate(name);
  const subject = predicate === undefined ? undefined : args[predicate.argument];
  if (predicate !== undefined && subject !== undefined) {
    const truth = predicateTerm(scope, predicate.meaning, subject);
    if (truth !== undefined) {
      state.result = truth;
      return [state];
    }
  }
  if (CONSTANT_CALLS.has(name)) {
    state.result = factory.load(factory.global(`${name}()`));
    return [state];
  }
  if (isPerCpuAccess(name)) return [state];
  const summary = engine.summaryOf(name);
  if (summary !== undefined) return applyCallee(scope, state, step, summary, args, site, fresh, dropped);
  if (engine.isRunning(name)) {
    // A cycle of calls: this look at it leaves out what the rest of the cycle does.
    scope.note(`recursive call: ${name}`);
    return unknownCall(scope, state, name, args, step);
  }
  const inert = inertCall(name);
  if (inert !== undefined) {
    if (inert === 'writes') weakenMemory(state);
    havocLocals(scope, state, args, step);
    return [state];
  }
  scope.note(`unresolved call: ${name}`);
  return unknownCall(scope, state, name, args, step);
}

/** What a call through an expression goes to: the function that a constant table holds, or the value as it is. */
function targetOf(scope: FunctionScope, state: State, callee: Expression): Term {
  const value = evaluate(scope, state, callee);
  const name = value.kind === 'load' ? scope.engine.functionAt(value.address) : undefined;
  return name !== undefined && isCertain(scope, state, callee) ? scope.factory.global(name) : value;
}

function applyCallee(
  scope: FunctionScope,
  state: State,
  step: CallStep,
  summary: Summary,
  args: readonly Term[],
  site: string,
  fresh: Term,
  dropped: boolean,
): State[] {
  const before = state.context;
  if (summary.opaque)
    state.context = blurLocks(scope.engine, state.context, summary.name, args, summary.indirect, {
      silent: isSilent(scope, step),
      isKnown: true,
    });
  if (summary.indirect) scope.note('indirect in callee');
  const havoc = (next: State): void => havocLocals(scope, next, args, step);
  const states = applySummary(scope, state, step, summary, args, site, dropped ? undefined : fresh, havoc, before);
  if (summary.opaque) for (const next of states) next.crossed = true;
  return states;
}

/** IS_ERR(p): p counts from the top of the address range. */
function predicateTerm(scope: FunctionScope, meaning: string, subject: Term): Term | undefined {
  const { factory } = scope;
  const top = factory.constant(ERROR_TOP);
  switch (meaning) {
    case 'error-pointer':
      if (subject.kind === 'const') return factory.constant(BigInt.asUintN(64, subject.value) >= ERROR_TOP ? 1n : 0n);
      return factory.binary('>=', subject, top);
    case 'error-or-null':
      return factory.binary('||', factory.unary('!', subject), factory.binary('>=', subject, top));
    case 'gfp-may-block':
      return factory.binary('&', subject, factory.constant(scope.engine.directReclaim));
    default:
      return undefined;
  }
}

/** Does the callee return nothing? */
function isSilent(scope: FunctionScope, step: CallStep): boolean {
  return resolveType(scope.declarations, step.type).kind === 'void';
}

function unknownCall(
  scope: FunctionScope,
  state: State,
  name: string,
  args: readonly Term[],
  step?: CallStep,
  indirect = false,
): State[] {
  if (isTracepoint(name)) return [state];
  if (step !== undefined) reportFlags(scope, state, args, step);
  weakenMemory(state);
  state.crossed = true;
  const silent = step !== undefined && isSilent(scope, step);
  state.context = blurLocks(scope.engine, state.context, name, args, indirect, { silent });
  havocLocals(scope, state, args, step);
  return [state];
}

/** What nothing is known of but that it takes GFP flags may sleep if they say so. */
function reportFlags(scope: FunctionScope, state: State, args: readonly Term[], step: CallStep): void {
  const gfp = args[gfpArgumentOf(scope.declarations, step) ?? -1];
  if (gfp === undefined) return;
  scope.emit(state, {
    happening: { kind: 'sleep', gfp },
    chain: [placeOf(scope, step.span, calleeName(step) ?? '')],
    context: state.context,
    conditions: [],
    openDecisions: 0,
    pathOpen: 0,
    gfp: bitsOf(state.facts, gfp),
  });
}

/** Locals whose address went to a callee may hold anything now, unless the call is known to have written them. */
function havocLocals(scope: FunctionScope, state: State, args: readonly Term[], step?: CallStep): void {
  for (const argument of args) {
    let root = argument;
    while (root.kind === 'field' || root.kind === 'element') root = root.base;
    if (root.kind !== 'local') continue;
    for (const address of state.memory.keys()) {
      // Giving one place a new value may have moved or dropped another.
      const cell = state.memory.get(address);
      if (cell === undefined) continue;
      let at = address;
      while (at.kind === 'field' || at.kind === 'element') at = at.base;
      // A flags variable that a helper saved into keeps what it saved.
      if (at === root && cell.value.kind !== 'saved') {
        const symbol = scope.factory.symbol(`${WRITTEN_BY_CALLEE}${step?.span.start ?? 0} ${address.id}`);
        renewSymbol(scope.factory, state, symbol, (context, replace) =>
          mapContextTerms(scope.engine.contexts, context, replace),
        );
        state.memory.set(address, { value: symbol, weak: false });
      }
    }
    state.facts.delete(scope.factory.load(root));
    if (!state.memory.has(root) && root === argument) {
      const symbol = scope.factory.symbol(`${WRITTEN_BY_CALLEE}${step?.span.start ?? 0} ${root.id}`);
      renewSymbol(scope.factory, state, symbol, (context, replace) =>
        mapContextTerms(scope.engine.contexts, context, replace),
      );
      state.memory.set(root, { value: symbol, weak: false });
    }
  }
}

/** Takes the branch, or says that it cannot be taken. A decision against stale knowledge marks the path. */
export function assumeBranch(
  scope: FunctionScope,
  state: State,
  condition: Term,
  holds: boolean,
  known: { value: boolean | undefined; weak: boolean },
): boolean {
  if (known.value !== undefined && known.value !== holds) {
    if (!known.weak) return false;
    state.stale = true;
  }
  return assume(scope.factory, state.facts, condition, holds);
}
