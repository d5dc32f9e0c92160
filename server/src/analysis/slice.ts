/**
 * The part of a function that can matter for contexts and events: calls that report or change something, the decisions they
 * hang on, and the values those read. The solver passes over everything else, so that its paths fork only where forking
 * can tell something. What is left out is no path of its own: either way round a decision leads to the same state.
 * Computed by dependence: control dependence over post-dominators, data dependence over locals and member names.
 */
import type { Expression, FunctionIr, Step, Terminator } from '../ir/ir';
import { expressionParts, rootOf } from '../ir/parts';
import { type CallWeight, isWarning, weighCall } from './callWeight';
import type { FlowGraph } from './cfg';
import type { Engine } from './engine';
import { postDominators } from './postDominators';

export interface Slice {
  /** Per block: places of the steps that are worth executing. */
  readonly steps: readonly (readonly number[])[];
  /** Per block whose decision does not matter: where to go on. */
  readonly bypass: ReadonlyMap<number, number>;
  /** No step changes the context: what differs between paths of one block differs in values only. */
  readonly oneContext: boolean;
  /** A variable that matters gets one of several constants (flags, a yes or no): paths differ by which. */
  readonly chooses: boolean;
  /** The returned value and what is left behind pointers are followed. */
  readonly results: boolean;
  /** Calls whose result nothing that matters reads, by step. */
  readonly droppedResults: ReadonlySet<Step>;
  /** What is not decided in the whole function, with the call's place. */
  readonly causes: readonly Undecided[];
}

export interface Undecided {
  readonly cause: string;
  readonly at: Step;
  readonly block: number;
  readonly index: number;
}

/** Functions up to this size are followed whole: their results are what callers' branches hang on. */
const SMALL_BLOCKS = 14;

export interface SliceOptions {
  /** Follow results, whatever the size: the function leaves different contexts behind. */
  readonly results: boolean;
}

export function isSmall(fn: FunctionIr): boolean {
  return fn.blocks.length <= SMALL_BLOCKS;
}

export function sliceFunction(engine: Engine, fn: FunctionIr, graph: FlowGraph, options: SliceOptions): Slice {
  return new Slicer(engine, fn, graph, options.results).run();
}

/** What an expression reads: locals, and members, globals and places behind pointers by name. */
interface Uses {
  readonly variables: readonly number[];
  readonly names: readonly string[];
}

const BEHIND = '*';

function usesOf(expression: Expression, into: { variables: number[]; names: string[] }): void {
  switch (expression.kind) {
    case 'variable':
      into.variables.push(expression.id);
      return;
    case 'global':
      into.names.push(`&${expression.name}`);
      return;
    case 'field':
      into.names.push(expression.name);
      break;
    case 'deref':
      into.names.push(BEHIND);
      break;
    default:
      break;
  }
  for (const part of expressionParts(expression)) usesOf(part, into);
}

function uses(...expressions: readonly Expression[]): Uses {
  const into = { variables: [], names: [] };
  for (const expression of expressions) usesOf(expression, into);
  return into;
}

interface StepInfo {
  readonly step: Step;
  readonly block: number;
  readonly index: number;
  readonly weight?: CallWeight;
  needed: boolean;
}

class Slicer {
  private readonly infos: StepInfo[] = [];
  private readonly variables = new Set<number>();
  private readonly names = new Set<string>();
  private readonly hard: boolean[];
  private readonly relevantBranch: boolean[];
  private readonly dependsOn: readonly (readonly number[])[];
  private readonly ipdom: readonly number[];
  private readonly work: number[] = [];
  private readonly resultsRead = new Set<Step>();
  private changed = true;

  constructor(
    private readonly engine: Engine,
    private readonly fn: FunctionIr,
    private readonly graph: FlowGraph,
    private readonly results: boolean,
  ) {
    this.hard = fn.blocks.map(() => false);
    this.relevantBranch = fn.blocks.map(() => false);
    const dominance = postDominators(graph);
    this.ipdom = dominance.immediate;
    this.dependsOn = dominance.dependsOn;
  }

