/**
 * Post-dominators and control dependence of one function's graph (Cooper, Harvey, Kennedy: "A Simple, Fast Dominance
 * Algorithm", run on the reversed graph). Returns and dead ends lead to one virtual exit; a loop that never ends does not.
 */
import { type FlowGraph, reaching } from './cfg';

export interface PostDominance {
  /** Per block: the first block that every way out passes; -1: the exit itself, or no way out. */
  readonly immediate: readonly number[];
  /** Per block: the branching blocks that decide whether it runs. */
  readonly dependsOn: readonly (readonly number[])[];
}

const KNOWN = new WeakMap<FlowGraph, PostDominance>();

/** Computed once per graph: a function may be sliced several times, in several worlds. */
export function postDominators(graph: FlowGraph): PostDominance {
  const known = KNOWN.get(graph);
  if (known !== undefined) return known;
  const fresh = compute(graph);
  KNOWN.set(graph, fresh);
  return fresh;
}

function compute(graph: FlowGraph): PostDominance {
  const count = graph.successors.length;
  const exit = count;
  const ends = graph.successors.flatMap((targets, block) =>
    targets.length === 0 && (graph.order[block] ?? -1) >= 0 ? [block] : [],
  );
  // Loops without an end are given one at their last block, so that every reachable block has a way out.
  const reached = reaching(graph, ends);
  const lateEnds: number[] = [];
  const byPosition: number[] = [];
  graph.order.forEach((position, block) => {
    if (position >= 0) byPosition[position] = block;
  });
  for (const block of byPosition.reverse()) {
    if (reached.has(block)) continue;
    lateEnds.push(block);
    for (const found of reaching(graph, [block])) reached.add(found);
  }
  const exits = [...ends, ...lateEnds];
  const isExit = new Set(exits);
  const successors = (block: number): readonly number[] =>
    isExit.has(block) ? [...(graph.successors[block] ?? []), exit] : (graph.successors[block] ?? []);

  const number = new Int32Array(count + 1).fill(-1); // postorder number on the reversed graph
  const order: number[] = [];
  const predecessors = (block: number): readonly number[] =>
    block === exit ? exits : (graph.predecessors[block] ?? []);
  const seen = new Uint8Array(count + 1);
  const stack: { block: number; next: number }[] = [{ block: exit, next: 0 }];
  seen[exit] = 1;
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const next = predecessors(top.block)[top.next++];
    if (next === undefined) {
      number[top.block] = order.length;
      order.push(top.block);
      stack.pop();
    } else if (seen[next] === 0) {
      seen[next] = 1;
      stack.push({ block: next, next: 0 });
    }
  }
  const idom = new Int32Array(count + 1).fill(-1);
  idom[exit] = exit;
  const intersect = (a: number, b: number): number => {
    let left = a;
    let right = b;
    while (left !== right) {
      while ((number[left] ?? 0) < (number[right] ?? 0)) left = idom[left] ?? exit;
      while ((number[right] ?? 0) < (number[left] ?? 0)) right = idom[right] ?? exit;
    }
    return left;
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (let at = order.length - 2; at >= 0; at--) {
      const block = order[at] ?? exit;
      let best = -1;
      for (const target of successors(block)) {
        if ((idom[target] ?? -1) < 0) continue;
        best = best < 0 ? target : intersect(target, best);
      }
      if (best >= 0 && idom[block] !== best) {
        idom[block] = best;
        changed = true;
      }
    }
  }
  return { immediate: Array.from(idom.subarray(0, count), (d) => (d === exit ? -1 : d)), dependsOn: dependence() };

  function dependence(): number[][] {
    const dependsOn: number[][] = graph.successors.map(() => []);
    graph.successors.forEach((targets, block) => {
      if (targets.length < 2 || (graph.order[block] ?? -1) < 0) return;
      const stop = idom[block] ?? exit;
      for (const target of targets) {
        for (let at = target; at !== stop && at !== exit && at >= 0; at = idom[at] ?? exit) {
          const list = dependsOn[at];
          if (list !== undefined && !list.includes(block)) list.push(block);
        }
      }
    });
    return dependsOn;
  }
}
