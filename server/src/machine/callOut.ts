/** Primitives that run C of the model in their midst: a console behind printk(), what a report of lockdep's prints. */
import { pushFrame } from './frames';
import type { Machine } from './machine';

/** A primitive hands over to C of the model; when that returns the primitive goes on behind it. */
export function callOut(machine: Machine, name: string, phase?: number): 'done' | 'entered' {
  const linked = machine.program.function(name);
  if (linked === undefined) return 'done';
  machine.frame.pending = {
    at: machine.effectIndex,
    called: true,
    ...(phase === undefined ? {} : { phase }),
    ...(machine.effectOutcome === undefined ? {} : { outcome: machine.effectOutcome }),
    ...(machine.produced === undefined ? {} : { produced: machine.produced }),
  };
  pushFrame(machine, linked, [], undefined);
  return 'entered';
}
