/**
 * Solves one function: explores its control-flow graph with a bounded number of states per block, kept apart by context
 * and joined past the bound (property simulation). Deterministic: blocks in reverse postorder, states in arrival order.
 * Simplifications: past the bounds states merge (marked) or are dropped (counted); a merged path proves nothing by itself.
 */
import type { FunctionIr, Step, Terminator } from '../ir/ir';
import { type FlowGraph, flowGraph } from './cfg';
import { type Context, commonContext } from './context';
import { collapseRepeated, mapContextTerms } from './contextOps';
import type { Engine, FunctionScope } from './engine';
import { relativeSpan } from './engine';
import { evaluate } from './evaluate';
import { asksNoMore, EventLog } from './eventLog';
import type { AnalysisEvent, Condition, Exit, PathNode } from './events';
import { exitOf } from './exits';
import { truthOf } from './facts';
import { branchWeight, saysNoError } from './guessWeights';
import { postDominators } from './postDominators';
import { judgeQuery } from './queries';
import type { Slice } from './slice';
import { ageMemoryFacts, copyState, joinStates, renewSymbol, type State, subsumes, writtenAt } from './state';
import { conditionsOf, isRooted } from './summary';
import type { Term } from './terms';
import { assumeBranch, transferStep } from './transfer';

export interface SolverBounds {
  /** States of one context at one block before they join. */
  readonly perContext: number;
  /** Contexts at one block. */
  readonly contexts: number;
  /** Visits of blocks, over all states. */
  readonly visits: number;
}

export const DEFAULT_BOUNDS: SolverBounds = { perContext: 4, contexts: 24, visits: 6000 };

export interface Solution {
  readonly events: readonly AnalysisEvent[];
  readonly exits: readonly Exit[];
  readonly mergedStates: number;
  readonly truncated: boolean;
  /** Causes of what was not decided, with counts. */
  readonly notes: ReadonlyMap<string, number>;
  readonly writes: boolean;
  readonly opaque: boolean;
  readonly indirect: boolean;
}

/** Which way a guided search must go; see confirm.ts. */
export interface Guide {
  /** Blocks worth visiting. */
  readonly allowed: ReadonlySet<number>;
}

export interface SolveRequest {
  readonly engine: Engine;
  readonly fn: FunctionIr;
  readonly file: string;
  readonly graph?: FlowGraph;
  readonly bounds: SolverBounds;
  readonly start: State;
  readonly lineOf: (offset: number) => number | undefined;
  readonly guide?: Guide;
  /** What of the function matters; absent: everything is executed. */
  readonly slice?: Slice;
  /** Called for each event; returning true ends the search. */
  readonly until?: (event: AnalysisEvent | undefined, exit: Exit | undefined) => boolean;
  /** Sees the context before and after each step, on every path; for queries about a place (stateAt.ts). */
  readonly observe?: (step: Step, before: Context, after: readonly State[]) => void;
}

const MAX_EXITS = 80;
/** Ways to one end, in one context, with one result, that ask for different things. */
const MAX_WAYS = 3;

export function solveFunction(request: SolveRequest): Solution {
  return new Solver(request).run();
}

class Solver {
  private readonly graph: FlowGraph;
  private readonly scope: FunctionScope;
  /** In the order of blocks, of the calls that the slice leaves out and nothing is known of. */
  private readonly firstUnknown: { readonly order: number; readonly index: number } | undefined;
  private readonly pending = new Map<number, State[]>();
  private readonly seen = new Map<number, State[]>();
  private readonly events = new EventLog();
  private readonly exits = new Map<string, Exit>();
  private readonly notes = new Map<string, number>();
  private readonly noted = new Set<string>();
  private readonly visitsOf = new Map<number, number>();
  private endings: Map<number, Set<number>> | undefined;
  private merged = 0;
  private visits = 0;
  private truncated = false;
  private stopped = false;
  private step: Step | undefined;

