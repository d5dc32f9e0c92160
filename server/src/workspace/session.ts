/**
 * One open document. An update parses what changed, lowers the functions that changed, and solves those and whoever leans
 * on a summary of theirs that changed; all else is the same object as before. A fresh check is a session of one update.
 */
import {
  AnalysisCancelled,
  type AnalysisContext,
  type AnalysisMemo,
  analyseFile,
  type FileAnalysis,
} from '../analysis/analyse';
import type { Finding } from '../analysis/finding';
import { sameValue } from '../base/sameValue';
import type { Span } from '../base/span';
import { firstMark } from '../ir/declarations';
import { fileFrame } from '../ir/frames';
import type { FileIr, FunctionIr, GlobalInitialiser, UnloweredFunction } from '../ir/ir';
import { type LoweringUnit, lowerFunction, lowerGlobals, openUnit } from '../ir/lower';
import { missingSemicolons } from '../ir/missing';
import type { Declarations } from '../ir/types';
import type { World } from '../kernel/worlds';
import type { CallerFindings } from '../rules/callers';
import type { FunctionSyntax, MaskedText } from '../syntax/api';
import { type DocumentUpdate, editBody, openDocument, type SyntaxDocument, updateDocument } from '../syntax/document';
import { maskText } from '../syntax/mask';
import type { CheckRequest, FileSession, SaidOfText, SessionResult, WorldView } from './api';
import type { Callers } from './callers';
import { DIALECT } from './dialect';
import { droppedNames } from './dropScan';
import type { FrontEnd } from './frontEnd';
import type { HeaderDeclarations } from './headerDeclarations';
import type { OtherFiles } from './otherFiles';
import { joinReports, type WorldResult } from './report';
import { type Slot, SlotTable, shiftFunction, shiftSpans, slotBase } from './slots';
import { Comparison, joinTraces, Recorder, sameConditions, type Trace } from './traces';

/** One world of the document, as of its last update. */
interface WorldState {
  readonly world: World;
  readonly document: SyntaxDocument;
  /** What its mask asked of the configuration. */
  readonly conditions: Trace;
  /** How the document came from the one before; undefined: it did not. */
  readonly update: Omit<DocumentUpdate, 'document'> | undefined;
  /** The document of the update before, for worlds that share it. */
  readonly previous: SyntaxDocument | undefined;
  readonly headers: HeaderDeclarations;
  readonly unit: LoweringUnit;
  /** In slot coordinates. */
  readonly functions: ReadonlyMap<Slot, FunctionIr>;
  /** What lowering each of them asked for. */
  readonly traces: ReadonlyMap<Slot, Trace>;
  readonly recorder: Recorder;
  /** The unit's declarations, noting what is asked of them. */
  readonly watched: Declarations;
  /** With the first world, where both share the text. */
  readonly comparison: Comparison | undefined;
  readonly file: FileIr;
  readonly globals: readonly GlobalInitialiser[];
  readonly place: (span: Span) => Span;
  analysis: FileAnalysis | undefined;
}

const NO_FINDINGS: CallerFindings = { findings: [], causes: [] };

export class Session implements FileSession {
  private readonly states = new Map<World, WorldState>();
  /** As the text before this one left them. */
  private earlier: ReadonlyMap<World, WorldState> = new Map();
  private readonly slots = new SlotTable();
  private lastDrops:
    | { readonly text: string; readonly names: ReadonlySet<string>; readonly joined: string }
    | undefined;

  constructor(
    private readonly frontEnd: FrontEnd,
    private readonly memo: AnalysisMemo,
    /** The tree's other files; undefined: there is no tree. */
    private readonly others: OtherFiles | undefined,
    private readonly callers: Callers | undefined,
    private readonly request: Omit<CheckRequest, 'text'>,
  ) {}

