/**
 * One thread's steps. advance() runs until the run forks (an unknown decides, the scheduler may choose) or ends; the
 * explorer and the rerun differ only in which halves they follow.
 */
import { assertNever } from '../base/assert';
import { call } from './calls';
import type { Code, CodeEnd } from './code';
import { beginThread, finishThread } from './lifecycle';
import { loopExit } from './loops';
import { Choice, type Machine, RunEnd } from './machine';
import { pageFunctionReturned } from './pageEvents';
import { type Move, movesOf, perform, type RunLimits } from './schedule';
import { forkState, ownFacts, ownThread, type Stamps, type State } from './state';
import { steer } from './steering';
import { endTurn, isBefore, isOver } from './turns';
import { derive } from './unknowns';
import { isInteger, isZero, type Value } from './values';
import { Yield } from './watch';

/** 'yield': the next piece touches what others know; they may come first. */
export type Guarded = Halt | { readonly kind: 'yield' } | undefined;

export type Halt =
  | { readonly kind: 'fork'; readonly states: readonly State[] }
  | { readonly kind: 'end'; readonly reason: string };

/** 'turn': an actor that others run after has come to its end, the next may begin. */
export type Advance = Halt | { readonly kind: 'turn' };

const LOOP_GUESSES = 2;

export function advance(
  machine: Machine,
  state: State,
  stamps: Stamps,
  limits: RunLimits,
  counter: { steps: number },
): Advance {
  machine.state = state;
  // The first step of a fork has been scheduled already: it goes on with what was chosen.
  let scheduled = state.scheduled;
  state.scheduled = false;
  for (;;) {
    if (state.steps >= limits.steps) {
      state.cut = true;
      machine.assume(goesOn(state, limits.steps));
      return { kind: 'end', reason: 'bound' };
    }
    const running = state.running >= 0 ? state.threads[state.running] : undefined;
    const ready = running !== undefined && running.status === 'ready';
    if (!ready || (!scheduled && machine.concurrent && nextIsVisible(running))) {
      const moves = movesOf(machine, limits);
      const only = moves[0];
      if (only === undefined) return { kind: 'end', reason: 'idle' };
      if (moves.length > 1) return fork(machine, state, stamps, moves);
      carryOut(machine, only);
    }
    scheduled = false;
    counter.steps++;
    state.steps++;
    machine.enter(state, state.running);
    const actor = state.running;
    const outcome = guarded(machine, state, stamps);
    if (outcome !== undefined && outcome.kind !== 'yield') return outcome;
    if (!isBefore(machine, actor)) continue;
    // One that never came through its place shows nothing.
    if (state.threads[actor]?.status === 'done') return { kind: 'end', reason: 'invalid' };
    if (!isOver(machine)) continue;
    endTurn(machine);
    return { kind: 'turn' };
  }
}

/** Which function was at work when a run met its bound. */
function goesOn(state: State, steps: number): string {
  const frames = state.threads[state.running]?.frames ?? [];
  return `${frames[frames.length - 1]?.code.ir.name ?? 'the run'}() goes on for more than ${steps} steps`;
}

function fork(machine: Machine, state: State, stamps: Stamps, moves: readonly Move[]): Advance {
  const states = moves.map((move, index) => {
    const next = index === moves.length - 1 ? state : forkState(state, stamps);
    return { next, move, index };
  });
  for (const { next, move, index } of states) {
    next.decisions += index.toString(36);
    machine.state = next;
    carryOut(machine, move);
    next.scheduled = true;
  }
  return { kind: 'fork', states: states.map(({ next }) => next) };
}

export function carryOut(machine: Machine, move: Move): void {
  if (perform(machine, move)) beginThread(machine, ownThread(machine.state, move.thread));
}

function nextIsVisible(thread: State['threads'][number]): boolean {
  const frame = thread.frames[thread.frames.length - 1];
  const block = frame?.code.blocks[frame.block];
  if (frame === undefined || block === undefined) return true;
  const step = block.steps[frame.step];
  return step === undefined ? block.endVisible : step.visible;
}

/** One step of the running thread, or what is left of it. */
export function guarded(machine: Machine, state: State, stamps: Stamps): Guarded {
  const fresh = state.fresh;
  machine.effectIndex = 0;
  machine.effectOutcome = undefined;
  machine.produced = undefined;
  machine.switchCase = undefined;
  try {
    step(machine);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof RunEnd) {
      if (thrown.reason === 'bound') state.cut = true;
      return { kind: 'end', reason: thrown.reason };
    }
    if (thrown instanceof Yield) {
      state.fresh = fresh;
      return { kind: 'yield' };
    }
    if (!(thrown instanceof Choice)) throw thrown;
    state.fresh = fresh;
    return decideChoice(machine, state, stamps, thrown);
  }
}

function decideChoice(machine: Machine, state: State, stamps: Stamps, choice: Choice): Halt | undefined {
  const { frame } = machine;
  if (machine.effectIndex > 0 || machine.effectOutcome !== undefined) {
    const outcome = machine.effectOutcome;
    const before = frame.pending?.at === machine.effectIndex ? frame.pending : undefined;
    frame.pending = {
      ...before,
      at: machine.effectIndex,
      waited: before?.waited === true,
      ...(outcome === undefined ? {} : { outcome }),
      ...(machine.produced === undefined ? {} : { produced: machine.produced }),
    };
  }
  const allowed = allowedOptions(machine, choice);
  const states = allowed.map((index, at) => ({
    index,
    next: at === allowed.length - 1 ? state : forkState(state, stamps),
  }));
  if (choice.isTruth && machine.inForeignCode()) for (const { next } of states) next.guessed = true;
  for (const { index, next } of states) {
    choice.options[index]?.(ownFacts(next));
    next.decisions += index.toString(36);
    next.scheduled = machine.concurrent ? machine.granted : true;
  }
  if (states.length === 1) return undefined;
  return { kind: 'fork', states: states.map(({ next }) => next) };
}