  constructor(private readonly request: SolveRequest) {
    const { engine, fn } = request;
    this.graph = request.graph ?? flowGraph(fn);
    this.firstUnknown = firstUnknown(this.graph, request.slice);
    this.scope = {
      engine,
      fn,
      file: request.file,
      graph: this.graph,
      factory: engine.factory,
      declarations: engine.declarations,
      constant: (name) => engine.constant(name),
      globalName: (name) => engine.globalName(name),
      lineOf: request.lineOf,
      emit: (state, event) => {
        // A path cannot be told from here on which call it came from but by its node.
        const full: AnalysisEvent = {
          ...event,
          path: state.path,
          merged: state.merged,
          stale: state.stale || event.stale === true,
          pathOpen: state.open,
          conditions: joinConditions(conditionsOf(engine.factory, state.facts), event.conditions),
          ...(state.crossed ? { crossed: true } : {}),
        };
        this.events.record(full);
        if (request.until?.(full, undefined) === true) this.stopped = true;
      },
      // Who waits for an event must see each.
      isTold: (key, least) => request.until === undefined && this.events.hasBetter(key, least),
      note: (cause) => {
        const key = `${cause} ${this.step?.span.start ?? 0}`;
        if (this.noted.has(key)) return;
        this.noted.add(key);
        this.notes.set(cause, (this.notes.get(cause) ?? 0) + 1);
      },
    };
  }

  run(): Solution {
    for (const { cause, at } of this.request.slice?.causes ?? []) {
      this.step = at;
      this.scope.note(cause);
    }
    this.arrive(0, copyState(this.request.start));
    for (let block = this.nextBlock(); block !== undefined && !this.stopped; block = this.nextBlock())
      this.visit(block);
    return {
      events: this.events.all(),
      exits: [...this.exits.values()],
      mergedStates: this.merged,
      truncated: this.truncated,
      notes: this.notes,
      writes: this.request.fn.blocks.some((b) =>
        b.steps.some((s) => s.kind === 'call' || (s.kind === 'assign' && s.target.kind !== 'variable')),
      ),
      opaque: [...this.notes.keys()].some(isUnknown),
      indirect: [...this.notes.keys()].some((cause) => cause.startsWith('indirect')),
    };
  }

  private nextBlock(): number | undefined {
    let best: number | undefined;
    let bestOrder = Number.POSITIVE_INFINITY;
    for (const block of this.pending.keys()) {
      const order = this.graph.order[block] ?? 0;
      if (order < bestOrder) {
        best = block;
        bestOrder = order;
      }
    }
    return best;
  }

  /** A state reaches a block: it waits there, unless what is known there already covers it. */
  private arrive(block: number, state: State): void {
    if (this.request.guide !== undefined && !this.request.guide.allowed.has(block)) return;
    const multiple = (this.graph.predecessors[block]?.length ?? 0) > 1;
    if (multiple) {
      this.forgetDead(block, state);
      for (const old of this.seen.get(block) ?? []) if (subsumes(old, state)) return;
    }
    const waiting = this.pending.get(block);
    if (waiting === undefined) {
      this.pending.set(block, [state]);
      return;
    }
    const other = waiting.find((each) => subsumes(each, state));
    if (other === undefined) waiting.push(state);
    else closeGuesses(this.endingAt(block), [other, state]);
  }

  /** The branches whose sides all lead to the block, which is the first that they do lead to. */
  private endingAt(block: number): ReadonlySet<number> {
    if (this.endings === undefined) {
      this.endings = new Map();
      postDominators(this.graph).immediate.forEach((end, branch) => {
        if (this.request.fn.blocks[branch]?.end.kind !== 'branch') return;
        const others = this.endings?.get(end);
        if (others === undefined) this.endings?.set(end, new Set([branch]));
        else others.add(branch);
      });
    }
    return this.endings.get(block) ?? NONE;
  }

  private visit(block: number): void {
    const waiting = this.pending.get(block) ?? [];
    this.pending.delete(block);
    closeGuesses(this.endingAt(block), waiting);
    const multiple = (this.graph.predecessors[block]?.length ?? 0) > 1;
    const states = multiple ? this.bound(block, waiting) : waiting;
    for (const state of states) {
      if (this.stopped) return;
      if (++this.visits > this.request.bounds.visits) {
        this.truncated = true;
        this.stopped = true;
        return;
      }
      if (multiple) {
        const seen = this.seen.get(block) ?? [];
        if (seen.some((old) => subsumes(old, state))) continue;
        seen.push(copyState(state));
        this.seen.set(block, seen);
      }
      this.execute(block, state);
    }
  }

