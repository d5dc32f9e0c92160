/**
 * Analysis of one file in one world: every function solved, callees first, with what its callers and registrations say of
 * its entry. A pure function of its arguments; `memo` only saves work. Rules read the result (rules/index.ts).
 */
import { hashText } from '../base/hash';
import type { Span } from '../base/span';
import type { FileIr, FunctionIr } from '../ir/ir';
import type { Declarations } from '../ir/types';
import type { KernelFacts } from '../kernel/api';
import { gfpTable } from '../kernel/gfp';
import type { World } from '../kernel/worlds';
import { type Asked, FIRST_LOOK } from './asked';
import { seemsUnbalanced } from './balance';
import { type CallGraph, calledNames, callGraphOf } from './callGraph';
import { type FlowGraph, flowGraph } from './cfg';
import { commonSummary } from './commonSummary';
import { type ConstantTables, callsMembers, constantTables, placeInTable } from './constantTables';
import type { Engine } from './engine';
import { entriesOf, type FunctionEntry } from './entries';
import { entryState } from './entryState';
import { type ExposureScope, exposedNames } from './exposure';
import type { AnalysisStats } from './finding';
import type { FunctionAnalysis } from './functionAnalysis';
import { type LastRun, type Surroundings, sameSurroundings, unaffected } from './lastRun';
import { type LockRef, memberName, ownerTag } from './locks';
import { joinTargets, memberTargets } from './memberCalls';
import { AnalysisMemo, type Look, type MemoEntry } from './memo';
import { Reach, type Reached } from './reach';
import { isSmall, type Slice, sliceFunction } from './slice';
import { DEFAULT_BOUNDS, type Solution, type SolverBounds, solveFunction } from './solver';
import { isNeutral, type Summary, summariseEvents, summaryText, withNeutralExit } from './summary';
import { areAmbiguous, summariseExits } from './summaryExits';
import type { Term } from './terms';

export type { FunctionAnalysis } from './functionAnalysis';
export { AnalysisMemo } from './memo';

export interface AnalysisContext {
  readonly world: World;
  readonly facts: KernelFacts;
  readonly declarations: Declarations;
  /** Bodies of functions outside the file (header inlines), lowered on demand. */
  resolveFunction(name: string): FunctionIr | undefined;
  /** Where such a function is: tree path, and 1-based lines of its text's offsets. */
  locate?(name: string): { readonly file: string; line(offset: number): number } | undefined;
  /** The functions of other .c files. Absent: nothing is known of them. */
  readonly otherFiles?: OtherFunctions;
  /**
   * Is there a function or macro in the tree that may drop a lock of that name (its last part) for its caller? `tag`: of the
   * structure it is a member of. A look at texts, which misses nothing usual. Absent: nobody knows.
   */
  mayBeDropped?(lock: string, tag: string | undefined): boolean;
  /** The locks that the file itself may drop for others, in words: what mayBeDropped() says hangs on it. */
  readonly drops?: string;
  /** Does the file itself define the structure, so that no other file can store in its members? Absent: nobody knows. */
  definesStructure?(tag: string): boolean;
  /** A global's name among those of all files; absent: as it is written. */
  globalName?(name: string): string;
  /** Values of GFP names and other constants that no declaration gives. */
  constant?(name: string): bigint | undefined;
  readonly bounds?: SolverBounds;
  readonly source?: SourceText;
  /** Only these functions are judged, others as far as they are called. Absent: all. */
  readonly focus?: ReadonlySet<string>;
  isCancelled?(): boolean;
  /** Results of earlier runs in the same world. Without one nothing is kept. */
  readonly memo?: AnalysisMemo;
}

export interface OtherFunctions {
  /** What the function of that name does, as far as anybody knows. */
  summaryOf(name: string): Summary | undefined;
  /** May it leave its caller with a lock more or less, or in another context? A guess that costs nothing. */
  changesContext(name: string): boolean;
  /** Is there a file that defines it? */
  defines(name: string): boolean;
  /** Another object once answers may be others than before. */
  readonly basis: unknown;
}

