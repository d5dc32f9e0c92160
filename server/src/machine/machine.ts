/**
 * What closures and natives see of a run: memory access with C's meaning, decisions on unknowns, reports. The machine owns
 * no state beyond the run it stands in; everything that must survive lies in State.
 */
import type { CType } from '../ir/types';
import type { KernelFacts } from '../kernel/api';
import type { LockKind } from '../kernel/effects';
import type { World } from '../kernel/worlds';
import { clear, loadAggregate, storeAggregate } from './aggregates';
import type { ProgramUnit, SplatKind } from './api';
import type { CompiledFunction, Place } from './code';
import { distance } from './compileExpressions';
import type { Evaluator } from './evaluator';
import { makeGlobal } from './globalObjects';
import { initialCells } from './initialise';
import { type IntegerType, wrap } from './integers';
import { dropObject, type MemoryObject, makeObject, newObject, objectAt, readCell, writable } from './memory';
import { embed, giveType } from './objectTypes';
import { isModelUnit } from './ofModel';
import type { Program } from './program';
import type { Scenario } from './scenario';
import {
  type Frame,
  ownFacts,
  ownLockdep,
  ownMarks,
  ownPerCpu,
  ownThread,
  ownTop,
  type State,
  type Thread,
} from './state';
import { unknownContent } from './unknownContent';
import { UnknownLists } from './unknownLists';
import { assume, derive, type Knowledge, truth } from './unknowns';
import {
  type Aggregate,
  isInteger,
  isPointer,
  isUnknown,
  type Pointer,
  pointerTo,
  spell,
  UNINITIALISED,
  type Unknown,
  type Value,
} from './values';
import { addressKey, cpuKey, type PlaceKey, type Watch, Yield } from './watch';
import { forgetStale, rememberStale, weakLoad } from './weakLoads';

/** The lock a report is about. */
export interface LockIdentity {
  readonly lockClass: string;
  readonly kind: LockKind;
}

/** Thrown where a run forks: the step is run again in each half with the decision made. */
export class Choice {
  constructor(
    readonly options: readonly ((facts: Map<string, Knowledge>) => void)[],
    readonly what: string,
    /** Truth of the branch, for steering: option 0 is true. */
    readonly isTruth: boolean,
  ) {}
}

/** Thrown where a run ends: an oops, a BUG(), a bound. */
export class RunEnd {
  constructor(readonly reason: 'oops' | 'halt' | 'bound' | 'stop' | 'invalid') {}
}

/** Locals of a thread live at ids of its own, so that equal runs give equal states. */
const STACK_BASE = 1 << 20;
const STACK_SIZE = 1 << 14;

const SMALLEST_ERROR = 0xfffffffffffff001n;

export class Machine implements Evaluator {
  state: State;
  /** The running thread and its top frame, owned by the state. */
  thread: Thread;
  frame: Frame;
  /** True while nobody watches: setup code leaves no trace. */
  quiet = false;
  /** Index of the effect a primitive has got to; kept if the run forks there. */
  effectIndex = 0;
  effectOutcome: boolean | undefined;
  /** The primitive dropped a lock of the function's caller: interrupts and bottom halves were the caller's, too. */
  callersLock = false;
  /** What the effects so far return. */
  produced: Value | undefined;
  /** Who meets whom where; absent with a single actor. */
  watch: Watch | undefined;
  /** The piece that runs now was chosen by the scheduler: it may touch a shared place. */
  granted = false;
  /** The piece that runs now wrote something: it cannot be given up and begun again. */
  private wrote = false;
  /** A run made again stops where the original was interrupted. */
  stopAt: number | undefined;
  /** Knowledge that stands for choices of the running piece only. */
  private chosen: string[] = [];
  /** The case a switch is being compared with. */
  switchCase: bigint | undefined;
  /** Types by which unknown pointers were used; where the record begins, seen from the pointer. */
  private readonly hints = new Map<string, { readonly type: CType; readonly at: number }>();

  private readonly lists = new UnknownLists();

