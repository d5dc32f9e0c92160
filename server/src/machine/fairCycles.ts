/**
 * Livelocks: rounds of the state graph that a fair scheduler may go for ever. A strongly connected part is one if each thread
 * that never moves in it is somewhere in it unable to, and somebody who should come to an end is not at it yet.
 */
export interface GraphEdge {
  readonly to: number;
  /** Who moves on it, as bits. */
  readonly threads: number;
}

export interface GraphNode {
  readonly edges: readonly GraphEdge[];
  /** Threads that can move here and must be let to, as bits. */
  readonly enabled: number;
  /** Threads whose end the scenario waits for and that are not at it, as bits. */
  readonly unfinished: number;
}

export interface FairCycle {
  /** First node of the part in the order nodes were found: the one reached by the shortest way. */
  readonly entry: number;
  /** Edges of one round from the entry, each as node and index. */
  readonly round: readonly { readonly node: number; readonly edge: number }[];
}

/** All parts, by entry. Linear in the graph. */
export function fairCycles(nodes: readonly GraphNode[]): readonly FairCycle[] {
  const found: FairCycle[] = [];
  for (const part of components(nodes)) {
    const inside = new Set(part);
    let movers = 0;
    let always = ~0;
    let unfinished = 0;
    let edges = 0;
    for (const id of part) {
      const node = nodes[id];
      if (node === undefined) continue;
      always &= node.enabled;
      unfinished |= node.unfinished;
      for (const { to, threads } of node.edges) {
        if (!inside.has(to)) continue;
        movers |= threads;
        edges++;
      }
    }
    if (edges === 0 || unfinished === 0 || (always & ~movers) !== 0) continue;
    const entry = part.reduce((a, b) => Math.min(a, b));
    found.push({ entry, round: roundFrom(nodes, inside, entry, always) });
  }
  return found.sort((a, b) => a.entry - b.entry);
}

/**
 * A short round through the entry that starves nobody: it goes to a move of each thread that is enabled throughout, and
 * through a node where each other thread is not.
 */
function roundFrom(
  nodes: readonly GraphNode[],
  inside: ReadonlySet<number>,
  entry: number,
  always: number,
): FairCycle['round'] {
  const round: { node: number; edge: number }[] = [];
  let at = entry;
  const go = (wanted: (node: number, edge: number) => boolean): boolean => {
    const path = pathTo(nodes, inside, at, wanted);
    if (path === undefined) return false;
    round.push(...path);
    const last = path.at(-1);
    at = nodes[last?.node ?? -1]?.edges[last?.edge ?? -1]?.to ?? at;
    return true;
  };
  for (let thread = 0; thread < 31; thread++) {
    const bit = 1 << thread;
    if ((always & bit) === 0) continue;
    const isMove = (node: number, edge: number): boolean => ((nodes[node]?.edges[edge]?.threads ?? 0) & bit) !== 0;
    if (!round.some(({ node, edge }) => isMove(node, edge))) go(isMove);
  }
  const starvedBy = (): number => {
    let mask = (nodes[entry]?.enabled ?? 0) & (nodes[at]?.enabled ?? 0);
    for (const { node, edge } of round) mask &= (nodes[node]?.enabled ?? 0) & ~(nodes[node]?.edges[edge]?.threads ?? 0);
    return mask & ~always;
  };
  for (let bit = 0; bit < 31; bit++) {
    const one = 1 << bit;
    if ((starvedBy() & one) !== 0)
      go((node, edge) => ((nodes[nodes[node]?.edges[edge]?.to ?? -1]?.enabled ?? 0) & one) === 0);
  }
  if (round.length === 0 || at !== entry) go((node, edge) => nodes[node]?.edges[edge]?.to === entry);
  return round;
}

/** The shortest way inside the part whose last edge is wanted. */
function pathTo(
  nodes: readonly GraphNode[],
  inside: ReadonlySet<number>,
  from: number,
  wanted: (node: number, edge: number) => boolean,
): { node: number; edge: number }[] | undefined {
  const before = new Map<number, { node: number; edge: number } | undefined>([[from, undefined]]);
  const queue = [from];
  for (let head = 0; head < queue.length; head++) {
    const node = queue[head] ?? -1;
    for (const [edge, { to }] of (nodes[node]?.edges ?? []).entries()) {
      if (!inside.has(to)) continue;
      if (wanted(node, edge)) {
        const path = [{ node, edge }];
        for (let step = before.get(node); step !== undefined; step = before.get(step.node)) path.unshift(step);
        return path;
      }
      if (before.has(to)) continue;
      before.set(to, { node, edge });
      queue.push(to);
    }
  }
  return undefined;
}

/** Tarjan's, without recursion. Parts of one node count only where an edge leads back. */
function components(nodes: readonly GraphNode[]): readonly (readonly number[])[] {
  const index = new Int32Array(nodes.length).fill(-1);
  const low = new Int32Array(nodes.length);
  const onStack = new Uint8Array(nodes.length);
  const stack: number[] = [];
  const parts: number[][] = [];
  let next = 0;
  for (let root = 0; root < nodes.length; root++) {
    if (index[root] !== -1) continue;
    const work: { node: number; edge: number }[] = [{ node: root, edge: 0 }];
    while (work.length > 0) {
      const frame = work[work.length - 1];
      if (frame === undefined) break;
      const { node } = frame;
      if (frame.edge === 0) {
        index[node] = next;
        low[node] = next++;
        stack.push(node);
        onStack[node] = 1;
      }
      const edge = nodes[node]?.edges[frame.edge];
      if (edge !== undefined) {
        frame.edge++;
        if (index[edge.to] === -1) work.push({ node: edge.to, edge: 0 });
        else if (onStack[edge.to] === 1) low[node] = Math.min(low[node] ?? 0, index[edge.to] ?? 0);
        continue;
      }
      work.pop();
      const parent = work[work.length - 1];
      if (parent !== undefined) low[parent.node] = Math.min(low[parent.node] ?? 0, low[node] ?? 0);
      if (low[node] !== index[node]) continue;
      const part: number[] = [];
      for (let popped = stack.pop(); popped !== undefined; popped = stack.pop()) {
        onStack[popped] = 0;
        part.push(popped);
        if (popped === node) break;
      }
      parts.push(part);
    }
  }
  return parts;
}