/** The text itself, for rules about what only it shows: comments, and what the configuration leaves out. */
export interface SourceText {
  readonly text: string;
  /** Directives and the branches this world does not compile, in order. */
  readonly inactive: readonly Span[];
  /** Where a span of the file's functions is in `text`. */
  place(span: Span): Span;
  /** Another text of the tree by its path, if there is a tree and it has one. */
  treeText?(path: string): string | undefined;
  /** Sentences said of the change elsewhere (a commit message), which may name functions of the file. */
  readonly promises?: readonly string[];
  /** Is the function declared in a header that the file includes? */
  declaredOutside?(name: string): boolean;
  /** Declarations in headers that are said to be there. */
  readonly declared?: readonly string[];
  /** Only hunks of the file are at hand: what is not in the text may still be in the file. */
  readonly partial?: true;
}

export interface FileAnalysis {
  readonly world: World;
  readonly file: FileIr;
  readonly source?: SourceText;
  /** In file order. */
  readonly functions: readonly FunctionAnalysis[];
  readonly stats: AnalysisStats;
  readonly engine: Engine;
  /** Does the file itself define the structure, so that no other file knows its members? */
  definesStructure(tag: string): boolean;
  /** How code of this file is entered: registered callbacks, known callers. */
  entryOf(name: string): FunctionEntry;
  /** Analyses of functions of this file and of headers that were needed. */
  analysisOf(name: string): FunctionAnalysis | undefined;
  graphOf(fn: FunctionIr): FlowGraph;
  readonly bounds: SolverBounds;
}

/** Thrown between functions once the caller's token says so; nothing of the memo is left half done. */
export class AnalysisCancelled extends Error {}

const MAX_NESTING = 40;
/** States at a block of a function that leaves the context alone, where a variable is chosen among constants. */
const CHOICES = 3;
/** Functions that one call through a member may go to; more of them are everybody's. */
const MAX_TARGETS = 3;

/** Among the summaries asked for: where calls through constant tables may go, and what stands at a place of one. */
const TABLE_CALLS = '=';
const TABLE_PLACE = '= ';
/** Before the name of a lock: does somebody drop it for others? */
const DROPPED = '- ';

/** DIRECT_RECLAIM's bit in every version the tables know (include/linux/gfp_types.h), for trees whose headers are not at hand. */
const DIRECT_RECLAIM = 1n << 10n;

export function analyseFile(file: FileIr, context: AnalysisContext): FileAnalysis {
  context.memo?.trim();
  return new FileRun(file, context).run();
}

const NO_FILE: FileIr = { functions: [], unlowered: [], globals: [] };

/** Summaries of functions of one file that rest on no limit and no cycle, so that they are the same whoever asks. */
export type SharedSummaries = Map<string, { readonly summary: Summary; readonly reached: Reached }>;

/**
 * What one function does that `context` resolves, with all it calls. Its places count as those of another file. Past
 * `blockLimit` blocks of functions, what is called counts as unknown. `shared` is read and added to.
 */
export function summariseFunction(
  name: string,
  context: AnalysisContext,
  blockLimit: number,
  shared: SharedSummaries,
): Summary | undefined {
  const reach = new Reach(blockLimit);
  const run = new FileRun(NO_FILE, context, { reach, shared });
  const whole = run.summaryOf(name);
  if (whole === undefined) return undefined;
  // That a write section lacks protection is for its own file to say: here some of what protects it may not have been followed.
  const summary = { ...whole, events: whole.events.filter(({ happening }) => happening.kind !== 'seq-write') };
  // What was left out may have dropped or taken a lock.
  return reach.isBeyondLimit ? run.withoutContexts(summary) : summary;
}

/** A function of another file, solved with all it calls, as the file it stands in sees things. */
export interface CallerAnalysis {
  /** Of that other file: knows its functions only. */
  readonly analysis: FileAnalysis;
  readonly root: FunctionAnalysis;
}

/**
 * Solves a function that `context` resolves, for what its callees do where it calls them. undefined: there is none, or it
 * takes more than `blockLimit` blocks of functions, so that nobody knows what it holds where.
 */