  /** Joins states of one context past the bound, with those already explored too. */
  private bound(block: number, waiting: readonly State[]): readonly State[] {
    const { contexts } = this.request.bounds;
    const seen = this.seen.get(block) ?? [];
    const groups = new Map<number, State[]>();
    for (const state of waiting) {
      const group = groups.get(state.context.shape) ?? [];
      group.push(state);
      groups.set(state.context.shape, group);
    }
    const perContext = this.statesPerContext(seen, groups.size);
    const result: State[] = [];
    for (const group of groups.values()) {
      const before = seen.filter((s) => s.context.shape === group[0]?.context.shape);
      const room = Math.max(0, perContext - before.length);
      if (group.length <= room) {
        result.push(...group);
        continue;
      }
      result.push(...group.slice(0, Math.max(0, room - 1)));
      const rest = group.slice(Math.max(0, room - 1));
      const last = before.length >= perContext ? before.at(-1) : undefined;
      let joined = last ?? rest[0];
      for (const state of last === undefined ? rest.slice(1) : rest) {
        if (joined === undefined) break;
        joined = this.join(block, joined, state);
        this.merged++;
      }
      if (joined !== undefined) result.push(joined);
    }
    if (groups.size > contexts) {
      this.truncated = true;
      return result.slice(0, contexts * perContext);
    }
    return result;
  }

  /** Where contexts are many, values are told apart less. */
  private statesPerContext(seen: readonly State[], arriving: number): number {
    const { perContext } = this.request.bounds;
    if (this.request.guide !== undefined || perContext === 1) return perContext;
    const count = Math.max(arriving, new Set(seen.map((state) => state.context.shape)).size);
    return count <= 3 ? perContext : count <= 6 ? Math.min(2, perContext) : 1;
  }

  private join(block: number, a: State, b: State): State {
    const left = copyState(a);
    const right = copyState(b);
    const joined = joinStates(this.request.engine.factory, block, left, right);
    joined.context = commonContext(this.request.engine.contexts, left.context, right.context);
    for (const cell of joined.memory.values()) {
      const { value } = cell;
      if (value.kind === 'symbol' && value.site.startsWith(`join ${block} `)) {
        joined.context = mapContextTerms(this.request.engine.contexts, joined.context, (term) =>
          term === value ? this.request.engine.factory.symbol(`${value.site}'`) : term,
        );
      }
    }
    return joined;
  }

  private execute(block: number, state: State): void {
    const code = this.request.fn.blocks[block];
    if (code === undefined) return;
    const count = (this.visitsOf.get(block) ?? 0) + 1;
    this.visitsOf.set(block, count);
    if (count > 160) {
      this.truncated = true;
      return;
    }
    let states: State[] = [state];
    const { slice } = this.request;
    const worth = slice?.steps[block];
    const length = worth?.length ?? code.steps.length;
    for (let at = 0; at < length; at++) {
      const index = worth?.[at] ?? at;
      const step = code.steps[index];
      if (step === undefined) continue;
      this.step = step;
      const next: State[] = [];
      if (this.isPastUnknown(block, index)) for (const current of states) current.crossed = true;
      for (const current of states) {
        if (current.context.held.length > 14) this.truncated = true;
        else {
          const before = current.context;
          const after = transferStep(this.scope, current, step, block, index, slice?.droppedResults.has(step) === true);
          this.request.observe?.(step, before, after);
          next.push(...after);
        }
        if (this.stopped) return;
      }
      states = next.length > 12 ? next.slice(0, 12) : next;
      if (next.length > 12) this.truncated = true;
    }
    for (const current of states) this.finish(block, current, code.end);
  }

  /** Does a call that the slice leaves out, and that nothing is known of, stand before this point in the order of blocks? */
  private isPastUnknown(block: number, index: number): boolean {
    const first = this.firstUnknown;
    if (first === undefined) return false;
    const at = this.graph.order[block] ?? 0;
    return at > first.order || (at === first.order && index > first.index);
  }

