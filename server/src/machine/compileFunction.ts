/** A FunctionIr as blocks of closures: decides which variables live in memory and which steps others can see. */
import type { Expression, FunctionIr, Step } from '../ir/ir';
import { expressionParts } from '../ir/parts';
import type { CType } from '../ir/types';
import type { ProgramUnit } from './api';
import type { Argument, Code, CodeBlock, CodeEnd, CompiledFunction } from './code';
import { compileExpression, compilePlace, isFunctionName, type Scope, typeIn, typeOf } from './compileExpressions';
import { pageRole } from './pageRoles';
import type { Program } from './program';

export function compileFunction(program: Program, unit: ProgramUnit, ir: FunctionIr): CompiledFunction {
  const known = program.compiled.get(ir);
  if (known !== undefined) return known;
  const scope: Scope = {
    program,
    unit,
    ir,
    inMemory: memoryVariables(program, ir),
    types: variableTypes(program, unit, ir),
  };
  const compiled: CompiledFunction = {
    ir,
    unit,
    inMemory: scope.inMemory,
    pageRole: pageRole(ir.name),
    blocks: ir.blocks.map((block) => compileBlock(scope, block)),
  };
  program.compiled.set(ir, compiled);
  return compiled;
}

/** Temporaries of calls to linked functions have those functions' types, also where no header declared them. */
function variableTypes(program: Program, unit: ProgramUnit, ir: FunctionIr): readonly CType[] {
  const types = ir.variables.map((variable) => variable.type);
  for (const block of ir.blocks) {
    for (const step of block.steps) {
      if (step.kind !== 'call' || step.result === undefined || typeof step.callee !== 'string') continue;
      if (types[step.result]?.kind !== 'unknown') continue;
      const linked = program.functionFrom(step.callee, unit);
      if (linked !== undefined) types[step.result] = linked.ir.returns;
    }
  }
  return types;
}

function compileBlock(scope: Scope, block: FunctionIr['blocks'][number]): CodeBlock {
  const steps: Code[] = [];
  for (const step of block.steps) {
    const code = compileStep(scope, step);
    if (code !== undefined) steps.push(code);
  }
  return {
    steps,
    end: compileEnd(scope, block.end),
    loopHead: block.loopHead,
    endVisible: endIsVisible(scope, block.end),
  };
}

function compileStep(scope: Scope, step: Step): Code | undefined {
  const base = { span: step.span, origin: step.origin };
  switch (step.kind) {
    case 'assign': {
      const target = compilePlace(scope, step.target);
      if (target === undefined) return { ...base, kind: 'asm', text: 'assignment to a value', visible: false };
      const reads = isShared(scope, step.value);
      const writes = isShared(scope, step.target);
      const value = compileExpression(scope, step.value);
      return { ...base, kind: 'assign', target, value, visible: reads || writes, twofold: reads && writes };
    }
    case 'declare':
      return { ...base, kind: 'declare', index: step.variable, visible: false };
    case 'asm':
      return { ...base, kind: 'asm', text: step.text, visible: true };
    case 'macro':
    case 'mention':
      return undefined;
    case 'call': {
      const args = step.args.map((argument) => compileArgument(scope, argument));
      const rest = { args, result: step.result, type: step.type, visible: true };
      if (typeof step.callee === 'string') return { ...base, kind: 'call', name: step.callee, ...rest };
      const named = calleeName(scope, step.callee);
      if (named !== undefined) return { ...base, kind: 'call', name: named, ...rest };
      return { ...base, kind: 'indirect', callee: compileExpression(scope, step.callee), ...rest };
    }
  }
}

function calleeName(scope: Scope, callee: Expression): string | undefined {
  if (callee.kind === 'deref') return calleeName(scope, callee.pointer);
  return callee.kind === 'global' && isFunctionName(scope, callee.name, callee.type) ? callee.name : undefined;
}

function compileArgument(scope: Scope, argument: Expression): Argument {
  return {
    value: compileExpression(scope, argument),
    place: compilePlace(scope, argument),
    type: typeIn(scope, argument),
  };
}

function compileEnd(scope: Scope, end: FunctionIr['blocks'][number]['end']): CodeEnd {
  switch (end.kind) {
    case 'jump':
    case 'unreachable':
      return end;
    case 'branch':
      return { ...end, condition: compileExpression(scope, end.condition) };
    case 'switch':
      return { ...end, value: compileExpression(scope, end.value) };
    case 'return':
      return {
        kind: 'return',
        value: end.value === undefined ? undefined : compileExpression(scope, end.value),
        span: end.span,
      };
  }
}

function endIsVisible(scope: Scope, end: FunctionIr['blocks'][number]['end']): boolean {
  switch (end.kind) {
    case 'branch':
      return isShared(scope, end.condition);
    case 'switch':
      return isShared(scope, end.value);
    case 'return':
      return end.value !== undefined && isShared(scope, end.value);
    default:
      return false;
  }
}

/** Reads or writes memory that is not a variable of this frame. */
function isShared(scope: Scope, expression: Expression): boolean {
  switch (expression.kind) {
    case 'deref':
      return true;
    case 'global':
      return (
        !isFunctionName(scope, expression.name, expression.type) &&
        scope.program.enumConstant(expression.name, scope.unit) === undefined
      );
    case 'variable':
      return scope.ir?.variables[expression.id]?.kind === 'static';
    case 'address':
      return isSharedAddress(scope, expression.of);
    default:
      return expressionParts(expression).some((child) => isShared(scope, child));
  }
}

/** `&p->x` reads p, not x. */
function isSharedAddress(scope: Scope, of: Expression): boolean {
  switch (of.kind) {
    case 'global':
    case 'variable':
      return false;
    case 'field':
      return isSharedAddress(scope, of.base);
    case 'deref':
      return isShared(scope, of.pointer);
    case 'index':
      return isSharedAddress(scope, of.base) || isShared(scope, of.index);
    default:
      return isShared(scope, of);
  }
}

function memoryVariables(program: Program, ir: FunctionIr): readonly boolean[] {
  const result = ir.variables.map((variable) => {
    const type = program.layouts.resolve(variable.type);
    return type.kind === 'record' || type.kind === 'array' || type.kind === 'named';
  });
  const mark = (expression: Expression): void => {
    if (expression.kind === 'address' || expression.kind === 'field') {
      const root = rootVariable(expression.kind === 'address' ? expression.of : expression.base);
      if (root !== undefined) result[root] = true;
    }
    if (expression.kind === 'index' && program.layouts.resolve(typeOf(expression.base)).kind === 'array') {
      const root = rootVariable(expression.base);
      if (root !== undefined) result[root] = true;
    }
    for (const child of expressionParts(expression)) mark(child);
  };
  for (const block of ir.blocks) {
    for (const step of block.steps) {
      if (step.kind === 'assign') {
        mark(step.target);
        mark(step.value);
      } else if (step.kind === 'call') {
        for (const argument of step.args) mark(argument);
        if (typeof step.callee !== 'string') mark(step.callee);
      }
    }
    const { end } = block;
    if (end.kind === 'branch') mark(end.condition);
    else if (end.kind === 'switch') mark(end.value);
    else if (end.kind === 'return' && end.value !== undefined) mark(end.value);
  }
  return result;
}

function rootVariable(expression: Expression): number | undefined {
  switch (expression.kind) {
    case 'variable':
      return expression.id;
    case 'field':
    case 'index':
      return rootVariable(expression.base);
    default:
      return undefined;
  }
}
