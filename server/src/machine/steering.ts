/** A finding's path decides branches on unknowns: each of its decisions once, in the order the run comes by. */
import type { Span } from '../base/span';
import type { Machine } from './machine';

/** The way the path goes at this branch; undefined: the path says nothing of it. */
export function steer(machine: Machine): boolean | undefined {
  const hints = machine.scenario.steering;
  if (hints === undefined || machine.quiet) return undefined;
  const { code, block: at, step } = machine.frame;
  const block = code.blocks[at];
  const end = block?.steps[step] ?? block?.end;
  if (end === undefined || end.kind === 'jump') return undefined;
  for (const [index, hint] of hints.entries()) {
    if (hint.function !== code.ir.name || !overlaps(hint.span, end.span)) continue;
    if (hint.actor !== undefined && hint.actor !== machine.thread.id) continue;
    const key = `steered ${index}`;
    if (machine.state.marks.has(key)) continue;
    if (typeof hint.taken === 'bigint') {
      if (machine.switchCase === undefined) continue;
      if (machine.switchCase !== hint.taken) return false;
      machine.setMark(key, 1);
      return true;
    }
    machine.setMark(key, 1);
    return hint.taken;
  }
  return undefined;
}

function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}