  update(text: string, version: number, cancelled?: () => boolean, said?: SaidOfText): SessionResult | undefined {
    const last = new Map(this.states);
    const states: WorldState[] = [];
    for (const world of this.request.worlds) {
      if (cancelled?.() === true) return undefined;
      const state = this.advance(world, text);
      if (cancelled?.() === true || this.analyse(world, state, cancelled, said) === undefined) return undefined;
      states.push(state);
    }
    if ([...last.values()].some(({ document }) => document.text !== text)) this.earlier = last;
    const result = this.result(states, text, version, cancelled);
    return cancelled?.() === true ? undefined : result;
  }

  again(text: string, version: number, said?: SaidOfText): SessionResult | undefined {
    const known = [this.states, this.earlier].find((states) =>
      this.request.worlds.every((world) => states.get(world)?.document.text === text),
    );
    if (known === undefined) return undefined;
    const states = this.request.worlds.flatMap((world) => known.get(world) ?? []);
    for (const state of states) {
      state.analysis = undefined;
      this.analyse(state.world, state, undefined, said);
    }
    return this.result(states, text, version);
  }

  private result(
    states: readonly WorldState[],
    text: string,
    version: number,
    cancelled?: () => boolean,
  ): SessionResult {
    const { callers } = this;
    const { treePath } = this.request;
    const results: WorldResult[] = [];
    const views: WorldView[] = [];
    for (const state of states) {
      const { world, analysis } = state;
      if (analysis === undefined) continue;
      const built = this.frontEnd.isBuilt(this.request.treePath, world);
      const outside = (own: readonly Finding[]): CallerFindings =>
        treePath === undefined || callers === undefined
          ? NO_FINDINGS
          : (unlessCancelled(() => callers.findings(treePath, analysis, own, cancelled)) ?? NO_FINDINGS);
      results.push({ world, file: state.file, analysis, place: state.place, built, callers: outside });
      views.push(this.view(world, state, analysis));
    }
    return {
      request: { ...this.request, text },
      version,
      views,
      report: joinReports(text, results, this.request.focus),
    };
  }

  doubt(): void {
    for (const state of this.states.values()) state.analysis = undefined;
  }

  close(): void {
    for (const { document } of this.states.values()) document.tree.drop();
    this.states.clear();
    this.earlier = new Map();
  }

  private advance(world: World, text: string): WorldState {
    const { frontEnd } = this;
    const old = this.states.get(world);
    if (old !== undefined && old.document.text === text) return old;
    const first = world === this.request.worlds[0] ? undefined : this.states.get(this.request.worlds[0] ?? world);
    const { document, conditions, update } = this.read(world, text, old, first);
    const { masked, tree } = document;
    const keep = old !== undefined && update !== undefined && !update.surroundings;
    const headers = keep ? old.headers : frontEnd.headers(masked, world, this.request.treePath);
    const recorder = keep ? old.recorder : new Recorder(frontEnd.facts(world));
    // With equal surroundings the declarations are what they were; only the text that functions are read from is new.
    const unit = keep
      ? { ...old.unit, tree, masked, frame: fileFrame(masked) }
      : openUnit(tree, masked, frontEnd.options(headers, world, recorder.preprocessor));
    const watched = keep ? old.watched : recorder.watch(unit.declarations);
    const sibling = first?.document.text === text ? first : undefined;
    const comparison = sibling === undefined ? undefined : this.compare(world, sibling, unit, old);
    const slots = this.slots.assign(tree.functions.map(({ name, span }) => ({ name, start: span.start })));
    const changed = update === undefined ? undefined : new Set(update.changed);
    const moved = keep || changed === undefined ? undefined : this.movedFrom(world, old, unit);
    const functions = new Map<Slot, FunctionIr>();
    const traces = new Map<Slot, Trace>();
    const unlowered: UnloweredFunction[] = [];
    recorder.take();
    tree.functions.forEach((syntax, index) => {
      const slot = slots[index] ?? 0;
      const before = old?.functions.get(slot);
      const unchanged = changed !== undefined && !changed.has(syntax) && !syntax.hasError;
      const asked = unchanged ? old?.traces.get(slot) : undefined;
      const shared = sibling?.functions.get(slot);
      const trace = sibling?.traces.get(slot);
      if (
        shared !== undefined &&
        trace !== undefined &&
        !syntax.hasError &&
        sameMaskWithin(syntax.span, masked, sibling?.document.masked) &&
        comparison?.agreeOn(trace) === true
      ) {
        functions.set(slot, shared);
        traces.set(slot, trace);
        return;
      }
      const stays = before !== undefined && unchanged && (keep || moved?.(syntax, before, asked) === true);
      recorder.take();
      const fn = stays ? before : lowerInto({ ...unit, declarations: watched }, syntax, slot, before, unlowered);
      const asks = recorder.take();
      traces.set(slot, fn === before ? joinTraces(old?.traces.get(slot), asks) : asks);
      if (fn !== undefined) functions.set(slot, fn);
    });
    const globals = keep ? old.globals : lowerGlobals(unit);
    const file: FileIr = { functions: [...functions.values()], unlowered, globals, missing: missingSemicolons(unit) };
    const state: WorldState = {
      world,
      document,
      conditions,
      update,
      previous: old?.document,
      headers,
      unit,
      functions,
      traces,
      recorder,
      watched,
      comparison,
      file,
      globals,
      place: this.slots.places(),
      analysis: undefined,
    };
    this.states.set(world, state);
    return state;
  }

