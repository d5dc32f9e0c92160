/**
 * The state of lowering one function: blocks under construction, variables, scopes, jump targets, the text being read.
 * Has identity and life time (one function); modules of the lowering share it and call each other through `ops`.
 */
import type { Span } from '../base/span';
import type { Mark, SyntaxNode } from '../syntax/api';
import { evaluateConstant } from './constants';
import { builtinTypedef, unknownType } from './ctypes';
import { boundedType } from './declarations';
import type { TypeContext } from './declarators';
import { type Frame, type Location, locate, type Segment } from './frames';
import type { Block, BlockId, Expression, Origin, Step, Terminator, Variable, VariableId } from './ir';
import { markIndex } from './marks';
import type { LoweringOptions } from './options';
import { resolveType } from './resolve';
import type { ParsedSnippet } from './snippets';
import { mentionedCalls } from './tokens';
import type { CType, Declarations, RecordDefinition } from './types';

/** Thrown inside the lowering of one function and turned into an UnloweredFunction: nothing is half-lowered. */
export class CannotLower extends Error {
  constructor(
    readonly reason: string,
    readonly at: number,
  ) {
    super(reason);
  }
}

interface MutableBlock {
  steps: Step[];
  end: Terminator | undefined;
  loopHead: boolean;
}

export type Binding =
  | { readonly kind: 'variable'; readonly id: VariableId }
  | { readonly kind: 'type'; readonly type: CType }
  | { readonly kind: 'constant'; readonly value: bigint };

/** Emits what leaving a scope does; `span` is the exit. */
export interface Cleanup {
  readonly run: (cx: FunctionContext, span: Span) => void;
}

export interface Scope {
  readonly parent: Scope | undefined;
  readonly names: Map<string, Binding>;
  readonly cleanups: Cleanup[];
}

export interface JumpTarget {
  readonly breakTo: BlockId | undefined;
  readonly continueTo: BlockId | undefined;
  readonly scope: Scope;
  /** Where `continue` leads out of more scopes than `break` (a switch in a loop). */
  readonly continueScope?: Scope | undefined;
}

interface PendingGoto {
  readonly block: BlockId;
  readonly label: string;
  readonly at: number;
  readonly span: Span;
  /** Scopes around the goto with the number of cleanups that were due there. */
  readonly scopes: readonly { readonly scope: Scope; readonly due: number }[];
}

/** The mutual recursion of the lowering, tied in lower.ts so that its files need no cycle. */
export interface LoweringOperations {
  value(cx: FunctionContext, node: SyntaxNode): Expression;
  place(cx: FunctionContext, node: SyntaxNode): Expression;
  effect(cx: FunctionContext, node: SyntaxNode): void;
  condition(cx: FunctionContext, node: SyntaxNode, then: BlockId, otherwise: BlockId): void;
  statement(cx: FunctionContext, node: SyntaxNode): void;
  /** Statements of a compound in the current scope; the value of the last one if it is an expression. */
  statements(cx: FunctionContext, nodes: readonly SyntaxNode[], wantValue: boolean): Expression | undefined;
  declaration(cx: FunctionContext, node: SyntaxNode): void;
  initialiser(cx: FunctionContext, node: SyntaxNode, type: CType): Expression;
  typeofText(cx: FunctionContext, text: string): CType;
  /** `x = f()`: true if it was done. */
  callInto(cx: FunctionContext, node: SyntaxNode, id: VariableId): boolean;
}

/** Bounds: a function past them is not lowered, with that reason. */
const mostSteps = 120_000;
const deepest = 220;

export class FunctionContext implements TypeContext {
  readonly variables: Variable[] = [];
  private blocks: MutableBlock[] = [];
  current: BlockId = 0;
  scope: Scope = { parent: undefined, names: new Map(), cleanups: [] };
  readonly targets: JumpTarget[] = [];
  private labels = new Map<string, { readonly block: BlockId; readonly scope: Scope }>();
  private readonly gotos: PendingGoto[] = [];
  private readonly addressTaken = new Set<string>();
  /** Offsets of names of calls that already stand in the IR. */
  private emitted = new Set<number>();
  private readonly localRecords = new Map<string, RecordDefinition>();
  private steps = 0;
  private depth = 0;
  private temporaries = 0;
  declarations: Declarations;
  returns: CType = unknownType;
  /** In a dry run nothing stays: only the type of the result matters. */
  private dryRuns = 0;

  constructor(
    readonly ops: LoweringOperations,
    readonly options: LoweringOptions,
    declarations: Declarations,
    public frame: Frame,
  ) {
    this.declarations = declarations;
    this.newBlock();
  }

  // ---- text

  text = (node: SyntaxNode): string => this.frame.masked.text.slice(node.start, node.end);