export function analyseCaller(
  name: string,
  context: AnalysisContext,
  entry: FunctionEntry,
  blockLimit: number,
): CallerAnalysis | undefined {
  const reach = new Reach(blockLimit);
  const analysis = new FileRun(NO_FILE, context, { reach, shared: new Map() }, new Map([[name, entry]])).runOn(name);
  const [root] = analysis.functions;
  return root === undefined || reach.isBeyondLimit ? undefined : { analysis, root };
}

class FileRun {
  private readonly memo: AnalysisMemo;
  private readonly byName = new Map<string, FunctionIr>();
  private readonly done = new Map<string, FunctionAnalysis | undefined>();
  private readonly running = new Set<string>();
  private readonly graph: CallGraph;
  private readonly component: ReadonlyMap<string, number>;
  /** What members of cycles do, with the calls that close a cycle left out. */
  private readonly firstLooks = new Map<string, FunctionAnalysis>();
  private readonly looking = new Set<string>();
  private readonly members = new Map<number, string[]>();
  /** Where calls through members of the file's own structures may go. */
  private readonly targets: ReadonlyMap<string, readonly string[]>;
  private readonly tables: ConstantTables;
  /** By both: all functions of the file that a call through a member is known to be able to go to. */
  private readonly possible: ReadonlyMap<string, readonly string[]>;
  private readonly entries: ReadonlyMap<string, FunctionEntry>;
  private readonly engine: Engine;
  private readonly bounds: SolverBounds;
  /** Calls to other files that are worth a look; undefined: all. */
  private exposed: ReadonlySet<string> | undefined;
  /** What solving each function asked for, for the next run. */
  private readonly askedBy = new Map<string, Asked>();
  /** What the functions being solved asked for, innermost last. */
  private readonly asked: Asked[] = [];
  private readonly solving: { readonly name: string; readonly look: Look }[] = [];

  constructor(
    private readonly file: FileIr,
    private readonly context: AnalysisContext,
    private readonly foreign?: { readonly reach: Reach; readonly shared: SharedSummaries },
    entries?: ReadonlyMap<string, FunctionEntry>,
  ) {
    this.memo = context.memo ?? new AnalysisMemo();
    this.bounds = context.bounds ?? DEFAULT_BOUNDS;
    for (const fn of file.functions) this.byName.set(fn.name, fn);
    this.graph = callGraphOf(file.functions);
    const { called } = this.graph;
    const isOwn = (tag: string): boolean => context.definesStructure?.(tag) === true;
    this.targets = memberTargets(file, context.declarations, called, isOwn);
    this.tables = constantTables(file, context.declarations, called);
    this.possible = joinTargets(this.targets, this.tables.targets);
    this.component = this.graph.componentsOf(this.possible);
    for (const fn of file.functions) {
      const component = this.component.get(fn.name);
      if (component === undefined) continue;
      const members = this.members.get(component) ?? [];
      members.push(fn.name);
      this.members.set(component, members);
    }
    const gfp = gfpTable(context.facts.version);
    const constant = (name: string): bigint | undefined => {
      const given = context.constant?.(name);
      if (given !== undefined) return given;
      const known = name.includes('GFP_') ? gfp.valueOf(name) : undefined;
      return known === undefined ? undefined : BigInt(known);
    };
    this.engine = {
      world: context.world,
      facts: { ...context.facts, ...this.watchedFacts(context.facts) },
      declarations: context.declarations,
      factory: this.memo.factory,
      contexts: this.memo.contexts,
      directReclaim: constant('__GFP_DIRECT_RECLAIM') ?? DIRECT_RECLAIM,
      constant,
      summaryOf: (name) => this.summaryOf(name),
      tableCalls: (fn) => this.tableCalls(fn),
      functionAt: (address) => this.functionAt(address),
      globalName: context.globalName ?? ((name) => name),
      mayDrop: (lock, callee) => this.mayDrop(lock, callee),
      isRunning: (name) => this.running.has(name) || this.looking.has(name),
    };
    const { facts, declarations, world, source } = context;
    this.entries =
      entries ??
      entriesOf(file, { facts, declarations, world, ...(source === undefined ? {} : { text: source.text }) });
  }

