/** The trace: one node per event, shared by all runs that went through it. */
import { lineColumnAt } from '../base/lines';
import type { Span } from '../base/span';
import { contextStack, preemptCount } from './contextState';
import type { Machine } from './machine';
import { passes } from './turns';

const NOWHERE: Span = { start: 0, end: 0 };

/** The code that runs now: the innermost frame's step. */
export function currentSpan(machine: Machine): Span {
  const { frame } = machine;
  const block = frame.code?.blocks[frame.block];
  const step = block?.steps[frame.step];
  if (step !== undefined) return step.span;
  const end = block?.end;
  return end !== undefined && end.kind !== 'jump' ? end.span : (frame.code?.ir.nameSpan ?? NOWHERE);
}

export function addEvent(machine: Machine, event: string): void {
  const { state, thread, frame } = machine;
  if (machine.quiet) return;
  const span = currentSpan(machine);
  passes(machine, frame.code.ir.name, span);
  const locks = [...contextStack(machine)].reverse().flatMap((context) => context.held);
  const held = locks.map((lock) => lock.name);
  const unit = machine.unitOf(frame.code);
  const lines = machine.program.lines(unit);
  const { line } = lineColumnAt(lines, span.start);
  const start = lines.starts[line - 1] ?? 0;
  const end = lines.starts[line] ?? unit.text.length;
  state.trace = {
    before: state.trace,
    length: (state.trace?.length ?? 0) + 1,
    step: {
      cpu: thread.cpu,
      context: thread.context,
      actor: thread.actor,
      file: unit.file,
      function: frame.code.ir.name,
      span,
      line,
      source: unit.text.slice(start, end).trim(),
      event,
      held,
      irqs: !thread.irqsOff,
      preempt: preemptCount(machine) & 0xff,
      rawHeld: locks.filter((lock) => lock.kind === 'raw_spinlock').length,
      at: machine.concurrent ? 0 : state.steps,
    },
  };
}
