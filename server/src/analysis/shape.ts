/**
 * Questions about the shape of one function's IR that need no solving: where calls stand, what a walk along the control flow
 * meets, which variable a branch tests. For rules about the text of one function.
 */
import type { BlockId, CallStep, Expression, FunctionIr, Step, Terminator } from '../ir/ir';
import { printExpression } from '../ir/print';
import type { Effect } from '../kernel/effects';
import { successorsOf } from './cfg';
import type { Engine } from './engine';

export interface PlacedCall {
  readonly block: BlockId;
  readonly index: number;
  readonly step: CallStep;
  /** The callee's name; '' for a call through a pointer. */
  readonly name: string;
}

/** All calls of a function, in block order. */
export function callsOf(fn: FunctionIr): readonly PlacedCall[] {
  const known = CALLS.get(fn);
  if (known !== undefined) return known;
  const found: PlacedCall[] = [];
  fn.blocks.forEach((block, id) => {
    block.steps.forEach((step, index) => {
      if (step.kind === 'call')
        found.push({ block: id, index, step, name: typeof step.callee === 'string' ? step.callee : '' });
    });
  });
  CALLS.set(fn, found);
  return found;
}

const CALLS = new WeakMap<FunctionIr, readonly PlacedCall[]>();

/** What a call of a primitive does for certain; nothing where it is none. */
export function sureEffects(
  { facts, world }: Pick<Engine, 'facts' | 'world'>,
  { callee, args }: CallStep,
): readonly Effect[] {
  return typeof callee !== 'string' ? [] : (facts.callEffects(callee, args.length, world)?.before ?? []);
}

/** The value a block ends on: a condition, a returned value; undefined for jumps. */
export function endValue(end: Terminator): Expression | undefined {
  switch (end.kind) {
    case 'branch':
      return end.condition;
    case 'switch':
    case 'return':
      return end.value;
    default:
      return undefined;
  }
}

/** Equal for equal expressions of one function. */
export function spell(fn: FunctionIr, expression: Expression): string {
  return printExpression(fn, expression);
}

/** Which way the variable's truth sends a branch: its `true` block and its `false` block. */
export function branchOn(
  end: Terminator,
  variable: number,
): { readonly yes: BlockId; readonly no: BlockId } | undefined {
  if (end.kind !== 'branch') return undefined;
  const { condition } = end;
  if (condition.kind === 'variable' && condition.id === variable) return { yes: end.then, no: end.else };
  if (condition.kind === 'unary' && condition.operator === '!' && condition.operand.kind === 'variable') {
    if (condition.operand.id === variable) return { yes: end.else, no: end.then };
  }
  return undefined;
}

export type Visit = 'go-on' | 'stop-here';

/**
 * Walks forward from a point, each block once: `visit` sees the steps in order, then the block's end, and may end the walk of
 * that way. Starts at `from.index` of `from.block`.
 */
export function walkForward(
  fn: FunctionIr,
  from: { readonly block: BlockId; readonly index: number },
  visit: (at: Step | Terminator, block: BlockId) => Visit,
): void {
  const seen = new Set<BlockId>();
  const work = [from];
  for (let at = work.pop(); at !== undefined; at = work.pop()) {
    const block = fn.blocks[at.block];
    if (block === undefined) continue;
    let stopped = false;
    for (let i = at.index; i < block.steps.length && !stopped; i++) {
      const step = block.steps[i];
      if (step !== undefined && visit(step, at.block) === 'stop-here') stopped = true;
    }
    if (stopped || visit(block.end, at.block) === 'stop-here') continue;
    for (const next of successorsOf(block.end)) {
      if (seen.has(next)) continue;
      seen.add(next);
      work.push({ block: next, index: 0 });
    }
  }
}

/**
 * Does no way through the function pass both blocks, because a variable that nobody changes keeps one of them to its true and
 * the other to its false side?
 */
export function areExclusive(fn: FunctionIr, a: BlockId, b: BlockId): boolean {
  const first = sidesOf(fn, a);
  if (first.size === 0) return false;
  const second = sidesOf(fn, b);
  for (const [variable, side] of first) if (second.get(variable) === !side) return true;
  return false;
}

/** Per variable of one value: the truth it has wherever the block is reached. */
function sidesOf(fn: FunctionIr, target: BlockId): ReadonlyMap<number, boolean> {
  const sides = new Map<number, boolean>();
  for (const { end } of fn.blocks) {
    if (end.kind !== 'branch') continue;
    const tested =
      end.condition.kind === 'unary' && end.condition.operator === '!' ? end.condition.operand : end.condition;
    if (tested.kind !== 'variable' || sides.has(tested.id) || !hasOneValue(fn, tested.id)) continue;
    for (const side of [true, false]) if (!isReachable(fn, target, tested.id, !side)) sides.set(tested.id, side);
  }
  return sides;
}

/** Is the block reached where the variable is never on the other side of a branch on it? */
function isReachable(fn: FunctionIr, target: BlockId, variable: number, side: boolean): boolean {
  const seen = new Set<BlockId>([0]);
  const work: BlockId[] = [0];
  for (let at = work.pop(); at !== undefined; at = work.pop()) {
    if (at === target) return true;
    const block = fn.blocks[at];
    if (block === undefined) continue;
    const sides = branchOn(block.end, variable);
    const next = sides === undefined ? successorsOf(block.end) : [side ? sides.yes : sides.no];
    for (const to of next) {
      if (seen.has(to)) continue;
      seen.add(to);
      work.push(to);
    }
  }
  return false;
}

/** A parameter that is never assigned, or a local assigned in one place, outside of loops or not: its address is not taken. */
function hasOneValue(fn: FunctionIr, variable: number): boolean {
  const limit = fn.variables[variable]?.kind === 'parameter' ? 0 : 1;
  let assigned = 0;
  for (const block of fn.blocks)
    for (const step of block.steps) if (step.kind !== 'declare' && assignedVariable(step) === variable) assigned++;
  return assigned <= limit;
}

/** The variable a step gives a new value to. */
export function assignedVariable(step: Step): number | undefined {
  if (step.kind === 'assign') return step.target.kind === 'variable' ? step.target.id : undefined;
  if (step.kind === 'call') return step.result;
  return step.kind === 'declare' ? step.variable : undefined;
}

/** Does the expression read the variable? */
export function readsVariable(
  expression: Expression,
  variable: number,
  parts: (e: Expression) => readonly Expression[],
): boolean {
  if (expression.kind === 'variable') return expression.id === variable;
  return parts(expression).some((part) => readsVariable(part, variable, parts));
}

/** Without casts: `(unsigned long)x` is x. */
export function bare(expression: Expression): Expression {
  return expression.kind === 'cast' ? bare(expression.operand) : expression;
}