  /** Tables whose answers a solution rests on, noted as it asks. */
  private watchedFacts(facts: KernelFacts): Pick<KernelFacts, 'callEffects' | 'contextPredicate'> {
    return {
      callEffects: (name, count, world) => {
        const effects = facts.callEffects(name, count, world);
        if (effects !== undefined) this.asked.at(-1)?.effects.set(`${name} ${count}`, this.effectsKey(name, count));
        return effects;
      },
      contextPredicate: (name) => {
        const predicate = facts.contextPredicate(name);
        if (predicate !== undefined) this.asked.at(-1)?.effects.set(`${name} 0`, this.effectsKey(name, 0));
        return predicate;
      },
    };
  }

  /** Equal for two worlds in which the primitive does the same, as far as one row can tell. */
  private effectsKey(name: string, count: number): string {
    const { facts, world } = this.context;
    const key = `${name} ${count} ${world}`;
    const known = this.memo.effectKeys.get(key);
    if (known !== undefined) return known;
    const effects = facts.callEffects(name, count, world);
    const differs = effects === undefined || effects.before.some((effect) => 'worlds' in effect);
    const text = JSON.stringify([effects ?? null, differs ? world : '']);
    this.memo.effectKeys.set(key, text);
    return text;
  }

  run(): FileAnalysis {
    const functions: FunctionAnalysis[] = [];
    const { focus } = this.context;
    const surroundings = focus === undefined ? this.surroundings() : undefined;
    if (surroundings !== undefined) this.takeOver(surroundings);
    for (const fn of this.file.functions) {
      if (focus?.has(fn.name) === false) continue;
      const analysis = this.analyse(fn.name);
      if (analysis !== undefined) functions.push(analysis.fn === fn ? analysis : { ...analysis, fn });
    }
    if (surroundings !== undefined) this.leave(surroundings);
    return this.result(functions);
  }

  private surroundings(): Surroundings {
    const { world, otherFiles, drops } = this.context;
    const { graph, component: components, file } = this;
    if (otherFiles !== undefined) this.exposed ??= this.exposedNames();
    const { globals } = file;
    return { world, graph, components, globals, exposed: this.exposed, otherFiles: otherFiles?.basis, drops };
  }

  /** What the last run found, where nothing can have changed it. */
  private takeOver(surroundings: Surroundings): void {
    const last = this.memo.lastRuns.get(this.context.declarations);
    if (last === undefined || !sameSurroundings(last.surroundings, surroundings)) return;
    const changed = this.file.functions.flatMap((fn) => (last.functions.get(fn.name) === fn ? [] : fn.name));
    const { done, asked } = unaffected(last, changed);
    for (const [name, analysis] of done) this.done.set(name, analysis);
    for (const [name, answers] of asked) this.askedBy.set(name, answers);
  }

  private leave(surroundings: Surroundings): void {
    const last: LastRun = { surroundings, functions: this.byName, done: this.done, asked: this.askedBy };
    this.memo.lastRuns.set(this.context.declarations, last);
  }

  /** One function, wherever it is. */
  runOn(name: string): FileAnalysis {
    const analysis = this.analyse(name);
    return this.result(analysis === undefined ? [] : [analysis]);
  }

  private result(functions: readonly FunctionAnalysis[]): FileAnalysis {
    return {
      world: this.context.world,
      file: this.file,
      ...(this.context.source === undefined ? {} : { source: this.context.source }),
      functions,
      stats: statistics(this.file, functions),
      engine: this.engine,
      definesStructure: (tag) => this.context.definesStructure?.(tag) === true,
      entryOf: (name) => this.entries.get(name) ?? { callbacks: [], closed: false },
      analysisOf: (name) => this.done.get(name),
      graphOf: (fn) => this.graphOf(fn),
      bounds: this.bounds,
    };
  }

  private graphOf(fn: FunctionIr): FlowGraph {
    const known = this.memo.graphs.get(fn);
    if (known !== undefined) return known;
    const graph = flowGraph(fn);
    this.memo.graphs.set(fn, graph);
    return graph;
  }

