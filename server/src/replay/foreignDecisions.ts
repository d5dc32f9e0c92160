/**
 * Does a path hang on what a run cannot know? The machine starts from one state of memory; what callers, callees and other
 * CPUs may have put there is theirs. Where a branch of the path tests such a value, a run without the report refutes nothing.
 */
import type { Witness } from '../analysis/finding';
import type { Expression, FileIr, FunctionIr } from '../ir/ir';
import { expressionParts } from '../ir/parts';

type PathWitness = Extract<Witness, { kind: 'path' }>;

/** Some decision of the path tests memory, a pointer of the caller's or what a call returned, or stands where we cannot look. */
export function hangsOnOthers(witness: PathWitness, file: FileIr): boolean {
  return witness.decisions.some((decision) => {
    const fn = file.functions.find((each) => each.name === decision.function);
    const condition = fn === undefined ? undefined : conditionAt(fn, decision.span);
    return fn === undefined || condition === undefined || isForeign(fn, condition);
  });
}

function conditionAt(fn: FunctionIr, span: { readonly start: number; readonly end: number }): Expression | undefined {
  for (const { end } of fn.blocks) {
    if (!('span' in end) || end.span.start !== span.start || end.span.end !== span.end) continue;
    if (end.kind === 'branch') return end.condition;
    if (end.kind === 'switch') return end.value;
  }
  return undefined;
}

function isForeign(fn: FunctionIr, expression: Expression): boolean {
  switch (expression.kind) {
    case 'deref':
    case 'field':
    case 'index':
    case 'global':
    case 'opaque':
      return true;
    case 'variable':
      if (expression.id < fn.parameterCount) return mayBePointer(fn, expression.id);
      return isFilledByOthers(fn, expression.id);
    default:
      return expressionParts(expression).some((part) => isForeign(fn, part));
  }
}

/** A pointer that a caller hands in is valid in a run; the path may need it to be NULL. Numbers are tried both ways. */
function mayBePointer(fn: FunctionIr, parameter: number): boolean {
  const kind = fn.variables[parameter]?.type.kind;
  return kind !== 'int';
}

/** Is the local given anything but constants? */
function isFilledByOthers(fn: FunctionIr, variable: number): boolean {
  return fn.blocks.some((block) =>
    block.steps.some((step) =>
      step.kind === 'call'
        ? step.result === variable
        : step.kind === 'assign' &&
          step.target.kind === 'variable' &&
          step.target.id === variable &&
          step.value.kind !== 'integer',
    ),
  );
}