  constructor(
    readonly program: Program,
    readonly scenario: Scenario,
    state: State,
    readonly reporter: (machine: Machine, kind: SplatKind, detail: string, lock?: LockIdentity) => void,
  ) {
    this.state = state;
    this.thread = NO_THREAD;
    this.frame = NO_FRAME;
  }

  get facts(): KernelFacts {
    return this.scenario.facts;
  }

  get world(): World {
    return this.scenario.world;
  }

  enter(state: State, thread: number): void {
    this.state = state;
    this.thread = ownThread(state, thread);
    if (this.thread.frames.length > 0) this.frame = ownTop(state, this.thread);
  }

  unitOf(code: CompiledFunction): ProgramUnit {
    return this.program.unitOf(code);
  }

  /** Other code than the one under test runs on its behalf: the model's or a header's. */
  inForeignCode(): boolean {
    const first = this.thread.frames[0];
    return first !== undefined && !isModel(first) && this.frame.code.unit !== first.code.unit;
  }

  /** A wait that nothing can end. After a report that said so already the run just ends. */
  stuck(what: string, kind: 'deadlock' | 'livelock' = 'deadlock'): void {
    const said = this.state.reports.some(
      (report) => report.kind === 'recursive-locking' || report.kind === 'circular-locking',
    );
    if (!said || this.scenario.collectAll === true) this.report(kind, what);
    throw new RunEnd('halt');
  }

  // Interleaving

  /** Called before a place that others may know is read or written. */
  touch(place: PlaceKey, write: boolean, value?: Value, at?: Pointer): void {
    const { watch } = this;
    if (watch === undefined || this.quiet) return;
    const { id, pieces } = this.thread;
    watch.note(place, id, write, pieces, value);
    if (!this.granted && watch.isShared(place, id, write, this.state.threads, value)) {
      if (!this.wrote) {
        const store = at === undefined || value === undefined ? undefined : { at, value };
        this.thread.stoppedAt = { place, write, store };
        throw new Yield();
      }
      const block = this.frame.code.blocks[this.frame.block];
      const step = block?.steps[this.frame.step] ?? block?.end;
      if (step !== undefined) watch.stopBefore(step);
    }
    if (write) this.wrote = true;
  }

  /** The running code is about to shut out interrupts or tasks of its CPU that could have come until now. */
  closes(wasOpen: boolean): void {
    if (wasOpen && this.watch !== undefined) this.touch(cpuKey(this.thread.cpu), true);
  }

  /** A read barrier: what was loaded before it was loaded before. */
  barrier(): void {
    forgetStale(this.state, this.thread.id);
  }

  beginPiece(granted: boolean): void {
    this.granted = granted;
    this.thread.stoppedAt = undefined;
    this.wrote = false;
    this.chosen = [];
  }

  endPiece(): void {
    this.state.pieces++;
    this.thread.pieces++;
    for (const key of this.chosen) ownFacts(this.state).delete(key);
    this.chosen = [];
  }

  /** Between two effects of one step, the frame's `pending` saying how far it got: others may come in between. */
  boundary(): void {
    if (!this.concurrent || this.quiet) return;
    this.endPiece();
    if (this.stopAt === this.state.pieces) throw new Yield();
    this.beginPiece(false);
  }

  /** lockdep's own inconsistency: it stops watching and prints nothing of interest. */
  lockdepGivesUp(): void {
    ownLockdep(this.state).off = true;
  }

  isPerCpu(pointer: Pointer): boolean {
    return this.program.globalById(pointer.object)?.perCpu === true || this.state.marks.has(`percpu ${pointer.object}`);
  }

  report(kind: SplatKind, detail = '', lock?: LockIdentity): void {
    this.reporter(this, kind, detail, lock);
  }

  // Unknowns

