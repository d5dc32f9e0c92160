/** A call's frame: the function's code at its first step, parameters stored. */
import { compileFunction } from './compileFunction';
import type { Machine } from './machine';
import type { LinkedFunction } from './program';
import type { Frame } from './state';
import type { Value } from './values';

export function pushFrame(
  machine: Machine,
  linked: LinkedFunction,
  values: readonly Value[],
  result: number | undefined,
): Frame {
  const code = compileFunction(machine.program, linked.unit, linked.ir);
  const frame: Frame = {
    owner: machine.state.owner,
    code,
    slots: new Array<Value>(linked.ir.variables.length),
    block: 0,
    step: 0,
    result,
    stack: machine.thread.stack,
    guesses: undefined,
    pending: undefined,
  };
  machine.thread.frames.push(frame);
  machine.frame = frame;
  for (let i = 0; i < linked.ir.parameterCount; i++) {
    const value = values[i];
    if (value !== undefined) machine.setVariable(i, value);
  }
  return frame;
}