  private finish(block: number, state: State, end: Terminator): void {
    if (this.isPastUnknown(block, Infinity)) state.crossed = true;
    const bypass = this.request.slice?.bypass.get(block);
    if (bypass !== undefined) {
      this.go(block, bypass, state);
      return;
    }
    switch (end.kind) {
      case 'jump':
        this.go(block, end.to, state);
        return;
      case 'branch':
        this.branch(block, state, end);
        return;
      case 'switch':
        this.choose(block, state, end);
        return;
      case 'return': {
        const exit = exitOf(this.scope, state, end, this.request.slice?.results !== false);
        const key = `${exit.span.start} ${exit.context.id} ${exit.class} ${exit.value?.id ?? ''} ${exit.stale ? 's' : ''}`;
        this.keepExit(key, exit);
        if (this.request.until?.(undefined, exit) === true) this.stopped = true;
        return;
      }
      case 'unreachable':
        return;
    }
  }

  private keepExit(key: string, exit: Exit): void {
    const old = this.exits.get(key);
    if (old !== undefined) this.exits.set(key, weakened(old, exit));
    else if (this.exits.size < MAX_EXITS) this.exits.set(key, exit);
  }

  private branch(block: number, state: State, end: Extract<Terminator, { kind: 'branch' }>): void {
    const condition = evaluate(this.scope, state, end.condition);
    const query = judgeQuery(this.scope, state.context, condition);
    const known = query !== undefined ? { value: query, weak: false } : truthOf(state.facts, condition);
    const decided = known.value !== undefined;
    const out = this.graph.onlyWaysOut.get(block);
    const sides: readonly boolean[] = [true, false];
    for (const holds of sides) {
      const to = holds ? end.then : end.else;
      // A loop that turns ends some time.
      const mustEnd = out?.to === to && state.turned.has(out.head);
      if (known.value !== undefined && !known.weak && known.value !== holds) continue;
      const next = copyState(state);
      if (!assumeBranch(this.scope, next, condition, holds, known)) continue;
      if (!decided && !mustEnd) {
        // Whoever calls a function wants done what it does, not to be told that it failed.
        const isExpected = this.failsInstead(holds ? end.else : end.then, to) && branchWeight(condition, holds) === 1;
        if (isExpected) expectNews(state, next);
        else {
          const weight = isRooted(condition) || saysNoError(condition, holds) ? 0 : branchWeight(condition, holds);
          next.open += weight;
          next.guesses = [...next.guesses, { block, holds, condition, weight }];
        }
      }
      if (!decided) next.told = Math.max(next.told, writtenAt(condition) - this.request.fn.span.start);
      // One lock under two names is not followed.
      if (!decided && unitesHeldLock(next, condition, holds)) next.stale = true;
      next.path = pathStep(next.path, block, { span: relativeSpan(this.request.fn, end.span), taken: holds });
      this.go(block, to, next);
    }
  }

  private failsInstead(other: number, to: number): boolean {
    return this.graph.failing.has(other) && !this.graph.failing.has(to);
  }

  private choose(block: number, state: State, end: Extract<Terminator, { kind: 'switch' }>): void {
    const { factory } = this.request.engine;
    const value = evaluate(this.scope, state, end.value);
    const span = relativeSpan(this.request.fn, end.span);
    if (value.kind === 'const') {
      const target = end.cases.find((c) => c.low <= value.value && value.value <= c.high)?.to ?? end.default;
      state.path = pathStep(state.path, block, { span, taken: value.value });
      this.go(block, target, state);
      return;
    }
    const isCase = (low: bigint, high: bigint): Term =>
      low === high
        ? factory.binary('==', value, factory.constant(low))
        : factory.binary(
            '&&',
            factory.binary('>=', value, factory.constant(low)),
            factory.binary('<=', value, factory.constant(high)),
          );
    const otherwise = copyState(state);
    let possible = true;
    for (const { low, high, to } of end.cases) {
      const condition = isCase(low, high);
      const next = copyState(state);
      if (assumeBranch(this.scope, next, condition, true, truthOf(next.facts, condition))) {
        if (!isRooted(condition)) next.open++;
        next.path = pathStep(next.path, block, { span, taken: low });
        this.go(block, to, next);
      }
      if (possible && low === high)
        possible = assumeBranch(this.scope, otherwise, condition, false, truthOf(otherwise.facts, condition));
    }
    if (!possible) return;
    otherwise.path = pathStep(otherwise.path, block, { span, taken: -1n });
    this.go(block, end.default, otherwise);
  }

