/** Who calls whom within a file, and the cycles: functions of one component may call each other in circles. */
import type { FunctionIr } from '../ir/ir';
import { calleeName } from './memberCalls';

const CALLED = new WeakMap<FunctionIr, ReadonlySet<string>>();

/** Functions, and members that calls go through (memberCalls.ts). */
export function calledNames(fn: FunctionIr): ReadonlySet<string> {
  const known = CALLED.get(fn);
  if (known !== undefined) return known;
  const names = new Set<string>();
  for (const block of fn.blocks) {
    for (const step of block.steps) {
      const name = step.kind === 'call' ? calleeName(step) : undefined;
      if (name !== undefined) names.add(name);
    }
  }
  CALLED.set(fn, names);
  return names;
}

const ALL_CALLED = new WeakMap<readonly FunctionIr[], ReadonlySet<string>>();

/** The same of all functions of a list. */
export function allCalledNames(functions: readonly FunctionIr[]): ReadonlySet<string> {
  const known = ALL_CALLED.get(functions);
  if (known !== undefined) return known;
  const names = new Set(functions.flatMap((fn) => [...calledNames(fn)]));
  ALL_CALLED.set(functions, names);
  return names;
}

/**
 * Component number per function that is part of a cycle (a direct self-call too); others are absent. `targets`: where a call
 * through a member may go.
 */
export function componentsOf(
  functions: readonly FunctionIr[],
  targets: ReadonlyMap<string, readonly string[]>,
): Map<string, number> {
  const known = new Map(functions.map((fn) => [fn.name, fn]));
  const edges = new Map(
    [...known].map(([name, fn]) => [
      name,
      [...calledNames(fn)].flatMap((callee) => targets.get(callee) ?? callee).filter((callee) => known.has(callee)),
    ]),
  );
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const result = new Map<string, number>();
  let counter = 0;
  const visit = (root: string): void => {
    const work: { name: string; next: number }[] = [{ name: root, next: 0 }];
    while (work.length > 0) {
      const top = work.at(-1);
      if (top === undefined) break;
      if (top.next === 0) {
        index.set(top.name, counter);
        low.set(top.name, counter++);
        stack.push(top.name);
        onStack.add(top.name);
      }
      const callee = edges.get(top.name)?.[top.next++];
      if (callee !== undefined) {
        if (!index.has(callee)) work.push({ name: callee, next: 0 });
        else if (onStack.has(callee)) low.set(top.name, Math.min(low.get(top.name) ?? 0, index.get(callee) ?? 0));
        continue;
      }
      work.pop();
      const parent = work.at(-1);
      if (parent !== undefined) low.set(parent.name, Math.min(low.get(parent.name) ?? 0, low.get(top.name) ?? 0));
      if (low.get(top.name) === index.get(top.name)) {
        const members: string[] = [];
        for (let name = stack.pop(); name !== undefined; name = stack.pop()) {
          onStack.delete(name);
          members.push(name);
          if (name === top.name) break;
        }
        const cyclic = members.length > 1 || (edges.get(top.name) ?? []).includes(top.name);
        if (cyclic) for (const member of members) result.set(member, index.get(top.name) ?? 0);
      }
    }
  };
  for (const name of known.keys()) if (!index.has(name)) visit(name);
  return result;
}