  markAt = (offset: number): Mark | undefined => this.frame.marks.get(offset);

  typeofText = (text: string): CType => this.ops.typeofText(this, text);

  isTypeInTypeof = (name: string): boolean =>
    this.isTypeName(name) || (this.lookup(name) === undefined && builtinTypedef(name) !== undefined);

  locate(node: { readonly start: number; readonly end: number }): Location {
    return locate(this.frame, node.start, node.end);
  }

  /** Runs `body` while `frame` is the text being read. */
  inFrame<T>(frame: Frame, body: () => T): T {
    const before = this.frame;
    this.frame = frame;
    try {
      return body();
    } finally {
      this.frame = before;
    }
  }

  /** A frame for a snippet made of a piece of the current text. */
  derivedFrame(
    snippet: ParsedSnippet,
    segments: readonly Segment[],
    call: { readonly start: number; readonly end: number },
    macro?: string,
  ): Frame {
    return {
      masked: snippet.masked,
      marks: markIndex(snippet.masked),
      parent: this.frame,
      macro,
      segments,
      callSpan: this.locate(call).span,
      depth: this.frame.depth + 1,
      labels: snippet.labels,
    };
  }

  /** Guards recursion: expressions and statements nested past the bound are not lowered. */
  nested<T>(node: SyntaxNode, body: () => T): T {
    if (this.depth >= deepest) throw new CannotLower('nested too deeply', this.locate(node).span.start);
    this.depth++;
    try {
      return body();
    } finally {
      this.depth--;
    }
  }

  // ---- blocks

  newBlock(): BlockId {
    return this.blocks.push({ steps: [], end: undefined, loopHead: false }) - 1;
  }

  markLoopHead(block: BlockId): void {
    const target = this.blocks[block];
    if (target) target.loopHead = true;
  }

  emit(step: Step): void {
    if (++this.steps > mostSteps) throw new CannotLower('function too large', step.span.start);
    this.blocks[this.current]?.steps.push(step);
  }

  /** Ends the current block, unless it has ended. */
  end(terminator: Terminator): void {
    const block = this.blocks[this.current];
    if (block && block.end === undefined) block.end = terminator;
  }

  jump(to: BlockId): void {
    this.end({ kind: 'jump', to });
  }

  /** Ends the current block with a jump to `block` and goes on there. */
  enter(block: BlockId): void {
    this.jump(block);
    this.current = block;
  }

  /** Ends the block; what follows in the text goes to a fresh block that nothing reaches unless a label does. */
  terminate(terminator: Terminator): void {
    this.end(terminator);
    this.current = this.newBlock();
  }

  branch(condition: Expression, then: BlockId, otherwise: BlockId, span: Span): void {
    if (condition.kind === 'integer') {
      this.jump(condition.value !== 0n ? then : otherwise);
      return;
    }
    this.end({ kind: 'branch', condition, then, else: otherwise, span });
  }

  finish(span: Span): Block[] {
    this.resolveGotos();
    return this.blocks.map(({ steps, end, loopHead }) => ({ steps, end: end ?? { kind: 'return', span }, loopHead }));
  }

  // ---- variables and scopes

  variable(name: string, type: CType, kind: Variable['kind'], span: Span): VariableId {
    return this.variables.push({ name, type: this.bounded(type), kind, span }) - 1;
  }

  temporary(type: CType, span: Span): VariableId {
    this.temporaries++;
    return this.variable(`%${this.temporaries}`, type, 'temporary', span);
  }

  read(id: VariableId): Expression {
    return { kind: 'variable', id, type: this.variables[id]?.type ?? unknownType };
  }

  setType(id: VariableId, type: CType): void {
    const old = this.variables[id];
    if (old) this.variables[id] = { ...old, type };
  }

  /** The value a static local has before the first call. */
  setInitial(id: VariableId, initial: Expression): void {
    const old = this.variables[id];
    if (old) this.variables[id] = { ...old, initial };
  }

  bounded(type: CType): CType {
    return boundedType(type, this.declarations, this.options.preprocessor);
  }

  resolve(type: CType): CType {
    return resolveType(this.declarations, type);
  }