  /**
   * Of a text whose surroundings changed: may a function whose text did not stay what it is? If the new surroundings answer
   * all that its lowering asked the old ones.
   */
  private movedFrom(
    world: World,
    old: WorldState | undefined,
    unit: LoweringUnit,
  ): ((syntax: FunctionSyntax, before: FunctionIr, trace: Trace | undefined) => boolean) | undefined {
    if (old === undefined || !sameGuards(old.unit, unit)) return undefined;
    const preprocessor = this.frontEnd.facts(world);
    const comparison = new Comparison(
      { declarations: old.unit.declarations, preprocessor },
      { declarations: unit.declarations, preprocessor },
    );
    return (syntax, before, trace) => {
      const was = old.place(before.span);
      return (
        trace !== undefined &&
        sameMarks(marksOf(was, old.document.masked), was, marksOf(syntax.span, unit.masked), syntax.span) &&
        !namesByPlace(unit.masked, syntax.span) &&
        comparison.agreeOn(trace)
      );
    };
  }

  /** With the first world; the old comparison, and its answers, while both sides' declarations are what they were. */
  private compare(world: World, sibling: WorldState, unit: LoweringUnit, old: WorldState | undefined): Comparison {
    const left = sibling.unit.declarations;
    const right = unit.declarations;
    if (old?.comparison?.isOf(left, right) === true) return old.comparison;
    const { frontEnd } = this;
    return new Comparison(
      { declarations: left, preprocessor: frontEnd.facts(this.request.worlds[0] ?? world) },
      { declarations: right, preprocessor: frontEnd.facts(world) },
    );
  }

  /** The text in one world. Where the world's mask is that of the first one, both have one tree. */
  private read(
    world: World,
    text: string,
    old: WorldState | undefined,
    first: WorldState | undefined,
  ): Pick<WorldState, 'document' | 'conditions' | 'update'> {
    const { frontEnd } = this;
    const facts = frontEnd.facts(world);
    // A tree had in common with the first world went with that world's update.
    const own = old?.document.facts === facts ? old : undefined;
    const shared = first?.document.text === text ? first : undefined;
    if (shared !== undefined && sameConditions(shared.conditions, shared.document.facts, facts)) {
      own?.document.tree.drop();
      const { document, conditions } = shared;
      return { document, conditions, update: old?.document === shared.previous ? shared.update : undefined };
    }
    const edited = own === undefined ? undefined : editBody(own.document, text);
    if (own !== undefined && edited !== undefined) {
      const { document, ...update } = edited;
      return { document, conditions: own.conditions, update };
    }
    const recorder = new Recorder(facts);
    const masked = maskText(text, DIALECT, recorder.preprocessor);
    const conditions = recorder.take();
    if (own === undefined) {
      const document = openDocument(frontEnd.parser, text, DIALECT, facts, masked);
      return { document, conditions, update: undefined };
    }
    const { document, ...update } = updateDocument(own.document, text, masked);
    return { document, conditions, update };
  }