  private go(from: number, to: number, state: State): void {
    const back = (this.graph.order[to] ?? 0) <= (this.graph.order[from] ?? 0) && this.graph.heads.has(to);
    state.path = pathStep(state.path, to);
    if (back) this.turn(to, state);
    else if (this.graph.heads.has(to)) this.enter(to, state);
    this.arrive(to, state);
  }

  private enter(head: number, state: State): void {
    state.loops = new Map(state.loops).set(head, new Set(state.facts.keys()));
    if (state.turned.has(head)) state.turned = new Set([...state.turned].filter((other) => other !== head));
  }

  /** A loop turns: what it changes is any value now. */
  private turn(head: number, state: State): void {
    const { factory, contexts } = this.request.engine;
    if (!state.turned.has(head)) state.turned = new Set([...state.turned, head]);
    if (this.firstUnknown !== undefined) state.crossed = true;
    for (const variable of this.graph.widened.get(head) ?? []) {
      const address = factory.local(variable);
      const cell = state.memory.get(address);
      if (cell === undefined || cell.value.kind === 'saved') continue;
      // What a held lock is reached by stays itself: it is what the unlock will be given.
      if (state.context.held.some((h) => isPartOf(cell.value, h.lock.term))) continue;
      const truth = truthOf(state.facts, cell.value);
      const symbol = factory.symbol(`loop ${this.request.fn.name} ${head} ${variable}`);
      renewSymbol(factory, state, symbol, (context, replace) => mapContextTerms(contexts, context, replace));
      state.memory.set(address, { value: symbol, weak: false });
      if (truth.value !== undefined && !truth.weak)
        state.facts.set(symbol, truth.value ? { nonzero: true } : { equal: 0n });
    }
    const collapsed = collapseRepeated(contexts, state.context);
    if (collapsed !== undefined) {
      // How many there are is not known: nothing after this is proven.
      state.context = collapsed;
      state.stale = true;
    }
    ageMemoryFacts(state, state.loops.get(head));
    state.memory.replace((address, cell) =>
      address.kind !== 'local' && cell.value.kind !== 'saved' && cell.value.kind !== 'const' ? undefined : cell,
    );
  }

  /** Drops locals that nothing reads any more, and facts about values nothing holds any more. */
  private forgetDead(block: number, state: State): void {
    const live = this.graph.liveIn[block];
    if (live === undefined) return;
    const used = new Set<number>();
    state.memory.replace((address, cell) => {
      if (
        address.kind === 'local' &&
        !live.has(address.variable) &&
        !this.graph.addressTaken.has(address.variable) &&
        cell.value.kind !== 'saved'
      )
        return undefined;
      for (const id of cell.value.symbols) used.add(id);
      for (const id of address.symbols) used.add(id);
      return cell;
    });
    for (const held of state.context.held) for (const id of held.lock.term.symbols) used.add(id);
    state.facts.replace((term, fact) =>
      term.symbols.length > 0 && !term.symbols.some((id) => used.has(id)) && !isAnswer(term) ? undefined : fact,
    );
  }
}

/** A name nothing is known of, or what a question about the same arguments was answered last time: it stays comparable. */
function isAnswer(term: Term): boolean {
  switch (term.kind) {
    case 'symbol':
      return term.site.startsWith('name ');
    case 'load':
      return isAnswer(term.address);
    case 'unary':
      return isAnswer(term.operand);
    case 'binary':
      return isAnswer(term.left) && (term.right.symbols.length === 0 || isAnswer(term.right));
    default:
      return false;
  }
}

function isPartOf(part: Term, whole: Term): boolean {
  if (part.kind === 'const') return false;
  for (let at = whole; ; ) {
    if (at === part) return true;
    if (at.kind === 'field' || at.kind === 'element') at = at.base;
    else if (at.kind === 'load') at = at.address;
    else return false;
  }
}

