/** Which side of a branch leaves its loop: the side from which the branch cannot be reached again. */
import type { CodeEnd, CompiledFunction } from './code';

const MEMO = new WeakMap<CompiledFunction, Map<number, 0 | 1 | undefined>>();

/** 0: the then side leaves, 1: the else side; undefined: both return, or neither does. */
export function loopExit(code: CompiledFunction, block: number): 0 | 1 | undefined {
  const memo = MEMO.get(code) ?? new Map<number, 0 | 1 | undefined>();
  MEMO.set(code, memo);
  if (memo.has(block)) return memo.get(block);
  const end = code.blocks[block]?.end;
  let exit: 0 | 1 | undefined;
  if (end?.kind === 'branch') {
    const then = reaches(code, end.then, block);
    const otherwise = reaches(code, end.else, block);
    if (then !== otherwise) exit = then ? 1 : 0;
  }
  memo.set(block, exit);
  return exit;
}

function reaches(code: CompiledFunction, from: number, to: number): boolean {
  const seen = new Set<number>([from]);
  const queue = [from];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    if (at === to) return true;
    for (const next of successors(code.blocks[at]?.end)) {
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push(next);
    }
  }
  return false;
}

export function successors(end: CodeEnd | undefined): readonly number[] {
  switch (end?.kind) {
    case 'jump':
      return [end.to];
    case 'branch':
      return [end.then, end.else];
    case 'switch':
      return [...end.cases.map((option) => option.to), end.default];
    default:
      return [];
  }
}