/** Steering takes one side; a loop over the unknown is left after a few rounds. */
function allowedOptions(machine: Machine, choice: Choice): readonly number[] {
  const all = choice.options.map((_, index) => index);
  if (!choice.isTruth) return all;
  const steered = steer(machine);
  if (steered !== undefined) return [steered ? 0 : 1];
  const { frame } = machine;
  const block = frame.code.blocks[frame.block];
  if (
    block === undefined ||
    frame.step < block.steps.length ||
    (block.end.kind !== 'branch' && block.end.kind !== 'switch')
  )
    return all;
  const guesses = (frame.guesses?.get(frame.block) ?? 0) + 1;
  frame.guesses = new Map(frame.guesses).set(frame.block, guesses);
  if (guesses <= LOOP_GUESSES || block.end.kind !== 'branch') return all;
  const exit = loopExit(frame.code, frame.block);
  return exit === undefined ? all : [exit];
}

function step(machine: Machine): void {
  const { frame } = machine;
  const block = frame.code.blocks[frame.block];
  if (block === undefined) throw new Error('no such block');
  const code = block.steps[frame.step];
  if (code === undefined) end(machine, block.end);
  else execute(machine, code);
}

function execute(machine: Machine, code: Code): void {
  const { frame } = machine;
  switch (code.kind) {
    case 'assign':
      assign(machine, code);
      frame.step++;
      return;
    case 'declare':
      machine.declare(code.index);
      frame.step++;
      return;
    case 'asm':
      machine.assume(`inline assembly in ${frame.code.ir.name}()`);
      frame.step++;
      return;
    case 'call':
    case 'indirect': {
      const name = code.kind === 'call' ? code.name : target(machine, code.callee(machine));
      const outcome = call(machine, { name, args: code.args, result: code.result, type: code.type });
      if (outcome.kind === 'blocked' || outcome.kind === 'entered') return;
      frame.pending = undefined;
      if (code.result !== undefined) machine.setVariable(code.result, outcome.value);
      frame.step++;
      return;
    }
    default:
      assertNever(code);
  }
}

/** Read, then write: two pieces where several actors run. */
function assign(machine: Machine, code: Extract<Code, { kind: 'assign' }>): void {
  const { frame } = machine;
  const read = frame.pending?.produced;
  const value = read ?? code.value(machine);
  if (code.twofold && read === undefined && machine.concurrent && !machine.quiet) {
    frame.pending = { at: 0, produced: value };
    machine.boundary();
  }
  machine.store(code.target, value);
  frame.pending = undefined;
}

function target(machine: Machine, callee: Value): string {
  const value = machine.settle(callee);
  if (typeof value === 'object' && value.kind === 'function') return value.name;
  if (value === 0) {
    machine.report('null-deref', 'call through NULL');
    throw new RunEnd('oops');
  }
  return 'a function pointer';
}

function end(machine: Machine, code: CodeEnd): void {
  switch (code.kind) {
    case 'jump':
      goTo(machine, code.to);
      return;
    case 'branch':
      goTo(machine, machine.decide(code.condition(machine)) ? code.then : code.else);
      return;
    case 'switch':
      goTo(machine, switchTarget(machine, code));
      return;
    case 'unreachable':
      throw new RunEnd('halt');
    case 'return':
      leave(machine, code.value?.(machine));
      return;
    default:
      assertNever(code);
  }
}

function goTo(machine: Machine, block: number): void {
  machine.frame.block = block;
  machine.frame.step = 0;
}

function switchTarget(machine: Machine, code: Extract<CodeEnd, { kind: 'switch' }>): number {
  const value = machine.settle(code.value(machine));
  for (const option of code.cases) {
    machine.switchCase = option.low;
    if (isInteger(value)) {
      const wide = BigInt(value);
      if (wide >= option.low && wide <= option.high) {
        machine.switchCase = undefined;
        return option.to;
      }
    } else if (option.low === option.high) {
      const taken = machine.decide(derive('==', value, Number(option.low)));
      machine.switchCase = undefined;
      if (taken) return option.to;
    } else if (
      machine.decide(derive('>=', value, Number(option.low))) &&
      machine.decide(derive('<=', value, Number(option.high)))
    )
      return option.to;
  }
  return code.default;
}

function leave(machine: Machine, value: Value | undefined): void {
  const { thread, frame } = machine;
  machine.dropLocals(frame);
  thread.frames.pop();
  if (thread.frames.length === 0) {
    finishThread(machine, frame, value);
    return;
  }
  machine.enter(machine.state, thread.id);
  if (value !== undefined && isZero(value) && frame.guesses !== undefined && frame.code.ir.returns.kind === 'pointer')
    machine.frame.doubtful = true;
  if (frame.code.pageRole !== undefined) pageFunctionReturned(machine, frame.code.pageRole, value);
  if (frame.result !== undefined) machine.setVariable(frame.result, value ?? 0);
}