  /** What is known of the rest of the tree. */
  private beyond(
    others: OtherFiles,
    world: World,
    state: WorldState,
    cancelled: (() => boolean) | undefined,
  ): Pick<AnalysisContext, 'otherFiles' | 'mayBeDropped' | 'drops'> {
    const { names: drops, joined } = this.dropsOf(state.document.text);
    const own = { definesStructure: (tag: string): boolean => this.definesStructure(state, tag), drops };
    return {
      otherFiles: others.in(world, cancelled),
      mayBeDropped: (lock, tag) => others.drops.mayBeDropped(lock, tag, state.headers, own),
      drops: joined,
    };
  }

  /** The file itself defines it, so that no other file can look into it; what a header defines is for all. */
  private definesStructure({ headers, unit }: WorldState, tag: string): boolean {
    if (this.request.path.endsWith('.h')) return false;
    return headers.record(tag, false) === undefined && unit.declarations.record(tag, false) !== undefined;
  }

  /** Locks that the text drops for others: the same in all worlds. */
  private dropsOf(text: string): { readonly names: ReadonlySet<string>; readonly joined: string } {
    if (this.lastDrops?.text !== text) {
      const names = droppedNames(text);
      this.lastDrops = { text, names: new Set(names), joined: names.join(' ') };
    }
    return this.lastDrops;
  }

  private analyse(
    world: World,
    state: WorldState,
    cancelled: (() => boolean) | undefined,
    said: SaidOfText | undefined,
  ): FileAnalysis | undefined {
    if (state.analysis !== undefined) return state.analysis;
    const { frontEnd } = this;
    state.analysis = unlessCancelled(() =>
      analyseFile(state.file, {
        world,
        facts: frontEnd.tree.kernel,
        declarations: state.unit.declarations,
        resolveFunction: (name) => frontEnd.headerFunction(state.headers, name, world)?.ir,
        locate: (name) => frontEnd.headerFunction(state.headers, name, world),
        ...(this.others === undefined ? {} : this.beyond(this.others, world, state, cancelled)),
        constant: (name) => frontEnd.constant(name),
        definesStructure: (tag) => this.definesStructure(state, tag),
        ...(cancelled === undefined ? {} : { isCancelled: cancelled }),
        memo: this.memo,
        ...(this.request.focus === undefined ? {} : { focus: this.request.focus }),
        source: {
          text: state.document.text,
          inactive: state.document.masked.inactive,
          place: state.place,
          treeText: (path) => frontEnd.headerText(path),
          declaredOutside: (name) => state.headers.functionType(name) !== undefined || state.headers.mentions(name),
          ...(said === undefined || said.promises.length === 0 ? {} : { promises: said.promises }),
          ...(said === undefined || said.declared.length === 0 ? {} : { declared: said.declared }),
          ...(said?.partial === true ? { partial: true } : {}),
        },
      }),
    );
    return state.analysis;
  }