  settle(value: Value): Value {
    if (typeof value !== 'object' || value.kind !== 'unknown') return value;
    const known = this.state.facts.get(value.key)?.value;
    if (known !== undefined) return known;
    const from = value.from;
    if (from !== undefined && from.operator === '+' && typeof from.right === 'number' && isUnknown(from.left)) {
      const base = this.settle(from.left);
      if (isPointer(base)) return pointerTo(base.object, base.offset + from.right);
    }
    return value;
  }

  truth(value: Value): boolean | undefined {
    return truth(this.state.facts, this.settle(value));
  }

  /** The truth of a value; an unknown one forks the run. */
  decide(value: Value): boolean {
    const settled = this.settle(value);
    if (typeof settled === 'number') return settled !== 0;
    const known = truth(this.state.facts, settled === UNINITIALISED ? this.freshUnknown('uninitialised') : settled);
    if (known !== undefined) return known;
    throw new Choice(
      [(facts) => assume(facts, settled, true), (facts) => assume(facts, settled, false)],
      'branch',
      true,
    );
  }

  /** One of 0..count-1; every value is explored. */
  choose(count: number, what: string): number {
    const key = `c${this.state.fresh++}`;
    const known = this.state.facts.get(key)?.value;
    if (typeof known === 'number') {
      if (this.concurrent) this.chosen.push(key);
      return known;
    }
    const options = Array.from(
      { length: count },
      (_, value) => (facts: Map<string, Knowledge>) => void facts.set(key, { value }),
    );
    throw new Choice(options, what, false);
  }

  freshUnknown(reason: string): Unknown {
    return { kind: 'unknown', key: `${reason === '' ? 'u' : reason.slice(0, 24)}#${this.state.fresh++}` };
  }

  decideEqual(a: Value, b: Value): boolean {
    const left = this.settle(a);
    const right = this.settle(b);
    if (!isUnknown(left) && !isUnknown(right)) return spell(left) === spell(right);
    return this.decide(derive('==', left, right));
  }

  /** What the author says cannot be. */
  assumeFalse(value: Value): void {
    if (this.truth(value) === undefined) assume(ownFacts(this.state), value, false);
  }

  setMark(key: string, value: Value): void {
    this.touch(`mark ${key}`, true);
    ownMarks(this.state).set(key, value);
  }

  mark(key: string): Value | undefined {
    this.touch(`mark ${key}`, false);
    return this.state.marks.get(key);
  }

  newHeapObject(content: 'zero' | 'lazy' | 'uninitialised', size: number | undefined): number {
    return newObject(this.state.heap, { origin: 'heap', content, size }).id;
  }

  /** Memory that holds a lock somebody holds must not be freed. */
  lockFreed(object: number): void {
    if (this.state.lockdep.off) return;
    const prefix = `${object}+`;
    if (this.thread.held.some((held) => held.key.startsWith(prefix))) this.report('held-lock-freed');
  }

  /** The text of a string literal. */
  text(value: Value): string {
    return isPointer(value) ? (this.program.stringById(value.object) ?? '') : '';
  }

  namedConstant(name: string): Unknown {
    return { kind: 'unknown', key: `name ${name}` };
  }

  divideByZero(): Value {
    this.report('kernel-bug', 'divide error');
    throw new RunEnd('oops');
  }

  // Addresses

  /** Base unknown and distance of an address that is not known yet. */
  private split(value: Unknown): { base: Unknown; at: number } {
    const from = value.from;
    if (from !== undefined && from.operator === '+' && typeof from.right === 'number' && isUnknown(from.left))
      return { base: from.left, at: from.right };
    return { base: value, at: 0 };
  }

  private distant(base: Unknown, at: number): Unknown {
    return at === 0 ? base : { ...derive('+', base, at), from: { operator: '+', left: base, right: at } };
  }

