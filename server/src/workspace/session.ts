/**
 * One open document. An update parses what changed, lowers the functions that changed, and solves those and whoever leans
 * on a summary of theirs that changed; all else is the same object as before. A fresh check is a session of one update.
 */
import { AnalysisCancelled, type AnalysisMemo, analyseFile, type FileAnalysis } from '../analysis/analyse';
import type { Span } from '../base/span';
import { fileFrame } from '../ir/frames';
import type { FileIr, FunctionIr, GlobalInitialiser, UnloweredFunction } from '../ir/ir';
import { type LoweringUnit, lowerFunction, lowerGlobals, openUnit } from '../ir/lower';
import { missingSemicolons } from '../ir/missing';
import type { World } from '../kernel/worlds';
import type { FunctionSyntax } from '../syntax/api';
import { openDocument, type SyntaxDocument, updateDocument } from '../syntax/document';
import type { CheckRequest, FileSession, SessionResult, WorldView } from './api';
import { DIALECT } from './dialect';
import type { FrontEnd } from './frontEnd';
import type { HeaderDeclarations } from './headerDeclarations';
import { joinReports, type WorldResult } from './report';
import { type Slot, SlotTable, shiftFunction, slotBase } from './slots';

/** One world of the document, as of its last update. */
interface WorldState {
  readonly document: SyntaxDocument;
  readonly headers: HeaderDeclarations;
  readonly unit: LoweringUnit;
  /** In slot coordinates. */
  readonly functions: ReadonlyMap<Slot, FunctionIr>;
  readonly file: FileIr;
  readonly globals: readonly GlobalInitialiser[];
  readonly place: (span: Span) => Span;
  analysis: FileAnalysis | undefined;
}

export class Session implements FileSession {
  private readonly states = new Map<World, WorldState>();
  private readonly slots = new SlotTable();

  constructor(
    private readonly frontEnd: FrontEnd,
    private readonly memo: (world: World) => AnalysisMemo,
    private readonly request: Omit<CheckRequest, 'text'>,
  ) {}

  update(text: string, version: number, cancelled?: () => boolean): SessionResult | undefined {
    const results: WorldResult[] = [];
    const views: WorldView[] = [];
    for (const world of this.request.worlds) {
      if (cancelled?.() === true) return undefined;
      const state = this.advance(world, text);
      if (cancelled?.() === true) return undefined;
      const analysis = this.analyse(world, state, cancelled);
      if (analysis === undefined) return undefined;
      const built = this.frontEnd.isBuilt(this.request.treePath, world);
      results.push({ world, file: state.file, analysis, place: state.place, built });
      views.push(this.view(world, state, analysis));
    }
    return { request: { ...this.request, text }, version, views, report: joinReports(text, results) };
  }

  close(): void {
    for (const { document } of this.states.values()) document.tree.drop();
    this.states.clear();
  }

  private advance(world: World, text: string): WorldState {
    const { frontEnd } = this;
    const old = this.states.get(world);
    if (old !== undefined && old.document.text === text) return old;
    const update = old === undefined ? undefined : updateDocument(old.document, text);
    const document = update?.document ?? openDocument(frontEnd.parser, text, DIALECT, frontEnd.facts(world));
    const { masked, tree } = document;
    const keep = old !== undefined && update !== undefined && !update.surroundings;
    const headers = keep ? old.headers : frontEnd.headers(masked, world, this.request.treePath);
    // With equal surroundings the declarations are what they were; only the text that functions are read from is new.
    const unit = keep
      ? { ...old.unit, tree, masked, frame: fileFrame(masked) }
      : openUnit(tree, masked, frontEnd.options(headers, world));
    const slots = this.slots.assign(tree.functions.map(({ name, span }) => ({ name, start: span.start })));
    const changed = keep ? new Set(update.changed) : undefined;
    const functions = new Map<Slot, FunctionIr>();
    const unlowered: UnloweredFunction[] = [];
    tree.functions.forEach((syntax, index) => {
      const slot = slots[index] ?? 0;
      const before = old?.functions.get(slot);
      const unchanged = changed !== undefined && !changed.has(syntax) && !syntax.hasError;
      const fn = unchanged && before !== undefined ? before : lowerInto(unit, syntax, slot, before, unlowered);
      if (fn !== undefined) functions.set(slot, fn);
    });
    const globals = keep ? old.globals : lowerGlobals(unit);
    const file: FileIr = { functions: [...functions.values()], unlowered, globals, missing: missingSemicolons(unit) };
    const state: WorldState = {
      document,
      headers,
      unit,
      functions,
      file,
      globals,
      place: this.slots.places(),
      analysis: undefined,
    };
    this.states.set(world, state);
    return state;
  }

  private analyse(world: World, state: WorldState, cancelled: (() => boolean) | undefined): FileAnalysis | undefined {
    if (state.analysis !== undefined) return state.analysis;
    const { frontEnd } = this;
    try {
      state.analysis = analyseFile(state.file, {
        world,
        facts: frontEnd.tree.kernel,
        declarations: state.unit.declarations,
        resolveFunction: (name) => frontEnd.headerFunction(state.headers, name, world)?.ir,
        locate: (name) => frontEnd.headerFunction(state.headers, name, world),
        constant: (name) => frontEnd.constant(name),
        ...(cancelled === undefined ? {} : { isCancelled: cancelled }),
        memo: this.memo(world),
        source: { text: state.document.text, inactive: state.document.masked.inactive, place: state.place },
      });
      return state.analysis;
    } catch (error) {
      if (error instanceof AnalysisCancelled) return undefined;
      throw error;
    }
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

function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    return a.every((element, index) => sameValue(element, b[index]));
  }
  const left = a as Readonly<Record<string, unknown>>;
  const right = b as Readonly<Record<string, unknown>>;
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => sameValue(left[key], right[key]));
}