  /**
   * Cycles of calls are cut: each member is solved with what a first look says of the others, which leaves out the calls
   * that close a cycle. Misses: what only a second way round shows.
   */
  summaryOf(name: string): Summary | undefined {
    const asked = this.asked.at(-1);
    const within = this.isWithinCycle(name);
    const summary = within
      ? this.firstLook(name)?.summary
      : (this.throughMember(name) ?? this.sharedSummary(name) ?? this.analyse(name)?.summary ?? this.otherFile(name));
    asked?.summaries.set(within ? FIRST_LOOK + name : name, summary?.hash ?? '');
    return summary;
  }

  private tableCalls(fn: FunctionIr): ReturnType<ConstantTables['possibleIn']> {
    const calls = this.tables.possibleIn(fn);
    if (callsMembers(fn)) this.asked.at(-1)?.summaries.set(TABLE_CALLS, spellCalls(calls));
    return calls;
  }

  private functionAt(address: Term): string | undefined {
    const place = placeInTable(address);
    if (place === undefined) return undefined;
    const found = this.tables.at(place);
    this.asked.at(-1)?.summaries.set(TABLE_PLACE + place, found ?? '');
    return found;
  }

  private mayDrop(lock: LockRef, callee: string | undefined): boolean {
    const name = memberName(lock);
    if (name === undefined) return true;
    const question = `${name} ${ownerTag(lock) ?? ''} ${callee ?? ''}`;
    const answer = this.isDroppedSomewhere(question);
    this.asked.at(-1)?.summaries.set(DROPPED + question, String(answer));
    return answer;
  }

  private isDroppedSomewhere(question: string): boolean {
    const [lock = '', tag = '', callee = ''] = question.split(' ');
    if (callee !== '' && !this.byName.has(callee) && this.context.otherFiles?.defines(callee) !== true) return true;
    return this.context.mayBeDropped?.(lock, tag === '' ? undefined : tag) ?? true;
  }

  /** Of a call through a member: what all the functions it may go to have in common. */
  private throughMember(name: string): Summary | undefined {
    const targets = this.targets.get(name);
    if (targets === undefined || targets.length > MAX_TARGETS) return undefined;
    const summaries = targets.map((target) => this.summaryOf(target));
    return commonSummary(name, summaries, this.engine.contexts);
  }

  private sharedSummary(name: string): Summary | undefined {
    const known = this.done.has(name) ? undefined : this.foreign?.shared.get(name);
    return known !== undefined && this.foreign?.reach.adopt(known.reached) === true ? known.summary : undefined;
  }

  /** Looked up where it can matter only: most calls of most files are made with nothing held. */
  private otherFile(name: string): Summary | undefined {
    const { otherFiles } = this.context;
    if (otherFiles === undefined || this.running.has(name)) return undefined;
    this.exposed ??= this.file.functions.length === 0 ? undefined : this.exposedNames();
    if (this.exposed?.has(name) === false && !otherFiles.changesContext(name)) return undefined;
    return otherFiles.summaryOf(name);
  }

  /** The file without functions that nothing in focus leads to. */
  private judgedFile(): FileIr {
    const { focus } = this.context;
    if (focus === undefined) return this.file;
    const reached = new Set<string>();
    const work = [...focus];
    for (let name = work.pop(); name !== undefined; name = work.pop()) {
      const fn = this.byName.get(name);
      if (fn === undefined || reached.has(name)) continue;
      reached.add(name);
      for (const callee of calledNames(fn)) work.push(callee, ...(this.possible.get(callee) ?? []));
    }
    return { ...this.file, functions: this.file.functions.filter(({ name }) => reached.has(name)) };
  }

  private exposedNames(): ReadonlySet<string> {
    const { facts, world, declarations } = this.context;
    const scope: ExposureScope = {
      effects: (name, count) => facts.callEffects(name, count, world),
      body: (name) => this.byName.get(name) ?? this.context.resolveFunction(name),
      targets: this.possible,
      isCallback: (name) => this.entries.get(name)?.callbacks.some((entry) => !entry.facts.maySleep) === true,
    };
    const exposed = exposedNames(this.judgedFile(), scope, this.memo.exposed.get(declarations));
    this.memo.exposed.set(declarations, exposed);
    return exposed.names;
  }

