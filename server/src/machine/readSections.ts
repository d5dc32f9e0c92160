/**
 * A writer on another CPU that passes through a sequence counter behind a reader's begin: what the reader looks at from there
 * on may be half old, half new. Who asks is told so and begins again; who comes to its end without asking, or does not listen
 * to the answer, has missed it. Only where a scenario asks for such a writer.
 */
import { addEvent } from './events';
import type { Machine } from './machine';
import { ownMarks, ownSeqs } from './state';

/** Behind a begin of the entry function: the whole write section happens here, once per counter and run. */
export function writerPasses(machine: Machine, key: string, name: string): void {
  const { state, thread, scenario } = machine;
  if (scenario.passingWriter === undefined || machine.quiet || thread.frames.length > 1) return;
  const marks = ownMarks(state);
  marks.delete(torn(key));
  if (marks.has(`passed ${key}`)) return;
  marks.set(`passed ${key}`, 1);
  marks.set(torn(key), 1);
  ownSeqs(state).set(key, { name, value: (state.seqs.get(key)?.value ?? 0) + 2 });
  addEvent(machine, `seq write ${name} elsewhere`);
}

/** The reader has asked. An answer that goes nowhere is none. */
export function readerAsked(machine: Machine, key: string): void {
  if (machine.scenario.passingWriter === undefined || !answerIsKept(machine)) return;
  ownMarks(machine.state).delete(torn(key));
}

/** At the end of the entry function: did it go by what a writer was changing? */
export function reportMissedRetry(machine: Machine): void {
  if (machine.scenario.passingWriter === undefined) return;
  for (const key of machine.state.marks.keys()) {
    if (!key.startsWith(TORN)) continue;
    machine.report('missed-retry', machine.state.seqs.get(key.slice(TORN.length))?.name ?? '');
    return;
  }
}

const TORN = 'torn ';

function torn(key: string): string {
  return TORN + key;
}

function answerIsKept({ frame }: Machine): boolean {
  const step = frame.code.blocks[frame.block]?.steps[frame.step];
  return step?.kind !== 'call' || step.result !== undefined;
}