  /** `pointer + bytes`, for members and container_of(); an unknown pointer stays unknown until it is used. */
  shift(value: Value, bytes: number, type: CType): Value {
    const settled = this.settle(value);
    if (isPointer(settled)) {
      if (type.kind === 'record') embed(this, settled.object, settled.offset + bytes, type);
      return pointerTo(settled.object, settled.offset + bytes);
    }
    if (isUnknown(settled)) {
      const { base, at } = this.split(settled);
      if (type.kind === 'record' && !this.hints.has(base.key)) this.hints.set(base.key, { type, at: at + bytes });
      return this.distant(base, at + bytes);
    }
    if (isInteger(settled))
      return wrap(typeof settled === 'number' ? settled + bytes : settled + BigInt(bytes), { bits: 64, signed: false });
    return this.pointer(settled);
  }

  member(value: Value, offset: number, record: CType): Value {
    if (typeof value === 'object' && value.kind === 'pointer') {
      if (value.offset === 0 && value.object >= this.program.firstDynamic) giveType(this, value, record);
      return offset === 0 ? value : pointerTo(value.object, value.offset + offset);
    }
    const settled = this.settle(value);
    if (isUnknown(settled)) {
      const { base, at } = this.split(settled);
      if (!this.hints.has(base.key)) this.hints.set(base.key, { type: record, at });
      return this.distant(base, at + offset);
    }
    return this.shift(settled, offset, { kind: 'unknown' });
  }

  element(value: Value, index: Value, size: number, type: CType): Value {
    const at = this.settle(index);
    const base = this.settle(value);
    if (isInteger(at)) return this.shift(base, distance(at) * size, { kind: 'unknown' });
    // Some element: an object of its own, the same for the same index.
    const some = derive('[]', base, at);
    if (!this.hints.has(some.key)) this.hints.set(some.key, { type, at: 0 });
    return some;
  }

  /** The address as a pointer into an object. NULL and error pointers are oopses; an unknown becomes a fresh valid object. */
  pointer(value: Value, type?: CType): Pointer {
    const settled = this.settle(value);
    if (isPointer(settled)) return settled;
    if (isUnknown(settled)) return this.materialise(settled, type);
    if (isInteger(settled)) {
      if ((settled >= 0 && settled < 4096) || settled >= SMALLEST_ERROR || settled < 0) {
        // NULL that rests on a guess of a callee is left alone: what it says of unknown memory, its caller may rule out.
        if (this.thread.frames.some((frame) => frame.doubtful === true)) throw new RunEnd('invalid');
        this.report('null-deref', String(settled));
        throw new RunEnd('oops');
      }
      return this.materialise({ kind: 'unknown', key: `address ${settled}` }, type);
    }
    if (settled.kind === 'function') return this.materialise({ kind: 'unknown', key: `code ${settled.name}` }, type);
    return this.materialise(this.freshUnknown('uninitialised'), type);
  }

  private materialise(value: Unknown, type: CType | undefined): Pointer {
    const { base, at } = this.split(value);
    if (truth(this.state.facts, base) === false) {
      this.report('null-deref', '0');
      throw new RunEnd('oops');
    }
    const head = this.lists.closes(this.state, base);
    if (head !== undefined) {
      ownFacts(this.state).set(base.key, { value: head });
      return pointerTo(head.object, head.offset + at);
    }
    const hint = this.hints.get(base.key);
    const object = newObject(this.state.heap, { origin: 'fresh', content: 'lazy', type: hint?.type ?? type });
    const start = hint === undefined ? 0 : -hint.at;
    ownFacts(this.state).set(base.key, { value: pointerTo(object.id, start) });
    this.lists.linkBack(base, object, start);
    return pointerTo(object.id, start + at);
  }

  /** The object a pointer points into; globals and strings come to life when they are first touched. */
  object(pointer: Pointer): MemoryObject {
    const found = objectAt(this.state.heap, pointer.object);
    if (found !== undefined) return found;
    if (pointer.object < this.program.firstDynamic) return makeGlobal(this, pointer.object);
    this.report('use-after-free', 'a local of a function that returned');
    throw new RunEnd('oops');
  }

