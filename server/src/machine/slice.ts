/**
 * A slice: one thread runs, alone, until it is about to touch what others know, cannot go on, or ends. Who runs next is the
 * explorer's business, or that of the schedule of a run made again.
 */
import type { Machine } from './machine';
import { guarded } from './run';
import type { RunLimits } from './schedule';
import type { Stamps, State, Thread } from './state';

export type SliceEnd =
  | { readonly kind: 'point' }
  | { readonly kind: 'fork'; readonly states: readonly State[] }
  | { readonly kind: 'end'; readonly reason: string };

/** Steps without a shared place after which loop heads become points: a loop that meets nobody shows as a cycle. */
const PATIENCE = 1500;

export function runSlice(
  machine: Machine,
  state: State,
  stamps: Stamps,
  limits: RunLimits,
  counter: { steps: number },
): SliceEnd {
  machine.state = state;
  let granted = state.scheduled;
  state.scheduled = false;
  for (let steps = 0; ; steps++) {
    if (machine.stopAt === state.pieces) return { kind: 'point' };
    if (state.steps >= limits.steps) {
      state.cut = true;
      return { kind: 'end', reason: 'bound' };
    }
    const running = state.running >= 0 ? state.threads[state.running] : undefined;
    if (running === undefined || running.status !== 'ready') return { kind: 'point' };
    if (!granted && (stopsHere(machine, running) || (steps > PATIENCE && atLoopHead(running))))
      return { kind: 'point' };
    const thread = state.running;
    machine.enter(state, thread);
    machine.beginPiece(granted);
    const outcome = guarded(machine, state, stamps);
    if (outcome?.kind === 'yield') return { kind: 'point' };
    counter.steps++;
    state.steps++;
    if (outcome?.kind === 'fork') return outcome;
    machine.endPiece();
    if (outcome !== undefined) return outcome;
    granted = state.scheduled;
    state.scheduled = false;
    // It came to its end: whoever it interrupted is not scheduled yet.
    if (state.running !== thread) return { kind: 'point' };
  }
}

function nextStep(thread: Thread) {
  const frame = thread.frames[thread.frames.length - 1];
  const block = frame?.code.blocks[frame.block];
  return block === undefined || frame === undefined ? undefined : (block.steps[frame.step] ?? block.end);
}

function stopsHere(machine: Machine, thread: Thread): boolean {
  const step = nextStep(thread);
  return step !== undefined && machine.watch?.stopsBefore(step) === true;
}

function atLoopHead(thread: Thread): boolean {
  const frame = thread.frames[thread.frames.length - 1];
  return frame !== undefined && frame.step === 0 && frame.code.blocks[frame.block]?.loopHead === true;
}