/** Does the branch say that a held lock is what another name stands for? */
function unitesHeldLock(state: State, condition: Term, holds: boolean): boolean {
  if (condition.kind === 'unary' && condition.operator === '!') return unitesHeldLock(state, condition.operand, !holds);
  if (condition.kind !== 'binary') return false;
  if (condition.operator !== (holds ? '==' : '!=')) return false;
  const { left, right } = condition;
  return right.kind !== 'const' && state.context.held.some(({ lock }) => lock.term === left || lock.term === right);
}

const NONE: ReadonlySet<number> = new Set();

/**
 * Both sides of a branch have come to where they meet again, in one context: what comes now comes either way. `ended`: the
 * branches that end there.
 */
function closeGuesses(ended: ReadonlySet<number>, states: readonly State[]): void {
  if (ended.size === 0 || states.length < 2) return;
  const sides = new Set<string>();
  const side = (state: State, block: number, holds: boolean): string => `${state.context.shape} ${block} ${holds}`;
  for (const state of states)
    for (const { block, holds } of state.guesses) if (ended.has(block)) sides.add(side(state, block, holds));
  for (const state of states) {
    const closed = state.guesses.filter(
      ({ block, holds }) => ended.has(block) && sides.has(side(state, block, !holds)),
    );
    if (closed.length === 0) continue;
    state.guesses = state.guesses.filter((guess) => !closed.includes(guess));
    for (const { condition, weight } of closed) {
      state.open -= weight;
      expectParts(state, condition);
    }
  }
}

function expectParts(state: State, condition: Term): void {
  const fact = state.facts.get(condition);
  if (fact !== undefined) state.facts.set(condition, { ...fact, expected: true });
  if (condition.kind === 'unary') expectParts(state, condition.operand);
  else if (condition.kind === 'binary') {
    expectParts(state, condition.left);
    expectParts(state, condition.right);
  }
}

/** What `after` knows more than `before` is what a function that does its work has to find. */
function expectNews(before: State, after: State): void {
  for (const [term, fact] of [...after.facts])
    if (before.facts.get(term) === undefined) after.facts.set(term, { ...fact, expected: true });
}

/** Two ways to one end: only what both need is a condition of it. A few ways that ask for different things are remembered. */
function weakened(old: Exit, other: Exit): Exit {
  const conditions = old.conditions.filter((c) => asksNoMore([c], other.conditions));
  const asksOtherwise = old.ways.every(
    (way) => !asksNoMore(way, other.conditions) && !asksNoMore(other.conditions, way),
  );
  const ways = !asksOtherwise
    ? old.ways.map((way) => (asksNoMore(other.conditions, way) ? other.conditions : way))
    : old.ways.length < MAX_WAYS
      ? [...old.ways, other.conditions]
      : [conditions];
  // What one of the ways shows a callee to leave alone, it leaves alone.
  const kept = other.kept.size === 0 ? old.kept : new Set([...old.kept, ...other.kept]);
  return { ...old, conditions, ways, kept, openDecisions: Math.min(old.openDecisions, other.openDecisions) };
}

function pathStep(previous: PathNode | undefined, block: number, branch?: PathNode['branch']): PathNode {
  return { previous, block, length: (previous?.length ?? 0) + 1, ...(branch === undefined ? {} : { branch }) };
}

function joinConditions(own: readonly Condition[], more: readonly Condition[]): readonly Condition[] {
  if (more.length === 0) return own;
  const extra = more.filter((c) => !own.some((d) => d.term === c.term && d.holds === c.holds));
  return [...own, ...extra].slice(0, 12);
}

/** Does what was not decided leave a call of which nobody knows what it does? */
const isUnknown = (cause: string): boolean => cause.startsWith('unresolved') || cause.startsWith('indirect');

function firstUnknown({ order }: FlowGraph, slice: Slice | undefined): { order: number; index: number } | undefined {
  const places = (slice?.causes ?? [])
    .filter(({ cause }) => isUnknown(cause))
    .map(({ block, index }) => ({ order: order[block] ?? 0, index }));
  return places.sort((a, b) => a.order - b.order || a.index - b.index)[0];
}
