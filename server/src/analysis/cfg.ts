/** Shape of one function's control-flow graph: order, loops, liveness of locals, what can reach what. Computed once per function. */
import type { Expression, FunctionIr, Step, Terminator } from '../ir/ir';
import { expressionParts, rootOf } from '../ir/parts';

export interface FlowGraph {
  readonly successors: readonly (readonly number[])[];
  readonly predecessors: readonly (readonly number[])[];
  /** Position in reverse postorder; unreachable blocks are -1. */
  readonly order: readonly number[];
  /** Blocks a back edge enters. */
  readonly heads: ReadonlySet<number>;
  /** Per loop head: variables assigned inside the loop by something else than a constant. */
  readonly widened: ReadonlyMap<number, ReadonlySet<number>>;
  /** Blocks from which the only way out of a loop goes: to where, and the loop's head. */
  readonly onlyWaysOut: ReadonlyMap<number, { readonly to: number; readonly head: number }>;
  /** Blocks that lead, without a further decision, to a return that says that the function has failed. */
  readonly failing: ReadonlySet<number>;
  /** Per block: locals whose value may still be read, from the block's start. */
  readonly liveIn: readonly ReadonlySet<number>[];
  /** Locals whose address is taken: always live. */
  readonly addressTaken: ReadonlySet<number>;
}

export function successorsOf(end: Terminator): number[] {
  switch (end.kind) {
    case 'jump':
      return [end.to];
    case 'branch':
      return end.then === end.else ? [end.then] : [end.then, end.else];
    case 'switch':
      return [...new Set([...end.cases.map((c) => c.to), end.default])];
    default:
      return [];
  }
}

export function flowGraph(fn: FunctionIr): FlowGraph {
  const successors = fn.blocks.map((block) => successorsOf(block.end));
  const predecessors: number[][] = fn.blocks.map(() => []);
  const { postorder, backEdges } = depthFirst(successors);
  const order = fn.blocks.map(() => -1);
  postorder.reverse().forEach((block, index) => {
    order[block] = index;
  });
  successors.forEach((targets, block) => {
    if ((order[block] ?? -1) >= 0) for (const target of targets) predecessors[target]?.push(block);
  });
  const heads = new Set(backEdges.map(([, head]) => head));
  const loops = new Map<number, Set<number>>();
  for (const [tail, head] of backEdges) {
    const loop = loops.get(head) ?? new Set<number>();
    for (const block of naturalLoop(head, tail, predecessors)) loop.add(block);
    loops.set(head, loop);
  }
  const widened = new Map<number, Set<number>>();
  for (const [head, loop] of loops) widened.set(head, new Set([...loop].flatMap((block) => assignedIn(fn, block))));
  const addressTaken = new Set<number>();
  const scan = (expression: Expression): void => {
    if (expression.kind === 'address') {
      const root = rootOf(expression.of);
      if (root.kind === 'variable') addressTaken.add(root.id);
    }
    for (const part of expressionParts(expression)) scan(part);
  };
  for (const block of fn.blocks) {
    for (const step of block.steps) for (const expression of stepExpressions(step)) scan(expression);
  }
  return {
    successors,
    predecessors,
    order,
    heads,
    widened,
    onlyWaysOut: onlyWaysOut(loops, successors),
    failing: failingBlocks(fn),
    liveIn: liveness(fn, successors, postorder.slice().reverse()),
    addressTaken,
  };
}

function depthFirst(successors: readonly (readonly number[])[]): {
  postorder: number[];
  backEdges: [number, number][];
} {
  const mark = new Uint8Array(successors.length); // 1: on the stack, 2: done
  const postorder: number[] = [];
  const backEdges: [number, number][] = [];
  if (successors.length === 0) return { postorder, backEdges };
  const stack: { block: number; next: number }[] = [{ block: 0, next: 0 }];
  mark[0] = 1;
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const target = successors[top.block]?.[top.next++];
    if (target === undefined) {
      mark[top.block] = 2;
      postorder.push(top.block);
      stack.pop();
    } else if (mark[target] === 0) {
      mark[target] = 1;
      stack.push({ block: target, next: 0 });
    } else if (mark[target] === 1) backEdges.push([top.block, target]);
  }
  return { postorder, backEdges };
}

function naturalLoop(head: number, tail: number, predecessors: readonly (readonly number[])[]): Set<number> {
  const inside = new Set([head, tail]);
  const work = tail === head ? [] : [tail];
  for (let block = work.pop(); block !== undefined; block = work.pop()) {
    for (const before of predecessors[block] ?? []) {
      if (!inside.has(before)) {
        inside.add(before);
        work.push(before);
      }
    }
  }
  return inside;
}

function onlyWaysOut(
  loops: ReadonlyMap<number, ReadonlySet<number>>,
  successors: readonly (readonly number[])[],
): FlowGraph['onlyWaysOut'] {
  const found = new Map<number, { to: number; head: number }>();
  for (const [head, loop] of loops) {
    const [way, ...others] = [...loop].flatMap((block) =>
      (successors[block] ?? []).filter((to) => !loop.has(to)).map((to) => ({ block, to, head })),
    );
    if (way !== undefined && others.length === 0) found.set(way.block, way);
  }
  return found;
}

