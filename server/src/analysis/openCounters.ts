/**
 * Sequence counters made by hand: plain integers that a writer bumps before and after with write barriers, or that a reader
 * compares with a start value and tests for being odd. Found by the shape of the code, over all functions of a file.
 * Misses: counters reached in two spellings, a start value kept in memory.
 */
import type { Span } from '../base/span';
import type { CallStep, Expression, FunctionIr, Step } from '../ir/ir';
import { expressionParts } from '../ir/parts';
import type { CType, Declarations } from '../ir/types';
import { WRITE_BARRIERS } from '../kernel/seqReaders';
import type { FileAnalysis } from './analyse';
import { resolveType, typeOf } from './evaluate';
import { perFunction } from './perFunction';
import { assignedVariable, bare, endValue } from './shape';

/** What a place does for the counter, named after the primitive that stands for it. */
export type CounterRole = 'begin' | 'retry' | 'write-begin' | 'write-end';

export interface CounterUse {
  readonly counter: string;
  readonly role: CounterRole;
  readonly function: string;
  readonly span: Span;
  /** A global of the kernel's own; members may be part of an interface with hardware or user space. */
  readonly global: boolean;
  /** The file both bumps it and tests it. */
  readonly bothSides: boolean;
}

const KNOWN = new WeakMap<FileAnalysis, readonly CounterUse[]>();

export function openCounters(file: FileAnalysis): readonly CounterUse[] {
  const known = KNOWN.get(file);
  if (known !== undefined) return known;
  const fresh = collect(file);
  KNOWN.set(file, fresh);
  return fresh;
}

function collect(file: FileAnalysis): CounterUse[] {
  const { declarations } = file.engine;
  const uses: CounterUse[] = [];
  const counters = new Set<string>();
  const halves: CounterUse[] = [];
  for (const fn of file.file.functions) {
    const { both, single, tested } = usesWithin(declarations, fn);
    for (const use of [...both, ...tested]) counters.add(use.counter);
    uses.push(...both, ...tested);
    halves.push(...single);
  }
  if (counters.size === 0) return [];
  // One end of a write section is enough where a reader shows what the counter is.
  uses.push(...halves.filter((use) => counters.has(use.counter)));
  // A load alone is no reader; a load of what is bumped or compared as a counter is.
  const loads = file.file.functions
    .flatMap((fn) => beginsWithin(declarations, fn))
    .filter((use) => counters.has(use.counter));
  const begun = loads.filter((use) => {
    const here = (other: CounterUse): boolean => other.function === use.function && other.counter === use.counter;
    // The last load of a function that tests is part of its test.
    const last = loads.findLast(here);
    return !uses.some((u) => here(u) && u.role === 'retry') || use.span.start !== last?.span.start;
  });
  const has = (counter: string, role: CounterRole): boolean =>
    uses.some((u) => u.counter === counter && u.role === role);
  return [...uses, ...begun]
    .map((use) => ({ ...use, bothSides: has(use.counter, 'retry') && has(use.counter, 'write-begin') }))
    .sort((a, b) => a.span.start - b.span.start);
}

const usesWithin = perFunction((declarations, fn) => ({
  ...writes(declarations, fn),
  tested: retries(declarations, fn),
}));
const beginsWithin = perFunction(begins);

/** The object an expression names, across functions: a global integer or a member of a record. */
function counterOf(
  declarations: Declarations,
  expression: Expression,
): { readonly key: string; readonly global: boolean } | undefined {
  const place = bare(expression);
  const type = resolveType(declarations, typeOf(place));
  if (type.kind !== 'int' || type.bits < 32) return undefined;
  if (place.kind === 'global') return { key: place.name, global: true };
  if (place.kind !== 'field') return undefined;
  const owner = ownerOf(declarations, typeOf(place.base));
  return owner === undefined ? undefined : { key: `${owner}.${place.name}`, global: false };
}

function ownerOf(declarations: Declarations, type: CType): string | undefined {
  const record = resolveType(declarations, type);
  return record.kind === 'record' ? record.tag : undefined;
}

/** `x++; smp_wmb();` ... `smp_wmb(); x++;`, the counter bumped at both ends. */
function writes(
  declarations: Declarations,
  fn: FunctionIr,
): { readonly both: readonly CounterUse[]; readonly single: readonly CounterUse[] } {
  const first: CounterUse[] = [];
  const last: CounterUse[] = [];
  for (const block of fn.blocks) {
    const steps = block.steps.filter((step) => step.kind === 'assign' || step.kind === 'call');
    steps.forEach((step, index) => {
      const bumped = bumpedBy(declarations, step);
      if (bumped === undefined) return;
      const use = (role: CounterRole): CounterUse => ({
        counter: bumped.key,
        role,
        function: fn.name,
        span: step.span,
        global: bumped.global,
        bothSides: false,
      });
      if (isWriteBarrier(steps[index + 1])) first.push(use('write-begin'));
      if (isWriteBarrier(steps[index - 1])) last.push(use('write-end'));
    });
  }
  const both = new Set(
    first
      .filter((f) => last.some((l) => l.counter === f.counter && l.span.start !== f.span.start))
      .map((f) => f.counter),
  );
  const all = [...first, ...last];
  return { both: all.filter((use) => both.has(use.counter)), single: all.filter((use) => !both.has(use.counter)) };
}

