/** Who calls whom within a file, and the cycles: functions of one component may call each other in circles. */
import { sameValue } from '../base/sameValue';
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

/** Who calls whom in a list of functions. */
export class CallGraph {
  /** All names that are called. */
  readonly called: ReadonlySet<string>;
  private cycles:
    | { readonly targets: ReadonlyMap<string, readonly string[]>; readonly components: ReadonlyMap<string, number> }
    | undefined;

  constructor(
    private readonly names: readonly string[],
    private readonly callees: readonly ReadonlySet<string>[],
  ) {
    this.called = new Set(callees.flatMap((called) => [...called]));
  }

  isOf(functions: readonly FunctionIr[]): boolean {
    return (
      functions.length === this.names.length &&
      functions.every((fn, at) => fn.name === this.names[at] && sameSet(calledNames(fn), this.callees[at]))
    );
  }

  /**
   * Component number per function that is part of a cycle (a direct self-call too); others are absent. `targets`: where a call
   * through a member may go.
   */
  componentsOf(targets: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, number> {
    if (this.cycles === undefined || !sameValue([...this.cycles.targets], [...targets])) {
      const known = new Set(this.names);
      const edges = new Map(
        this.names.map((name, at) => [
          name,
          [...(this.callees[at] ?? [])]
            .flatMap((callee) => targets.get(callee) ?? callee)
            .filter((callee) => known.has(callee)),
        ]),
      );
      this.cycles = { targets, components: componentsIn(edges) };
    }
    return this.cycles.components;
  }
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string> | undefined): boolean {
  if (a === b) return true;
  if (a.size !== b?.size) return false;
  for (const name of a) if (!b.has(name)) return false;
  return true;
}

const GRAPHS = new WeakMap<readonly FunctionIr[], CallGraph>();
/** Those used last: an edit leaves most functions, and what they call, as they were. */
const recent: CallGraph[] = [];
/** A document or two, in some worlds each. */
const MAX_RECENT = 6;

export function callGraphOf(functions: readonly FunctionIr[]): CallGraph {
  const known = GRAPHS.get(functions);
  if (known !== undefined) return known;
  let graph = recent.find((each) => each.isOf(functions));
  if (graph === undefined) {
    graph = new CallGraph(
      functions.map(({ name }) => name),
      functions.map(calledNames),
    );
    recent.unshift(graph);
    recent.length = Math.min(recent.length, MAX_RECENT);
  }
  GRAPHS.set(functions, graph);
  return graph;
}

function componentsIn(edges: ReadonlyMap<string, readonly string[]>): Map<string, number> {
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
  for (const name of edges.keys()) if (!index.has(name)) visit(name);
  return result;
}
