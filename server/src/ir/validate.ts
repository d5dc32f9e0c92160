/** Structural rules every lowered function keeps. Returns what is broken, as sentences; empty is good. */

import { successors } from './context';
import type { Expression, FunctionIr, Step } from './ir';
import { reachableBlocks } from './print';

export function validateIr(fn: FunctionIr): string[] {
  const faults: string[] = [];
  const report = (text: string): void => void faults.push(`${fn.name}: ${text}`);
  const block = (id: number, from: number): void => {
    if (fn.blocks[id] === undefined) report(`b${from} leads to missing b${id}`);
  };
  if (fn.blocks.length === 0) report('no entry');
  if (fn.parameterCount > fn.variables.length) report('fewer variables than parameters');
  for (const [id, { steps, end }] of fn.blocks.entries()) {
    if (end.kind === 'jump') block(end.to, id);
    if (end.kind === 'branch') {
      block(end.then, id);
      block(end.else, id);
      eachVariable(end.condition, (variable) => known(fn, variable, report));
    }
    if (end.kind === 'switch') {
      block(end.default, id);
      for (const one of end.cases) block(one.to, id);
      eachVariable(end.value, (variable) => known(fn, variable, report));
    }
    if (end.kind === 'return' && end.value) eachVariable(end.value, (variable) => known(fn, variable, report));
    for (const step of steps) {
      if (step.span.start > step.span.end) report(`span ${step.span.start}..${step.span.end}`);
      if (step.span.start < fn.span.start || step.span.end > fn.span.end)
        report(`span ${step.span.start}..${step.span.end} of ${step.kind} outside the function`);
      if (step.kind === 'assign' && !isPlace(step.target)) report(`assigns to ${step.target.kind}`);
      for (const expression of expressionsOf(step)) eachVariable(expression, (variable) => known(fn, variable, report));
      if (step.kind === 'call' && step.result !== undefined) known(fn, step.result, report);
    }
  }
  definedBeforeUse(fn, report);
  return faults;
}

function known(fn: FunctionIr, id: number, report: (text: string) => void): void {
  if (fn.variables[id] === undefined) report(`unknown variable ${id}`);
}

/** What can be assigned to; opaque stands where the lowering could not name the place. */
function isPlace(target: Expression): boolean {
  switch (target.kind) {
    case 'variable':
    case 'global':
    case 'field':
    case 'deref':
    case 'index':
    case 'opaque':
    case 'container':
    case 'conditional':
      return true;
    default:
      return false;
  }
}

export function expressionsOf(step: Step): readonly Expression[] {
  switch (step.kind) {
    case 'call':
      return typeof step.callee === 'string' ? step.args : [step.callee, ...step.args];
    case 'assign':
      return [step.target, step.value];
    default:
      return [];
  }
}

/** Visits every variable an expression reads or names. */
export function eachVariable(expression: Expression, visit: (id: number) => void): void {
  switch (expression.kind) {
    case 'variable':
      visit(expression.id);
      return;
    case 'field':
      eachVariable(expression.base, visit);
      return;
    case 'deref':
    case 'container':
      eachVariable(expression.pointer, visit);
      return;
    case 'index':
      eachVariable(expression.base, visit);
      eachVariable(expression.index, visit);
      return;
    case 'address':
      eachVariable(expression.of, visit);
      return;
    case 'unary':
    case 'cast':
      eachVariable(expression.operand, visit);
      return;
    case 'binary':
      eachVariable(expression.left, visit);
      eachVariable(expression.right, visit);
      return;
    case 'conditional':
      eachVariable(expression.condition, visit);
      eachVariable(expression.then, visit);
      eachVariable(expression.else, visit);
      return;
    case 'aggregate':
      for (const { value } of expression.parts) eachVariable(value, visit);
      return;
    default:
  }
}

/** On every path from the entry a temporary is written before it is read. */
function definedBeforeUse(fn: FunctionIr, report: (text: string) => void): void {
  const reachable = reachableBlocks(fn);
  const writers = new Map<number, Set<number>>();
  const predecessors = new Map<number, number[]>();
  for (const id of reachable) {
    const block = fn.blocks[id];
    if (block === undefined) continue;
    for (const step of block.steps) {
      const target = writtenVariable(step);
      if (target !== undefined) writers.set(target, (writers.get(target) ?? new Set()).add(id));
    }
    for (const next of successors(block.end)) predecessors.set(next, [...(predecessors.get(next) ?? []), id]);
  }
  for (const id of reachable) {
    const checked = new Set<number>();
    const use = (variable: number): void => {
      if (fn.variables[variable]?.kind !== 'temporary' || checked.has(variable)) return;
      checked.add(variable);
      if (reachedUnwritten(id, writers.get(variable) ?? new Set(), predecessors)) {
        report(`b${id} reads ${fn.variables[variable]?.name}, which a path does not write`);
      }
    };
    const block = fn.blocks[id];
    for (const step of block?.steps ?? []) {
      for (const expression of expressionsOf(step)) {
        const isTarget = step.kind === 'assign' && expression === step.target && expression.kind === 'variable';
        if (!isTarget) eachVariable(expression, use);
      }
      const target = writtenVariable(step);
      if (target !== undefined) checked.add(target);
    }
    if (block?.end.kind === 'branch') eachVariable(block.end.condition, use);
    if (block?.end.kind === 'switch') eachVariable(block.end.value, use);
    if (block?.end.kind === 'return' && block.end.value) eachVariable(block.end.value, use);
  }
}

function writtenVariable(step: Step): number | undefined {
  if (step.kind === 'call') return step.result;
  return step.kind === 'assign' && step.target.kind === 'variable' ? step.target.id : undefined;
}

/** Can the start of block `at` be reached from the entry without passing a writer? */
function reachedUnwritten(
  at: number,
  writers: ReadonlySet<number>,
  predecessors: ReadonlyMap<number, readonly number[]>,
): boolean {
  const seen = new Set<number>([at]);
  for (const id of seen) {
    if (id === 0) return true;
    for (const before of predecessors.get(id) ?? []) if (!writers.has(before)) seen.add(before);
  }
  return false;
}

/** A value made in a dry run must not name the temporaries that vanished with it. */
export function usesOnly(value: Expression, variables: number): boolean {
  let closed = true;
  eachVariable(value, (id) => {
    if (id >= variables) closed = false;
  });
  return closed;
}