  /** The object that stands for per-CPU data on a CPU: a twin of the template, made at first use. */
  perCpu(pointer: Pointer, cpu: number): Pointer {
    const key = `${pointer.object}:${cpu}`;
    const known = this.state.perCpu.get(key);
    if (known !== undefined) return pointerTo(known, pointer.offset);
    const template = this.object(pointer);
    const twin = newObject(this.state.heap, {
      name: template.name,
      origin: template.origin,
      content: template.content,
      size: template.size,
      type: template.type,
    });
    for (const [offset, value] of template.cells) twin.cells.set(offset, value);
    ownPerCpu(this.state).set(key, twin.id);
    return pointerTo(twin.id, pointer.offset);
  }

  // Loads and stores

  check(object: MemoryObject, offset: number, bytes: number): void {
    if (object.freed) {
      this.report('use-after-free', object.name);
      throw new RunEnd('oops');
    }
    if (object.size !== undefined && (offset < 0 || offset + bytes > object.size) && offset < 1 << 16) {
      this.report('out-of-bounds', `offset ${offset} of ${object.size}`);
      throw new RunEnd('oops');
    }
  }

  load(address: Value, type: CType, integer: IntegerType | undefined, bits: number | undefined): Value {
    const pointer = this.pointer(address);
    const object = this.object(pointer);
    this.check(object, pointer.offset, 1);
    if (this.watch !== undefined) this.touch(addressKey(pointer.object, pointer.offset), false);
    const held = readCell(object, pointer.offset);
    const value = this.state.stale.size > 0 ? weakLoad(this, pointer, held) : held;
    if (value === 0 && object.origin === 'global' && !object.cells.has(pointer.offset)) {
      const any = unknownContent(this, object, pointer.offset);
      if (any !== undefined) {
        writable(this.state.heap, object).cells.set(pointer.offset, any);
        return any;
      }
    }
    if (typeof value === 'number')
      return integer !== undefined && integer.bits < 64 && bits === undefined ? wrap(value, integer) : value;
    if (value === UNINITIALISED) {
      // Garbage, but the same garbage each time.
      const garbage = this.freshUnknown('uninitialised');
      writable(this.state.heap, object).cells.set(pointer.offset, garbage);
      return garbage;
    }
    if (isUnknown(value)) return this.settle(value);
    if (typeof value === 'bigint' && integer !== undefined) return wrap(value, integer);
    void type;
    return value;
  }

  store(place: Place, value: Value): void {
    const type = this.program.layouts.integerType(place.type);
    if (place.kind === 'slot') {
      this.frame.slots[place.index] = isInteger(value) && type !== undefined ? wrap(value, type) : value;
      return;
    }
    this.storeAt(place.address(this), value, type, place.bitWidth);
  }

  storeAt(address: Value, value: Value, type: IntegerType | undefined, bitWidth?: number): void {
    const pointer = this.pointer(address);
    const object = this.object(pointer);
    if (typeof value === 'object' && value.kind === 'aggregate') {
      storeAggregate(this, object, pointer.offset, value);
      return;
    }
    this.check(object, pointer.offset, 1);
    let stored = value;
    if (isInteger(value) && type !== undefined)
      stored = bitWidth === undefined ? wrap(value, type) : narrow(value, bitWidth, type.signed);
    if (this.watch !== undefined) {
      // A store that changes nothing is a look at what is there.
      const changes =
        readCell(object, pointer.offset) !== stored && spell(readCell(object, pointer.offset)) !== spell(stored);
      this.touch(addressKey(pointer.object, pointer.offset), changes, stored, pointer);
    }
    if (this.scenario.weak !== undefined) rememberStale(this, pointer, readCell(object, pointer.offset));
    writable(this.state.heap, object).cells.set(pointer.offset, stored);
  }

  clear(object: MemoryObject, offset: number, size: number): void {
    clear(this, object, offset, size);
  }

  loadAggregate(address: Value, type: CType): Aggregate {
    return loadAggregate(this, address, type);
  }

  neighbour(value: Value, address: Value, link: 'next' | 'prev'): Value {
    const settled = this.settle(value);
    if (isUnknown(settled)) {
      const from = this.settle(address);
      if (isPointer(from)) this.lists.note(settled, from, link);
    }
    return settled;
  }

