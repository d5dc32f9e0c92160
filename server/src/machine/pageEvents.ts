/**
 * What happens to pages, read off the functions that the allocator's own authors gave the work to, whoever wrote the body
 * that runs: the model's C, or the user's in its place. Words of the trace only; no run goes another way for them.
 */
import { addEvent } from './events';
import type { Machine } from './machine';
import type { PageRole } from './pageRoles';
import { type Frame, ownMarks } from './state';
import { isInteger, isPointer, isZero, type Value } from './values';

const ZONE_LOCK = /^zone->lock$/;

/** A function with a role was entered. */
export function pageFunctionEntered(machine: Machine, role: PageRole): void {
  if (role === 'push') addEvent(machine, 'push 1');
  else if (role === 'out' || role === 'back') count(machine, role);
  else if (role === 'bad') machine.report('bad-page');
  else if (role === 'give') machine.thread.blocksGiven++;
}

const OUT = 'page out ';

/** The first two parameters are the page and its order, in every version. Bookkeeping: nobody waits for it or races on it. */
function count(machine: Machine, role: 'out' | 'back'): void {
  const [page, order] = [parameter(machine, 0), parameter(machine, 1)];
  if (!isPointer(page)) return;
  const marks = ownMarks(machine.state);
  const key = `${OUT}${page.object}+${page.offset}`;
  if (role === 'back') marks.delete(key);
  else marks.set(key, isInteger(order) ? Number(order) : 0);
}

/** Kept in memory where the body takes its address. */
function parameter(machine: Machine, index: number): Value {
  const { code, slots } = machine.frame;
  const type = code.ir.variables[index]?.type;
  const place = slots[index];
  if (code.inMemory[index] !== true || type === undefined || place === undefined) return machine.slot(index);
  return machine.load(place, type, machine.program.layouts.integerType(type), undefined);
}

/** Pages that users have. */
export function pagesOut(machine: Machine): number {
  let pages = 0;
  for (const [key, order] of machine.state.marks)
    if (key.startsWith(OUT) && isInteger(order)) pages += 2 ** Number(order);
  return pages;
}

/** It returned; its frame has been left. */
export function pageFunctionReturned(machine: Machine, role: PageRole, value: Value | undefined): void {
  if (value === undefined || isZero(value)) return;
  if (role === 'pop') addEvent(machine, 'pop 1');
  // One taking function calls another: the outermost counts.
  else if (role === 'take' && !within(machine.thread.frames, 'take')) machine.thread.pagesTaken++;
}

/** Before a lock is released: what was done under it. */
export function beforeRelease(machine: Machine, lock: string): void {
  const { thread } = machine;
  if ((thread.pagesTaken === 0 && thread.blocksGiven === 0) || !ZONE_LOCK.test(lock)) return;
  if (thread.pagesTaken > 0) addEvent(machine, within(thread.frames, 'refill') ? `bulk ${thread.pagesTaken}` : 'split');
  if (thread.blocksGiven > 0) addEvent(machine, `merge ${thread.blocksGiven}`);
  thread.pagesTaken = 0;
  thread.blocksGiven = 0;
}

/** preempt_disable() or migrate_disable() and their counterparts, in a function that pins the task for the lists' sake. */
export function pinned(machine: Machine, delta: 1 | -1): void {
  if (machine.frame.code.pageRole === 'pin') addEvent(machine, delta > 0 ? 'pin' : 'unpin');
}

function within(frames: readonly Frame[], role: PageRole): boolean {
  return frames.some((frame) => frame.code.pageRole === role);
}