  run(): Slice {
    const causes: Undecided[] = [];
    let oneContext = this.fn.annotations.length === 0;
    const tables = this.engine.tableCalls(this.fn);
    this.fn.blocks.forEach((block, index) => {
      if ((this.graph.order[index] ?? -1) < 0) return;
      block.steps.forEach((step, at) => {
        if (step.kind === 'macro' || step.kind === 'mention' || step.kind === 'asm') return;
        const weight = step.kind === 'call' ? weighCall(this.engine, step, tables) : undefined;
        if (weight?.cause !== undefined) causes.push({ cause: weight.cause, at: step, block: index, index: at });
        if (weight?.context === true) oneContext = false;
        this.infos.push({ step, block: index, index: at, ...(weight === undefined ? {} : { weight }), needed: false });
      });
    });
    for (const info of this.infos)
      if (info.weight !== undefined && (info.weight.events || info.weight.context)) this.need(info);
    if (this.results) this.needResults();
    this.close();
    return this.build(oneContext, causes);
  }

  private needResults(): void {
    this.fn.blocks.forEach((block, index) => {
      if (block.end.kind !== 'return' || (this.graph.order[index] ?? -1) < 0) return;
      if (block.end.value !== undefined) {
        this.track(uses(block.end.value));
        this.harden(index);
      }
    });
    for (const info of this.infos)
      if (info.step.kind === 'assign' && rootOf(info.step.target).kind !== 'variable') this.need(info);
  }

  private need(info: StepInfo): void {
    if (info.needed) return;
    info.needed = true;
    this.changed = true;
    this.harden(info.block);
    const { step, weight } = info;
    if (step.kind === 'assign') {
      const target = step.target.kind === 'variable' ? [] : [step.target];
      this.track(uses(step.value, ...target));
    } else if (step.kind === 'call') this.trackArguments(info, weight);
  }

  private trackArguments(info: StepInfo, weight: CallWeight | undefined): void {
    const { step } = info;
    if (step.kind !== 'call') return;
    if (typeof step.callee !== 'string') this.track(uses(step.callee));
    const all = weight?.matters === undefined || (weight.freshResult !== true && this.readsResult(step));
    if (this.readsResult(step)) this.resultsRead.add(step);
    step.args.forEach((argument, index) => {
      if (all || weight?.matters?.has(index) === true) this.track(uses(argument));
    });
  }

  private readsResult(step: Step): boolean {
    return step.kind === 'call' && step.result !== undefined && this.variables.has(step.result);
  }

  private track({ variables, names }: Uses): void {
    for (const variable of variables) {
      if (this.variables.has(variable)) continue;
      this.variables.add(variable);
      this.changed = true;
    }
    for (const name of names) {
      if (this.names.has(name)) continue;
      this.names.add(name);
      this.changed = true;
    }
  }

  /** Something in the block matters: so do the decisions that lead to it. */
  private harden(block: number): void {
    if (this.hard[block] === true) return;
    this.hard[block] = true;
    this.work.push(block);
    for (let at = this.work.pop(); at !== undefined; at = this.work.pop()) {
      for (const branch of this.dependsOn[at] ?? []) {
        if (this.relevantBranch[branch] === true) continue;
        this.relevantBranch[branch] = true;
        this.changed = true;
        this.track(usesOfEnd(this.fn.blocks[branch]?.end));
        if (this.hard[branch] !== true) {
          this.hard[branch] = true;
          this.work.push(branch);
        }
      }
    }
  }

  private close(): void {
    for (let round = 0; this.changed && round < 200; round++) {
      this.changed = false;
      for (let at = this.infos.length - 1; at >= 0; at--) {
        const info = this.infos[at];
        if (info === undefined) continue;
        if (!info.needed && this.defines(info)) this.need(info);
        // A call that was needed for its events is asked for its result later.
        else if (
          info.needed &&
          info.step.kind === 'call' &&
          this.readsResult(info.step) &&
          !this.resultsRead.has(info.step)
        )
          this.trackArguments(info, info.weight);
      }
    }
  }

  /** Does the step give a value to something that is followed? */
  private defines({ step, weight }: StepInfo): boolean {
    switch (step.kind) {
      case 'assign': {
        const root = rootOf(step.target);
        if (root.kind === 'variable' && this.variables.has(root.id)) return true;
        return step.target.kind !== 'variable' && this.writesName(step.target);
      }
      case 'call':
        if (this.readsResult(step)) return true;
        if (weight?.stores === true && this.names.size > 0) return true;
        return step.args.some((argument) => {
          const root = argument.kind === 'address' ? rootOf(argument.of) : argument;
          return argument.kind === 'address' && root.kind === 'variable' && this.variables.has(root.id);
        });
      default:
        return false;
    }
  }