function bumpedBy(declarations: Declarations, step: Step): ReturnType<typeof counterOf> {
  if (step.kind !== 'assign') return undefined;
  const { target, value } = step;
  if (value.kind !== 'binary' || value.operator !== '+' || value.right.kind !== 'integer' || value.right.value !== 1n)
    return undefined;
  const place = counterOf(declarations, target);
  return place !== undefined && counterOf(declarations, value.left)?.key === place.key ? place : undefined;
}

function isWriteBarrier(step: Step | undefined): boolean {
  return (
    step?.kind === 'call' && typeof (step as CallStep).callee === 'string' && WRITE_BARRIERS.has(String(step.callee))
  );
}

/** `start != now || (now & 1)`, as one value or as two branches one after the other. */
function retries(declarations: Declarations, fn: FunctionIr): CounterUse[] {
  if (!fn.blocks.some(({ end }) => testsOdd(endValue(end)))) return [];
  const loaded = loadsOf(declarations, fn);
  const found: CounterUse[] = [];
  const counterIn = (expression: Expression): { readonly key: string; readonly global: boolean } | undefined => {
    const value = bare(expression);
    return value.kind === 'variable' ? loaded.get(value.id) : counterOf(declarations, value);
  };
  const comparedIn = (e: Expression): ReturnType<typeof counterOf> =>
    e.kind === 'binary' &&
    (e.operator === '!=' || e.operator === '==') &&
    e.right.kind !== 'integer' &&
    e.left.kind !== 'integer'
      ? (counterIn(e.left) ?? counterIn(e.right))
      : undefined;
  const oddIn = (e: Expression): ReturnType<typeof counterOf> =>
    e.kind === 'binary' && e.operator === '&' && e.right.kind === 'integer' && e.right.value === 1n
      ? counterIn(e.left)
      : undefined;
  fn.blocks.forEach((block) => {
    const last = endValue(block.end);
    if (last === undefined || !('span' in block.end)) return;
    const parts = flat(last);
    const nextBlocks = block.end.kind === 'branch' ? [block.end.then, block.end.else] : [];
    const neighbours = nextBlocks.flatMap((id) => {
      const next = fn.blocks[id];
      const value = next === undefined || next.steps.some((s) => s.kind === 'call') ? undefined : endValue(next.end);
      return value === undefined ? [] : flat(value);
    });
    const all = [...parts, ...neighbours];
    for (const part of parts) {
      const compared = comparedIn(part) ?? oddIn(part);
      if (compared === undefined) continue;
      const isCompared = all.some((p) => comparedIn(p)?.key === compared.key);
      const isOdd = all.some((p) => oddIn(p)?.key === compared.key);
      if (!isCompared || !isOdd || found.some((f) => f.counter === compared.key)) continue;
      found.push({
        counter: compared.key,
        role: 'retry',
        function: fn.name,
        span: block.end.span,
        global: compared.global,
        bothSides: false,
      });
    }
  });
  return found;
}

/** Variables that hold a loaded counter, through copies. */
function loadsOf(
  declarations: Declarations,
  fn: FunctionIr,
): Map<number, { readonly key: string; readonly global: boolean }> {
  const loaded = new Map<number, { readonly key: string; readonly global: boolean }>();
  for (const block of fn.blocks) {
    for (const step of block.steps) {
      const variable = assignedVariable(step);
      if (step.kind !== 'assign' || variable === undefined) continue;
      const value = bare(step.value);
      const counter = value.kind === 'variable' ? loaded.get(value.id) : counterOf(declarations, value);
      if (counter !== undefined) loaded.set(variable, counter);
      else loaded.delete(variable);
    }
  }
  return loaded;
}

/** Every load of a possible counter into a variable or as the result. */
function begins(declarations: Declarations, fn: FunctionIr): CounterUse[] {
  const found: CounterUse[] = [];
  for (const block of fn.blocks) {
    for (const step of block.steps) {
      if (step.kind !== 'assign' || step.target.kind !== 'variable') continue;
      const counter = counterOf(declarations, step.value);
      if (counter !== undefined)
        found.push({
          counter: counter.key,
          role: 'begin',
          function: fn.name,
          span: step.span,
          global: counter.global,
          bothSides: false,
        });
    }
  }
  return found;
}

/** Some part asks for bit 0. */
function testsOdd(expression: Expression | undefined): boolean {
  if (expression === undefined) return false;
  if (expression.kind === 'binary' && expression.operator === '&')
    return expression.right.kind === 'integer' && expression.right.value === 1n;
  return expressionParts(expression).some(testsOdd);
}

function flat(expression: Expression): Expression[] {
  if (expression.kind === 'binary' && (expression.operator === '||' || expression.operator === '&&'))
    return [...flat(expression.left), ...flat(expression.right)];
  if (expression.kind === 'conditional') return flat(expression.condition);
  if (expression.kind === 'unary' || expression.kind === 'cast')
    return [expression, ...expressionParts(expression).flatMap(flat)];
  return [expression];
}