  /** The world in the document's own offsets. Functions are moved to their places only if somebody looks. */
  private view(world: World, state: WorldState, analysis: FileAnalysis): WorldView {
    const { frontEnd } = this;
    const { place } = state;
    let file: FileIr | undefined;
    let placed: FileAnalysis | undefined;
    const view: WorldView = {
      world,
      masked: state.document.masked,
      declarations: state.unit.declarations,
      headerFunction: (name) => frontEnd.headerFunction(state.headers, name, world),
      functionOf(treePath, name) {
        const found = frontEnd.fileFunction(treePath, name, world);
        return found === undefined ? undefined : { ...found, declarations: frontEnd.fileDeclarations(treePath, world) };
      },
      get file() {
        file ??= {
          ...state.file,
          functions: state.file.functions.map((fn) => shiftFunction(fn, place(fn.span).start - fn.span.start)),
        };
        return file;
      },
      get analysis() {
        placed ??= placeAnalysis(analysis, view.file.functions);
        return placed;
      },
    };
    return view;
  }
}

/** Of cancelled work nothing is left. */
function unlessCancelled<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof AnalysisCancelled) return undefined;
    throw error;
  }
}

/** Do two masks of one text show the same there? */
function sameMaskWithin(span: Span, a: MaskedText, b: MaskedText | undefined): boolean {
  if (a === b) return true;
  if (b === undefined || a.text.slice(span.start, span.end) !== b.text.slice(span.start, span.end)) return false;
  return sameValue(marksWithin(span, a), marksWithin(span, b));
}

/** Marks inside, and contracts right in front. */
function marksOf(span: Span, masked: MaskedText): MaskedText['marks'] {
  return marksWithin(span, masked).filter(
    (mark) => mark.span.end > span.start || /^\s*$/.test(masked.text.slice(mark.span.start, span.start)),
  );
}

/** From a little before: contracts in front of a function are marks of it (ir/lower.ts). */
function marksWithin(span: Span, masked: MaskedText): readonly MaskedText['marks'][number][] {
  const found: MaskedText['marks'][number][] = [];
  for (let at = firstMark(masked, span.start - 400); at < masked.marks.length; at++) {
    const mark = masked.marks[at];
    if (mark === undefined || mark.span.start >= span.end) break;
    found.push(mark);
  }
  return found;
}

function sameGuards(a: LoweringUnit, b: LoweringUnit): boolean {
  const [left, right] = [a.options.guards, b.options.guards];
  return left === right || sameValue([...(left ?? [])], [...(right ?? [])]);
}

/** Do two functions have the same marks, counted from where they are? */
function sameMarks(left: MaskedText['marks'], was: Span, right: MaskedText['marks'], is: Span): boolean {
  return (
    left.length === right.length &&
    left.every((mark, at) => sameValue(shiftSpans(mark, is.start - was.start), right[at]))
  );
}

/** A structure without a name is named by its place in the text. */
function namesByPlace(masked: MaskedText, span: Span): boolean {
  return /\b(?:struct|union|enum)\s*\{/.test(masked.text.slice(span.start, span.end));
}

/** Results count from the start of their function: they are moved by giving them the moved function. */
function placeAnalysis(analysis: FileAnalysis, functions: readonly FunctionIr[]): FileAnalysis {
  const byName = new Map(functions.map((fn) => [fn.name, fn]));
  const moved = analysis.functions.map((each) => ({ ...each, fn: byName.get(each.fn.name) ?? each.fn }));
  const movedByName = new Map(moved.map((each) => [each.fn.name, each]));
  return { ...analysis, functions: moved, analysisOf: (name) => movedByName.get(name) ?? analysis.analysisOf(name) };
}

/** Lowers a function into its slot; where the result says what the old one said, the old object stays, and its analysis. */
function lowerInto(
  unit: LoweringUnit,
  syntax: FunctionSyntax,
  slot: Slot,
  before: FunctionIr | undefined,
  unlowered: UnloweredFunction[],
): FunctionIr | undefined {
  const result = lowerFunction(unit, syntax);
  if ('reason' in result) {
    unlowered.push(result);
    return undefined;
  }
  const fn = shiftFunction(result, slotBase(slot) - syntax.span.start);
  return before !== undefined && sameValue(before, fn) ? before : fn;
}
