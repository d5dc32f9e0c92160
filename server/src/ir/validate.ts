/** Structural rules every lowered function keeps. Returns what is broken, as sentences; empty is good. */
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

/**
 * A temporary that is read on some path has an assignment in its own block before, or in a block that can come before.
 * (Not the full dominance: a temporary is written on every way to its use by construction of the branches.)
 */
function definedBeforeUse(fn: FunctionIr, report: (text: string) => void): void {
  const reachable = reachableBlocks(fn);
  const written = new Set<number>();
  for (const id of reachable) {
    for (const step of fn.blocks[id]?.steps ?? []) {
      if (step.kind === 'call' && step.result !== undefined) written.add(step.result);
      if (step.kind === 'assign' && step.target.kind === 'variable') written.add(step.target.id);
    }
  }
  for (const id of reachable) {
    const seen = new Set<number>();
    const use = (variable: number): void => {
      if (fn.variables[variable]?.kind === 'temporary' && !written.has(variable) && !seen.has(variable)) {
        seen.add(variable);
        report(`b${id} reads ${fn.variables[variable]?.name} that nothing writes`);
      }
    };
    const block = fn.blocks[id];
    for (const step of block?.steps ?? []) for (const expression of expressionsOf(step)) eachVariable(expression, use);
    if (block?.end.kind === 'branch') eachVariable(block.end.condition, use);
    if (block?.end.kind === 'switch') eachVariable(block.end.value, use);
    if (block?.end.kind === 'return' && block.end.value) eachVariable(block.end.value, use);
  }
}

/** A value made in a dry run must not name the temporaries that vanished with it. */
export function usesOnly(value: Expression, variables: number): boolean {
  let closed = true;
  eachVariable(value, (id) => {
    if (id >= variables) closed = false;
  });
  return closed;
}