  /** Is the function in one cycle of calls with the one being solved? */
  private isWithinCycle(name: string): boolean {
    const component = this.component.get(name);
    return component !== undefined && component === this.component.get(this.solving.at(-1)?.name ?? '');
  }

  private analyse(name: string): FunctionAnalysis | undefined {
    const reach = this.foreign?.reach;
    if (this.done.has(name)) {
      const analysis = this.done.get(name);
      if (analysis !== undefined) reach?.again(name);
      return analysis;
    }
    const own = this.byName.get(name);
    if (this.running.has(name) || (own === undefined && this.solving.length > MAX_NESTING)) {
      reach?.leaveOut();
      return undefined;
    }
    const fn = own ?? this.context.resolveFunction(name);
    if (fn === undefined) {
      this.done.set(name, undefined);
      return undefined;
    }
    if (reach?.meet(name, fn.blocks.length) === false) {
      reach.leaveOut();
      return undefined;
    }
    reach?.enter(name);
    const analysis = this.look(fn, 'whole');
    const reached = reach?.leave(name);
    if (reached !== undefined) this.foreign?.shared.set(name, { summary: analysis.summary, reached });
    this.done.set(name, analysis);
    return analysis;
  }

  withoutContexts(summary: Summary): Summary {
    return withNeutralExit(summary, this.engine.contexts);
  }

  /** All members in file order, so that the same calls are left out whoever asks first. */
  private firstLook(name: string): FunctionAnalysis | undefined {
    if (this.solving.at(-1)?.look !== 'first')
      for (const member of this.members.get(this.component.get(name) ?? -1) ?? []) this.firstLookAt(member);
    return this.firstLookAt(name);
  }

  private firstLookAt(name: string): FunctionAnalysis | undefined {
    const known = this.firstLooks.get(name);
    const fn = this.byName.get(name);
    if (known !== undefined || fn === undefined || this.looking.has(name)) return known;
    this.looking.add(name);
    const analysis = this.look(fn, 'first');
    this.looking.delete(name);
    this.firstLooks.set(name, analysis);
    return analysis;
  }

  private look(fn: FunctionIr, look: Look): FunctionAnalysis {
    if (this.context.isCancelled?.() === true) throw new AnalysisCancelled('analysis cancelled');
    if (look === 'whole') this.running.add(fn.name);
    this.solving.push({ name: fn.name, look });
    const analysis = this.solveOrReuse(fn, look);
    this.solving.pop();
    if (look === 'whole') this.running.delete(fn.name);
    return analysis;
  }

  private solveOrReuse(fn: FunctionIr, look: Look): FunctionAnalysis {
    const old = this.memo.get(fn, look).find((entry) => this.stillHolds(fn, entry));
    const name = look === 'first' ? FIRST_LOOK + fn.name : fn.name;
    if (old !== undefined) {
      this.askedBy.set(name, old.asked);
      return old.analysis;
    }
    const asked: Asked = { summaries: new Map(), effects: new Map() };
    this.askedBy.set(name, asked);
    this.asked.push(asked);
    const analysis = this.solve(fn, this.byName.get(fn.name) === fn);
    this.asked.pop();
    this.memo.set(fn, look, { analysis, asked, effectsHold: new Map([[this.context.world, true]]) });
    return analysis;
  }

  private stillHolds(fn: FunctionIr, entry: MemoEntry): boolean {
    return this.effectsHold(entry) && this.summariesHold(fn, entry);
  }

  private effectsHold({ asked, effectsHold }: MemoEntry): boolean {
    const { world } = this.context;
    let holds = effectsHold.get(world);
    if (holds === undefined) {
      holds = [...asked.effects].every(([key, effects]) => {
        const [name = '', count = ''] = key.split(' ');
        return this.effectsKey(name, Number(count)) === effects;
      });
      effectsHold.set(world, holds);
    }
    return holds;
  }