/** Errors that mean: ask again, or otherwise. Who gets them may have asked for them (an RCU walk for ECHILD). */
const NO_FAILURES: ReadonlySet<bigint> = new Set([-10n /* ECHILD */, -11n /* EAGAIN */, -16n /* EBUSY */]);

/** Blocks on the way to a return are followed as far as this. */
const MAX_WAY_OUT = 12;

function failingBlocks(fn: FunctionIr): ReadonlySet<number> {
  const found = new Set<number>();
  if (fn.returns.kind === 'void') return found;
  fn.blocks.forEach((_, block) => {
    if (endsInFailure(fn, block)) found.add(block);
  });
  return found;
}

function endsInFailure(fn: FunctionIr, from: number): boolean {
  const values = new Map<number, bigint | undefined>();
  let at = from;
  for (let length = 0; length < MAX_WAY_OUT; length++) {
    const block = fn.blocks[at];
    for (const step of block?.steps ?? []) {
      if (step.kind === 'assign' && step.target.kind === 'variable')
        values.set(step.target.id, constantOf(step.value, values));
      else if (step.kind === 'call' && step.result !== undefined) values.set(step.result, undefined);
    }
    if (block?.end.kind === 'return') {
      const value = block.end.value === undefined ? undefined : constantOf(block.end.value, values);
      if (value === undefined) return false;
      return value < 0n ? !NO_FAILURES.has(value) : value === 0n && fn.returns.kind === 'pointer';
    }
    if (block?.end.kind !== 'jump') return false;
    at = block.end.to;
  }
  return false;
}

function constantOf(expression: Expression, values: ReadonlyMap<number, bigint | undefined>): bigint | undefined {
  switch (expression.kind) {
    case 'integer':
      return expression.value;
    case 'variable':
      return values.get(expression.id);
    case 'cast':
      return constantOf(expression.operand, values);
    case 'unary': {
      const operand = expression.operator === '-' ? constantOf(expression.operand, values) : undefined;
      return operand === undefined ? undefined : -operand;
    }
    default:
      return undefined;
  }
}

/** Variables a block assigns a value that is no constant: only those grow without bound in a loop. */
function assignedIn(fn: FunctionIr, block: number): number[] {
  const found: number[] = [];
  for (const step of fn.blocks[block]?.steps ?? []) {
    if (step.kind === 'assign' && step.target.kind === 'variable' && step.value.kind !== 'integer')
      found.push(step.target.id);
  }
  return found;
}

export function stepExpressions(step: Step): readonly Expression[] {
  switch (step.kind) {
    case 'call':
      return typeof step.callee === 'string' ? step.args : [step.callee, ...step.args];
    case 'assign':
      return [step.target, step.value];
    default:
      return [];
  }
}

function liveness(
  fn: FunctionIr,
  successors: readonly (readonly number[])[],
  postorder: readonly number[],
): Set<number>[] {
  const live = fn.blocks.map(() => new Set<number>());
  const uses = (expression: Expression, into: Set<number>): void => {
    if (expression.kind === 'variable') into.add(expression.id);
    for (const part of expressionParts(expression)) uses(part, into);
  };
  // Postorder visits successors first; loops need another round.
  for (let changed = true, round = 0; changed && round < 12; round++) {
    changed = false;
    for (const index of postorder) {
      const block = fn.blocks[index];
      if (block === undefined) continue;
      const set = new Set<number>();
      for (const next of successors[index] ?? []) for (const variable of live[next] ?? []) set.add(variable);
      const { end } = block;
      if (end.kind === 'branch') uses(end.condition, set);
      else if (end.kind === 'switch') uses(end.value, set);
      else if (end.kind === 'return' && end.value !== undefined) uses(end.value, set);
      for (let i = block.steps.length - 1; i >= 0; i--) {
        const step = block.steps[i];
        if (step === undefined) continue;
        if (step.kind === 'call') {
          if (step.result !== undefined) set.delete(step.result);
          // spin_lock_irqsave(l, flags) writes its argument; treating it as a use only keeps it alive longer.
          for (const expression of stepExpressions(step)) uses(expression, set);
        } else if (step.kind === 'assign') {
          if (step.target.kind === 'variable') set.delete(step.target.id);
          else uses(step.target, set);
          uses(step.value, set);
        } else if (step.kind === 'declare') set.delete(step.variable);
      }
      if (set.size !== live[index]?.size) {
        live[index] = set;
        changed = true;
      }
    }
  }
  return live;
}

/** Blocks from which one of `targets` can be reached. */
export function reaching(graph: FlowGraph, targets: Iterable<number>): Set<number> {
  const found = new Set(targets);
  const work = [...found];
  for (let block = work.pop(); block !== undefined; block = work.pop()) {
    for (const before of graph.predecessors[block] ?? []) {
      if (!found.has(before)) {
        found.add(before);
        work.push(before);
      }
    }
  }
  return found;
}