  // Frames

  slot(index: number): Value {
    const value = this.frame.slots[index];
    if (value === undefined || value === UNINITIALISED) {
      const garbage = this.freshUnknown('uninitialised');
      this.frame.slots[index] = garbage;
      return garbage;
    }
    return typeof value === 'object' ? this.settle(value) : value;
  }

  /** The memory of a variable that is not kept in a slot; made at first use. */
  localObject(index: number, type: CType): Value {
    const known = this.frame.slots[index];
    if (known !== undefined && isPointer(known)) return known;
    const pointer = this.stackObject(type);
    this.frame.slots[index] = pointer;
    return pointer;
  }

  private stackObject(type: CType): Pointer {
    const id = STACK_BASE + this.thread.id * STACK_SIZE + this.thread.stack++;
    const size = positive(this.program.layouts.sizeOf(type));
    const opaque = this.program.layouts.resolve(type).kind === 'named';
    makeObject(this.state.heap, id, {
      origin: 'local',
      content: 'uninitialised',
      size: opaque ? undefined : size,
      type,
    });
    return pointerTo(id, 0);
  }

  temporaryObject(value: Value, type: CType): Value {
    const pointer = this.stackObject(type);
    const object = writable(this.state.heap, this.object(pointer));
    object.content = 'zero';
    for (const [offset, cell] of initialCells(value)) object.cells.set(offset, cell);
    return pointer;
  }

  setVariable(index: number, value: Value): void {
    const variable = this.frame.code.ir.variables[index];
    const type = variable?.type ?? { kind: 'unknown' as const };
    if (this.frame.code.inMemory[index] === true) {
      this.storeAt(this.localObject(index, type), value, this.program.layouts.integerType(type));
      return;
    }
    const integer = this.program.layouts.integerType(type);
    this.frame.slots[index] = isInteger(value) && integer !== undefined ? wrap(value, integer) : value;
  }

  /** A local comes to life: whatever it held in an earlier round of a loop is garbage now. */
  declare(index: number): void {
    if (this.frame.code.inMemory[index] !== true) {
      this.frame.slots[index] = UNINITIALISED;
      return;
    }
    const known = this.frame.slots[index];
    if (known === undefined || !isPointer(known)) return;
    const object = writable(this.state.heap, this.object(known));
    object.cells.clear();
    object.content = 'uninitialised';
  }

  objectOrNothing(pointer: Pointer): MemoryObject | undefined {
    return objectAt(this.state.heap, pointer.object);
  }

  /** Something was taken on trust: a clean run that did so proves nothing. */
  assume(what: string): void {
    if (this.quiet || this.state.assumptions.includes(what)) return;
    this.state.assumptions = [...this.state.assumptions, what];
  }

  /** More than one actor, or a scenario to be exhausted: the scheduler has a say. */
  get concurrent(): boolean {
    const { actors, exhaust, inTurn } = this.scenario;
    return (actors.length > 1 && inTurn !== true) || exhaust === true;
  }

  /** Gives back the locals of a frame that returns. */
  dropLocals(frame: Frame): void {
    const base = STACK_BASE + this.thread.id * STACK_SIZE;
    for (let at = frame.stack; at < this.thread.stack; at++) dropObject(this.state.heap, base + at);
    this.thread.stack = frame.stack;
  }
}

function narrow(value: number | bigint, bits: number, signed: boolean): number | bigint {
  const wide = BigInt(value);
  return Number(signed ? BigInt.asIntN(bits, wide) : BigInt.asUintN(bits, wide));
}

/** Units of the model are known by their folder (ProgramUnit.file). */
function isModel(frame: Frame): boolean {
  return isModelUnit(frame.code.unit);
}

function positive(size: number | undefined): number | undefined {
  return size === undefined || size <= 0 ? undefined : size;
}

const NO_THREAD = { frames: [] } as unknown as Thread;
const NO_FRAME = { slots: [] } as unknown as Frame;