  private summariesHold(fn: FunctionIr, { asked }: MemoEntry): boolean {
    for (const [name, hash] of asked.summaries) {
      const answer = this.answerNow(fn, name);
      if (answer !== undefined) {
        if (answer !== hash) return false;
        continue;
      }
      const summary = name.startsWith(FIRST_LOOK)
        ? this.firstLook(name.slice(FIRST_LOOK.length))?.summary
        : this.summaryOf(name);
      if ((summary?.hash ?? '') !== hash) return false;
    }
    return true;
  }

  /** Of what was asked among the summaries and is none. */
  private answerNow(fn: FunctionIr, question: string): string | undefined {
    if (question === TABLE_CALLS) return spellCalls(this.tables.possibleIn(fn));
    if (question.startsWith(TABLE_PLACE)) return this.tables.at(question.slice(TABLE_PLACE.length)) ?? '';
    if (question.startsWith(DROPPED)) return String(this.isDroppedSomewhere(question.slice(DROPPED.length)));
    return undefined;
  }

  private solve(fn: FunctionIr, inFile: boolean): FunctionAnalysis {
    const location = inFile ? undefined : this.context.locate?.(fn.name);
    const file = inFile ? '' : (location?.file ?? 'header');
    const graph = this.graphOf(fn);
    const solve = (slice: Slice): Solution =>
      solveFunction({
        engine: this.engine,
        fn,
        file,
        graph,
        bounds: slice.oneContext ? { ...this.bounds, perContext: slice.chooses ? CHOICES : 1 } : this.bounds,
        start: entryState(this.engine, fn, file),
        lineOf: (offset) => location?.line(offset),
        slice,
      });
    const results = isSmall(fn) || seemsUnbalanced(this.engine, fn, graph);
    let slice = sliceFunction(this.engine, fn, graph, { results });
    let solution = solve(slice);
    if (!slice.results && solution.exits.some((exit) => !isNeutral(exit))) {
      // Which context a caller is left with hangs on the result.
      slice = sliceFunction(this.engine, fn, graph, { results: true });
      solution = solve(slice);
    }
    return { fn, file, slice, ...solution, summary: summaryFor(this.engine, fn, file, solution) };
  }
}

function summaryFor(engine: Engine, fn: FunctionIr, file: string, solution: Solution): Summary {
  const events = summariseEvents(solution.events);
  const { exits, guesses } = summariseExits(engine.factory, engine.contexts, solution.exits);
  return {
    name: fn.name,
    ambiguous: exits.map((exit) => exits.some((other) => areAmbiguous(engine.factory, exit, other))),
    file,
    exits,
    guesses,
    events,
    opaque: solution.opaque,
    indirect: solution.indirect,
    writes: solution.writes,
    parameterCount: fn.parameterCount,
    hash: hashText(
      summaryText({ exits, guesses, events }) +
        (solution.opaque ? 'o' : '') +
        (solution.indirect ? 'i' : '') +
        (solution.writes ? 'w' : ''),
    ),
  };
}

function spellCalls(calls: ReturnType<ConstantTables['possibleIn']>): string {
  return [...calls.values()].map((names) => names.join()).join(' ');
}

function statistics(file: FileIr, functions: readonly FunctionAnalysis[]): AnalysisStats {
  const causes = new Map<string, number>();
  let unresolvedCalls = 0;
  let unknownPointers = 0;
  let mergedStates = 0;
  for (const analysis of functions) {
    mergedStates += analysis.mergedStates;
    for (const [cause, count] of analysis.notes) {
      if (cause === 'indirect in callee') continue;
      causes.set(cause, (causes.get(cause) ?? 0) + count);
      if (cause.startsWith('unresolved call')) unresolvedCalls += count;
      if (cause === 'indirect call') unknownPointers += count;
    }
    if (analysis.truncated) causes.set(`bounds reached: ${analysis.fn.name}`, 1);
  }
  return {
    functions: file.functions.length + file.unlowered.length,
    analysed: functions.length,
    unresolvedCalls,
    unknownPointers,
    mergedStates,
    causes: [...causes]
      .map(([reason, count]) => ({ reason, count }))
      .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1)),
  };
}