  private writesName(place: Expression): boolean {
    switch (place.kind) {
      case 'field':
        return this.names.has(place.name);
      case 'global':
        return this.names.has(`&${place.name}`);
      case 'deref':
        return this.names.has(BEHIND);
      case 'index':
        return this.writesName(place.base);
      case 'cast':
        return this.writesName(place.operand);
      case 'variable':
        return this.variables.has(place.id);
      default:
        return this.names.size > 0;
    }
  }

  private build(oneContext: boolean, causes: Slice['causes']): Slice {
    const locks = !oneContext;
    const steps: number[][] = this.fn.blocks.map(() => []);
    const droppedResults = new Set<Step>();
    for (const { step, block, index, needed, weight } of this.infos) {
      const isDeclared = step.kind === 'declare' && this.variables.has(step.variable);
      if (step.kind === 'call' && isWarning(step) && !this.isAboutLocks(block)) continue;
      // What nobody can vouch for may drop a lock or change memory that a decision read.
      const isDoubtful = weight !== undefined && ((weight.doubtful && locks) || (weight.writes && this.names.size > 0));
      if (needed || isDeclared || isDoubtful) steps[block]?.push(index);
      const isSeen = weight?.context === true || weight?.stores === true || this.readsResult(step);
      if (step.kind === 'call' && !isSeen) droppedResults.add(step);
    }
    const { results } = this;
    return { steps, bypass: this.bypasses(), oneContext, chooses: this.chooses(), results, droppedResults, causes };
  }

  private chooses(): boolean {
    const chosen = new Map<number, bigint>();
    return this.infos.some(({ step, needed }) => {
      if (!needed || step.kind !== 'assign' || step.target.kind !== 'variable' || step.value.kind !== 'integer')
        return false;
      const { id } = step.target;
      const other = chosen.get(id);
      chosen.set(id, step.value.value);
      return other !== undefined && other !== step.value.value;
    });
  }

  /** Does the warning ask what a call returned that takes or drops something? Its bad side is a way nobody goes. */
  private isAboutLocks(block: number): boolean {
    const asked = new Set<number>();
    for (const branch of this.dependsOn[block] ?? [])
      for (const variable of usesOfEnd(this.fn.blocks[branch]?.end).variables) asked.add(variable);
    return this.infos.some(
      ({ step, weight }) =>
        step.kind === 'call' && weight?.context === true && step.result !== undefined && asked.has(step.result),
    );
  }

  private bypasses(): Map<number, number> {
    const bypass = new Map<number, number>();
    const distance = distancesToReturn(this.fn, this.graph);
    this.graph.successors.forEach((targets, block) => {
      if (targets.length < 2 || this.relevantBranch[block] === true) return;
      const meet = this.ipdom[block] ?? -1;
      if (meet >= 0) {
        bypass.set(block, meet);
        return;
      }
      // The ways never meet again: the shortest one out stands for all.
      let best: number | undefined;
      for (const target of targets)
        if (best === undefined || (distance[target] ?? Infinity) < (distance[best] ?? Infinity)) best = target;
      if (best !== undefined && Number.isFinite(distance[best] ?? Infinity)) bypass.set(block, best);
    });
    return bypass;
  }
}

function usesOfEnd(end: Terminator | undefined): Uses {
  if (end?.kind === 'branch') return uses(end.condition);
  if (end?.kind === 'switch') return uses(end.value);
  return { variables: [], names: [] };
}

/** Edges to the nearest return, per block; infinite where none is reached. */
function distancesToReturn(fn: FunctionIr, graph: FlowGraph): number[] {
  const distance = fn.blocks.map((block) => (block.end.kind === 'return' ? 0 : Number.POSITIVE_INFINITY));
  const work = fn.blocks.flatMap((block, index) => (block.end.kind === 'return' ? [index] : []));
  for (let at = 0; at < work.length; at++) {
    const block = work[at] ?? 0;
    for (const before of graph.predecessors[block] ?? []) {
      if (Number.isFinite(distance[before] ?? 0)) continue;
      distance[before] = (distance[block] ?? 0) + 1;
      work.push(before);
    }
  }
  return distance;
}
