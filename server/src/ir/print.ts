/** Readable text of the IR, for snapshots and for looking at it. Stable: the same IR prints the same. */
import { printType } from './ctypes';
import type { Expression, FunctionIr, GlobalInitialiser, Step, Terminator } from './ir';

/** The whole function; block 0 is the entry. */
export function printIr(fn: FunctionIr): string {
  const parameters = fn.variables.slice(0, fn.parameterCount).map(({ name, type }) => `${printType(type)} ${name}`);
  const head = `${printType(fn.returns)} ${fn.name}(${[...parameters, ...(fn.variadic ? ['...'] : [])].join(', ')})`;
  const lines = [head];
  for (const variable of fn.variables) {
    if (variable.kind !== 'static') continue;
    const initial = variable.initial === undefined ? '' : ` = ${printExpression(fn, variable.initial)}`;
    lines.push(`static ${printType(variable.type)} ${variable.name}${initial}`);
  }
  const reachable = reachableBlocks(fn);
  fn.blocks.forEach((block, id) => {
    if (!reachable.has(id) && block.steps.length === 0) return;
    lines.push(`b${id}:${block.loopHead ? ' loop' : ''}${reachable.has(id) ? '' : ' unreachable'}`);
    for (const step of block.steps) lines.push(`  ${printStep(fn, step)}`);
    lines.push(`  ${printEnd(fn, block.end)}`);
  });
  return lines.join('\n');
}

/** A global as it is declared, on one line. */
export function printGlobal(global: GlobalInitialiser): string {
  const words = [global.static ? 'static' : '', global.perCpu ? 'percpu' : '', printType(global.type), global.name];
  const value = global.value === undefined ? '' : ` = ${printExpression(noFunction, global.value)}`;
  const macro = global.macro === undefined ? '' : ` by ${global.macro.name}(${global.macro.args.join(', ')})`;
  return `${words.filter((word) => word !== '').join(' ')}${value}${macro}`;
}

const noFunction: Pick<FunctionIr, 'variables'> = { variables: [] };

/** Ids of the blocks a path from the entry can reach. */
export function reachableBlocks(fn: FunctionIr): ReadonlySet<number> {
  const seen = new Set<number>([0]);
  for (const id of seen) {
    const end = fn.blocks[id]?.end;
    if (end?.kind === 'jump') seen.add(end.to);
    else if (end?.kind === 'branch') seen.add(end.then).add(end.else);
    else if (end?.kind === 'switch') {
      seen.add(end.default);
      for (const one of end.cases) seen.add(one.to);
    }
  }
  return seen;
}

function printStep(fn: FunctionIr, step: Step): string {
  const tag = step.origin === 'text' ? '' : step.origin === 'expansion' ? '~ ' : '! ';
  switch (step.kind) {
    case 'call': {
      const callee = typeof step.callee === 'string' ? step.callee : `(${printExpression(fn, step.callee)})`;
      const result = step.result === undefined ? '' : `${variableName(fn, step.result)} = `;
      return `${tag}${result}call ${callee}(${step.args.map((arg) => printExpression(fn, arg)).join(', ')})`;
    }
    case 'assign':
      return `${tag}${printExpression(fn, step.target)} = ${printExpression(fn, step.value)}`;
    case 'declare':
      return `${tag}declare ${printType(fn.variables[step.variable]?.type ?? { kind: 'unknown' })} ${variableName(fn, step.variable)}`;
    case 'macro':
      return `${tag}macro ${step.name}`;
    case 'mention':
      return `${tag}mention ${step.name}`;
    case 'asm':
      return `${tag}asm`;
  }
}

function printEnd(fn: FunctionIr, end: Terminator): string {
  switch (end.kind) {
    case 'jump':
      return `-> b${end.to}`;
    case 'branch':
      return `if ${printExpression(fn, end.condition)} -> b${end.then} else b${end.else}`;
    case 'switch': {
      const cases = end.cases.map(({ low, high, to }) => `${low === high ? low : `${low}..${high}`}: b${to}`);
      return `switch ${printExpression(fn, end.value)} { ${[...cases, `default: b${end.default}`].join(', ')} }`;
    }
    case 'return':
      return end.value === undefined ? 'return' : `return ${printExpression(fn, end.value)}`;
    case 'unreachable':
      return 'unreachable';
  }
}

/** Locals that share a name are told apart by their number. */
function variableName(fn: Pick<FunctionIr, 'variables'>, id: number): string {
  const name = fn.variables[id]?.name ?? `?${id}`;
  const first = fn.variables.findIndex((variable) => variable.name === name);
  return first === id ? name : `${name}.${id}`;
}

/** One expression, C-like. */
export function printExpression(fn: Pick<FunctionIr, 'variables'>, expression: Expression): string {
  const print = (inner: Expression): string => printExpression(fn, inner);
  switch (expression.kind) {
    case 'integer':
      return expression.spelling ?? `${expression.value}${suffix(expression)}`;
    case 'string':
      return JSON.stringify(expression.value);
    case 'variable':
      return variableName(fn, expression.id);
    case 'global':
      return expression.name;
    case 'field':
      return expression.base.kind === 'deref'
        ? `${print(expression.base.pointer)}->${expression.name}`
        : `${print(expression.base)}.${expression.name}`;
    case 'deref':
      return `*${print(expression.pointer)}`;
    case 'index':
      return `${print(expression.base)}[${print(expression.index)}]`;
    case 'address':
      return `&${print(expression.of)}`;
    case 'unary':
      return `${expression.operator}${print(expression.operand)}`;
    case 'binary':
      return `(${print(expression.left)} ${expression.operator} ${print(expression.right)})`;
    case 'conditional':
      return `(${print(expression.condition)} ? ${print(expression.then)} : ${print(expression.else)})`;
    case 'cast':
      return `(${printType(expression.type)})${print(expression.operand)}`;
    case 'sizeof':
      return `sizeof(${printType(expression.of)})`;
    case 'offsetof':
      return `offsetof(${printType(expression.of)}, ${expression.path.join('.')})`;
    case 'container':
      return `container_of(${print(expression.pointer)}, ${printType(expression.of)}, ${expression.path.join('.')})`;
    case 'aggregate':
      return `{ ${expression.parts.map(({ path, value }) => `${path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('')} = ${print(value)}`).join(', ')} }`;
    case 'opaque':
      return `<${expression.reason}>`;
  }
}

function suffix(expression: Extract<Expression, { kind: 'integer' }>): string {
  const { type } = expression;
  if (type.kind !== 'int') return '';
  return `${type.signed ? '' : 'U'}${type.bits === 64 ? 'L' : ''}`;
}