  lookup(name: string): Binding | undefined {
    for (let scope: Scope | undefined = this.scope; scope !== undefined; scope = scope.parent) {
      const found = scope.names.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  isTypeName(name: string): boolean {
    const local = this.lookup(name);
    if (local !== undefined) return local.kind === 'type';
    return this.declarations.typedef(name) !== undefined;
  }

  /** Runs `body` in a scope of its own; its cleanups run on the way out. */
  scoped<T>(end: number, body: () => T): T {
    const scope: Scope = { parent: this.scope, names: new Map(), cleanups: [] };
    this.scope = scope;
    const value = body();
    this.leave(scope.parent, this.locate({ start: Math.max(0, end - 1), end }).span);
    this.scope = scope.parent ?? scope;
    return value;
  }

  /** Emits the cleanups of all scopes inside `outer`, innermost first. Not if the path has ended. */
  leave(outer: Scope | undefined, span: Span): void {
    if (this.blocks[this.current]?.end !== undefined) return;
    for (let scope: Scope | undefined = this.scope; scope !== undefined && scope !== outer; scope = scope.parent) {
      for (let i = scope.cleanups.length - 1; i >= 0; i--) scope.cleanups[i]?.run(this, span);
    }
  }

  hasCleanups(outer: Scope | undefined): boolean {
    for (let scope: Scope | undefined = this.scope; scope !== undefined && scope !== outer; scope = scope.parent) {
      if (scope.cleanups.length > 0) return true;
    }
    return false;
  }

  // ---- labels

  /** Labels of an expansion are its own; others belong to the function. */
  private labelKey(name: string): string {
    for (let at: Frame | undefined = this.frame; at !== undefined && at.parent !== undefined; at = at.parent) {
      if (at.labels.has(name)) return `${this.frameNumber(at)}:${name}`;
    }
    return name;
  }

  private readonly frameNumbers = new Map<Frame, number>();

  private frameNumber(frame: Frame): number {
    let number = this.frameNumbers.get(frame);
    if (number === undefined) {
      number = this.frameNumbers.size + 1;
      this.frameNumbers.set(frame, number);
    }
    return number;
  }

  label(name: string): void {
    const block = this.newBlock();
    this.enter(block);
    this.labels.set(this.labelKey(name), { block, scope: this.scope });
  }

  addressOfLabel(name: string): void {
    this.addressTaken.add(this.labelKey(name));
  }

  goto(name: string, at: number, span: Span): void {
    const scopes: { scope: Scope; due: number }[] = [];
    for (let scope: Scope | undefined = this.scope; scope; scope = scope.parent)
      scopes.push({ scope, due: scope.cleanups.length });
    this.gotos.push({ block: this.current, label: this.labelKey(name), at, span, scopes });
    this.current = this.newBlock();
  }

  /** Ends the current block with a choice between all labels whose address is taken. */
  gotoAny(span: Span, at: number): void {
    this.anyGotos.push({ block: this.current, span, at });
    this.current = this.newBlock();
  }

  private readonly anyGotos: { readonly block: BlockId; readonly span: Span; readonly at: number }[] = [];

  private resolveGotos(): void {
    for (const jump of this.gotos) {
      const label = this.labels.get(jump.label);
      if (label === undefined) throw new CannotLower(`goto to an unknown label ${jump.label}`, jump.at);
      this.current = jump.block;
      if (this.blocks[jump.block]?.end !== undefined) continue;
      const kept = new Set<Scope>();
      for (let scope: Scope | undefined = label.scope; scope; scope = scope.parent) kept.add(scope);
      for (const { scope, due } of jump.scopes) {
        if (kept.has(scope)) break;
        for (let i = due - 1; i >= 0; i--) scope.cleanups[i]?.run(this, jump.span);
      }
      this.jump(label.block);
    }
    const targets = [...this.addressTaken].flatMap((key) => this.labels.get(key)?.block ?? []);
    for (const { block, span, at } of this.anyGotos) {
      const [first, ...others] = targets;
      if (first === undefined) throw new CannotLower('computed goto without targets', at);
      this.current = block;
      this.end({
        kind: 'switch',
        value: { kind: 'opaque', reason: 'computed goto', type: unknownType },
        cases: others.map((to, index) => ({ low: BigInt(index), high: BigInt(index), to })),
        default: first,
        span,
      });
    }
    this.markBackEdges();
  }

  /** A label reached from below heads a loop. Blocks are made in text order but for a few, so a walk decides. */
  private markBackEdges(): void {
    const state = new Uint8Array(this.blocks.length);
    const stack: { block: BlockId; next: readonly BlockId[]; at: number }[] = [];
    const open = (block: BlockId): void => {
      state[block] = 1;
      stack.push({ block, next: successors(this.blocks[block]?.end), at: 0 });
    };
    open(0);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.next[top.at++];
      if (next === undefined) {
        state[top.block] = 2;
        stack.pop();
      } else if (state[next] === 0) open(next);
      else if (state[next] === 1) this.markLoopHead(next);
    }
  }

  // ---- calls as written

  /** `text` if the call at this place does not stand in the IR yet, else `expansion`; remembers it. */
  claim(location: Location, nameStart: number): Origin {
    if (location.origin !== 'text') return 'expansion';
    if (this.emitted.has(nameStart)) return 'expansion';
    this.emitted.add(nameStart);
    return 'text';
  }

  /** The step that marks a macro call as written. `withdraw` takes it back while nothing was emitted after it. */
  emitMacro(name: string, span: Span, argSpans: readonly Span[], nameStart: number): { withdraw(): void } {
    const block = this.blocks[this.current];
    this.emit({ kind: 'macro', name, argSpans, span, origin: 'text' });
    const at = block === undefined ? 0 : block.steps.length - 1;
    return {
      withdraw: () => {
        block?.steps.splice(at, 1);
        this.emitted.delete(nameStart);
      },
    };
  }

  /** Calls in text that is not evaluated: each gets a `mention` unless it already stands somewhere. */
  mention(start: number, end: number): void {
    // Inside an expansion the sweep over the arguments of the outermost macro call does it: they may be evaluated yet.
    if (this.dryRuns > 0 || this.frame.parent !== undefined) return;
    const text = blankInactive(this.frame, start, end);
    for (const call of mentionedCalls(text)) {
      const location = this.locate({ start: start + call.start, end: start + call.end });
      if (location.origin !== 'text' || this.emitted.has(location.span.start)) continue;
      this.emitted.add(location.span.start);
      this.emit({ kind: 'mention', name: call.name, span: location.span, origin: 'text' });
    }
  }

  /** Runs `body` and undoes what it emitted. */
  dry<T>(body: () => T): T {
    const before = {
      blocks: this.blocks,
      current: this.current,
      variables: this.variables.length,
      emitted: this.emitted,
      steps: this.steps,
      temporaries: this.temporaries,
      scope: this.scope,
      gotos: this.gotos.length,
      frame: this.frame,
    };
    const { labels } = this;
    this.labels = new Map(labels);
    this.blocks = [{ steps: [], end: undefined, loopHead: false }];
    this.current = 0;
    this.emitted = new Set(before.emitted);
    this.scope = { parent: before.scope, names: new Map(), cleanups: [] };
    this.dryRuns++;
    try {
      return body();
    } finally {
      this.dryRuns--;
      this.labels = labels;
      this.blocks = before.blocks;
      this.current = before.current;
      this.variables.length = before.variables;
      this.emitted = before.emitted;
      this.steps = before.steps;
      this.temporaries = before.temporaries;
      this.scope = before.scope;
      this.gotos.length = before.gotos;
      this.frame = before.frame;
    }
  }

  // ---- constants and local types

  constant(text: string): bigint | undefined {
    return evaluateConstant(text, { declarations: this.declarations, preprocessor: this.options.preprocessor })?.value;
  }

  readonly sink = {
    record: (definition: RecordDefinition): void => {
      const key = `${definition.union} ${definition.tag}`;
      if (this.localRecords.size === 0) {
        const outer = this.declarations;
        this.declarations = {
          ...forward(outer),
          record: (tag, union) => this.localRecords.get(`${union} ${tag}`) ?? outer.record(tag, union),
        };
      }
      this.localRecords.set(key, {
        ...definition,
        fields: definition.fields.map((field) => ({ ...field, type: this.bounded(field.type) })),
      });
    },
    enumConstant: (name: string, value: string | undefined, previous: string | undefined): void => {
      const before = previous === undefined ? undefined : this.scope.names.get(previous);
      const start = before?.kind === 'constant' ? before.value + 1n : 0n;
      this.scope.names.set(name, {
        kind: 'constant',
        value: value === undefined ? start : (this.constant(value) ?? start),
      });
    },
  };
}

function forward(outer: Declarations): Declarations {
  return {
    record: (tag, union) => outer.record(tag, union),
    typedef: (name) => outer.typedef(name),
    enumConstant: (name) => outer.enumConstant(name),
    global: (name) => outer.global(name),
    functionType: (name) => outer.functionType(name),
    macro: (name) => outer.macro(name),
  };
}

/** A piece of a frame's original text with the lines that #if removes and comments blank. */
export function blankInactive(frame: Frame, start: number, end: number): string {
  let text = frame.masked.original.slice(start, end);
  for (const span of frame.masked.inactive) {
    if (span.end <= start || span.start >= end) continue;
    const from = Math.max(span.start, start) - start;
    const to = Math.min(span.end, end) - start;
    text = text.slice(0, from) + ' '.repeat(to - from) + text.slice(to);
  }
  return text;
}

export function successors(end: Terminator | undefined): readonly BlockId[] {
  switch (end?.kind) {
    case 'jump':
      return [end.to];
    case 'branch':
      return [end.then, end.else];
    case 'switch':
      return [end.default, ...end.cases.map(({ to }) => to)];
    default:
      return [];
  }
}
