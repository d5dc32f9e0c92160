/**
 * Pages on their way out of the allocator, by the shape of the code: taken off a free list, handed on, prepared or not; list
 * members linked and unlinked along one function. For page-lifecycle.
 * Misses: pages kept in memory between functions, preparation in another file.
 */
import type { Span } from '../base/span';
import type { CallStep, Expression, FunctionIr } from '../ir/ir';
import { expressionParts } from '../ir/parts';
import type { Declarations } from '../ir/types';
import { checksZone, isFreePageHome, listEffect, preparesPage, takesOver, walksZones } from '../kernel/pageLifecycle';
import { valuePredicateByName } from '../kernel/predicates';
import { PER_CPU_LISTS } from '../kernel/requestSteps';
import type { FileAnalysis } from './analyse';
import { calledNames, callGraphOf } from './callGraph';
import { stepExpressions, successorsOf } from './cfg';
import { resolveType, typeOf } from './evaluate';
import { perFunction } from './perFunction';
import { areExclusive, assignedVariable, bare, branchOn, callsOf, spell, sureEffects, walkForward } from './shape';

export interface PageProblem {
  readonly kind:
    | 'unprepared'
    | 'left-at-head'
    | 'linked-twice'
    | 'still-linked'
    | 'any-type'
    | 'unchecked-zone'
    | 'unguarded';
  readonly function: string;
  readonly span: Span;
  /** Where it began: taken, linked, tested. */
  readonly origin: { readonly function: string; readonly span: Span; readonly call: string };
}

const KNOWN = new WeakMap<FileAnalysis, readonly PageProblem[]>();

export function pageProblems(file: FileAnalysis): readonly PageProblem[] {
  const known = KNOWN.get(file);
  if (known !== undefined) return known;
  const fresh = [
    ...unprepared(file),
    ...file.file.functions.flatMap((fn) => problemsWithin(file.engine.declarations, fn, file.source?.partial === true)),
  ];
  KNOWN.set(file, fresh);
  return fresh;
}

/** `partial`: the text shows hunks only; one declarations object is of one such text or of none. */
const problemsWithin = perFunction((declarations, fn, partial: boolean) => [
  ...leftAtHead(declarations, fn),
  ...anyType(declarations, fn, partial),
  ...linkedTwice(fn),
  ...stillLinked(fn),
]);

interface Taken {
  /** The page as the function's result. */
  readonly returns: Span;
  readonly from: PageProblem['origin'];
}

/** Functions that return a page of a free list as it lay there, and whoever returns theirs on. */
function unprepared(file: FileAnalysis): PageProblem[] {
  const raw = new Map<string, Taken>();
  const { functions } = file.file;
  for (const fn of functions) {
    const taken = takesOff(file.engine.declarations, fn);
    if (taken !== undefined) raw.set(fn.name, taken);
  }
  if (raw.size === 0) return [];
  for (let grew = true; grew; ) {
    grew = false;
    for (const fn of functions) {
      if (raw.has(fn.name) || !callsOneOf(fn, raw)) continue;
      const handed = handsOn(fn, raw);
      if (handed === undefined) continue;
      raw.set(fn.name, handed);
      grew = true;
    }
  }
  const { called } = callGraphOf(functions);
  const unchecked = functions.flatMap((fn) => [...uncheckedZones(fn, raw), ...unguarded(file, fn, raw)]);
  return unchecked.concat(
    functions.flatMap((fn): PageProblem[] => {
      const taken = raw.get(fn.name);
      // A helper's page is its callers' to prepare; only what leaves the file is judged.
      if (taken === undefined || fn.static || called.has(fn.name)) return [];
      return [{ kind: 'unprepared' as const, function: fn.name, span: taken.returns, origin: taken.from }];
    }),
  );
}

/** Relies on preemption being off alone while it takes a page off: interrupts, and other CPUs, change the list as well. */
function unguarded({ engine }: FileAnalysis, fn: FunctionIr, raw: ReadonlyMap<string, Taken>): PageProblem[] {
  const from = raw.get(fn.name)?.from;
  if (from?.function !== fn.name) return [];
  const effects = callsOf(fn).map(({ name, step }) => ({
    name,
    span: step.span,
    does: sureEffects(engine, step),
  }));
  const pin = effects.find(({ does }) =>
    does.some((e) => e.kind === 'count' && e.counter === 'preempt' && e.delta > 0),
  );
  const guards = effects.some(({ does }) =>
    does.some(
      ({ kind }) => kind === 'acquire' || kind === 'irq' || kind === 'assert-held' || kind === 'assert-context',
    ),
  );
  if (pin === undefined || guards || fn.annotations.length > 0) return [];
  return [
    {
      kind: 'unguarded',
      function: fn.name,
      span: from.span,
      origin: { function: fn.name, span: pin.span, call: pin.name },
    },
  ];
}

/** Takes from the zones of a list as they come, without asking whether they may serve. */
function uncheckedZones(fn: FunctionIr, raw: ReadonlyMap<string, Taken>): PageProblem[] {
  if (!callsOneOf(fn, raw)) return [];
  const calls = callsOf(fn);
  const taker = calls.find((c) => raw.has(c.name));
  if (taker === undefined || calls.some((c) => checksZone(c.name))) return [];
  for (const block of fn.blocks) {
    for (const step of block.steps) {
      if (step.kind !== 'macro' || !walksZones(step.name)) continue;
      return [
        {
          kind: 'unchecked-zone',
          function: fn.name,
          span: step.span,
          origin: { function: fn.name, span: taker.step.span, call: taker.name },
        },
      ];
    }
  }
  return [];
}

/** A page taken from the lists of all migrate types in turn, whatever type was asked for. */
function anyType(declarations: Declarations, fn: FunctionIr, partial: boolean): PageProblem[] {
  const returned = resolveType(declarations, fn.returns);
  if (returned.kind !== 'pointer') return [];
  const steps = fn.blocks.flatMap((block) => block.steps);
  const uses = steps.filter((step) =>
    stepExpressions(step).some((expression) => {
      const index = listIndex(declarations, expression, partial);
      return index !== undefined && isCounter(fn, index, step.span.end);
    }),
  );
  const [first] = uses.map(({ span }) => span).sort((a, b) => a.start - b.start);
  if (first === undefined) return [];
  return [{ kind: 'any-type', function: fn.name, span: first, origin: { function: fn.name, span: first, call: '' } }];
}

/** `pcp->lists[i]`: i. In hunks that do not show what `pcp` is, the member's name tells. */
function listIndex(declarations: Declarations, expression: Expression, partial: boolean): Expression | undefined {
  if (expression.kind === 'index' && expression.base.kind === 'field') {
    const record = resolveType(declarations, typeOf(expression.base.base));
    const index = bare(expression.index);
    const known = record.kind === 'record' && record.tag === PER_CPU_PAGES;
    const named = partial && record.kind === 'unknown' && expression.base.name === PER_CPU_LISTS.member;
    if ((known || named) && (index.kind === 'variable' || index.kind === 'global')) return index;
  }
  for (const part of expressionParts(expression)) {
    const found = listIndex(declarations, part, partial);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Lists by migrate type, unlike those of free_area, which are also by order. */
const PER_CPU_PAGES = 'per_cpu_pages';

/** Set to 0 before `end` and counted up. */
function isCounter(fn: FunctionIr, index: Expression, end: number): boolean {
  let zero = false;
  let up = false;
  const name = spell(fn, index);
  for (const block of fn.blocks) {
    for (const step of block.steps) {
      if (step.kind !== 'assign' || spell(fn, step.target) !== name) continue;
      if (step.value.kind === 'integer' && step.value.value === 0n && step.span.start < end) zero = true;
      if (step.value.kind === 'binary' && step.value.operator === '+' && spell(fn, step.value.left) === name) up = true;
    }
  }
  return zero && up;
}

/** `list_del(&page->lru); ... return page;` in a function that knows of a free list, without preparation. */
const takesOff = perFunction((declarations, fn): Taken | undefined => {
  if (!callsOf(fn).some((c) => listEffect(c.name) === 'unlink') || callsOf(fn).some((c) => preparesPage(c.name)))
    return undefined;
  if (!knowsFreeList(declarations, fn)) return undefined;
  for (const call of callsOf(fn)) {
    const variable = listEffect(call.name) === 'unlink' ? ownerVariable(call.step.args[0]) : undefined;
    if (variable === undefined) continue;
    const returns = returnOf(fn, { block: call.block, index: call.index + 1 }, variable);
    if (returns !== undefined) return { returns, from: { function: fn.name, span: call.step.span, call: call.name } };
  }
  return undefined;
});

function callsOneOf(fn: FunctionIr, names: ReadonlyMap<string, unknown>): boolean {
  const called = calledNames(fn);
  for (const name of names.keys()) if (called.has(name)) return true;
  return false;
}

function handsOn(fn: FunctionIr, raw: ReadonlyMap<string, Taken>): Taken | undefined {
  const calls = callsOf(fn);
  if (calls.some((c) => preparesPage(c.name))) return undefined;
  for (const call of calls) {
    const taken = raw.get(call.name);
    if (taken === undefined || call.step.result === undefined) continue;
    const holders = copiesOf(fn, call.step.result);
    for (const holder of holders) {
      const returns = returnOf(fn, { block: call.block, index: call.index + 1 }, holder);
      if (returns !== undefined) return { returns, from: taken.from };
    }
  }
  return undefined;
}

function copiesOf(fn: FunctionIr, variable: number): number[] {
  const copies = [variable];
  for (const block of fn.blocks) {
    for (const step of block.steps) {
      if (step.kind !== 'assign' || step.target.kind !== 'variable') continue;
      const value = bare(step.value);
      if (value.kind === 'variable' && value.id === variable) copies.push(step.target.id);
    }
  }
  return copies;
}

/** Where the variable's value is returned on a way from a point. */
function returnOf(
  fn: FunctionIr,
  from: { readonly block: number; readonly index: number },
  variable: number,
): Span | undefined {
  let found: Span | undefined;
  walkForward(fn, from, (at) => {
    if (at.kind === 'return' && at.value !== undefined) {
      const value = bare(at.value);
      if (value.kind === 'variable' && value.id === variable) found ??= at.span;
    }
    // Its address as a number is the page handed out, too.
    if (at.kind === 'call' && at.callee === 'page_address' && isVariable(at.args[0], variable)) found ??= at.span;
    return 'go-on';
  });
  return found;
}

function knowsFreeList(declarations: Declarations, fn: FunctionIr): boolean {
  const known = (e: Expression): boolean => {
    if (e.kind === 'field') {
      const record = resolveType(declarations, typeOf(e.base));
      if (record.kind === 'record' && isFreePageHome(record.tag)) return true;
    }
    return expressionParts(e).some(known);
  };
  return fn.blocks.some((block) => block.steps.some((step) => stepExpressions(step).some(known)));
}

/** A page found bad stays where it is, and the next round finds it again. */
function leftAtHead(declarations: Declarations, fn: FunctionIr): PageProblem[] {
  const found: PageProblem[] = [];
  if (
    !callsOf(fn).some((c) => valuePredicateByName(c.name)?.meaning === 'bad-page') ||
    !knowsFreeList(declarations, fn)
  )
    return found;
  for (const call of callsOf(fn)) {
    const predicate = valuePredicateByName(call.name);
    const page = predicate === undefined ? undefined : call.step.args[predicate.argument];
    if (predicate?.meaning !== 'bad-page' || page === undefined || call.step.result === undefined) continue;
    const value = bare(page);
    const end = fn.blocks[call.block]?.end;
    const sides = end === undefined ? undefined : branchOn(end, call.step.result);
    if (value.kind !== 'variable' || sides === undefined) continue;
    // Taken off on one side only, whichever the author takes for the good one.
    if (unlinkedFrom(fn, sides.no, value.id) === unlinkedFrom(fn, sides.yes, value.id)) continue;
    found.push({
      kind: 'left-at-head',
      function: fn.name,
      span: call.step.span,
      origin: { function: fn.name, span: call.step.span, call: call.name },
    });
  }
  return found;
}

function unlinkedFrom(fn: FunctionIr, block: number, variable: number): boolean {
  let found = false;
  walkForward(fn, { block, index: 0 }, (at) => {
    if (at.kind === 'call' && isUnlink(at, variable)) found = true;
    return 'origin' in at && assignedVariable(at) === variable ? 'stop-here' : 'go-on';
  });
  return found;
}

function isUnlink(step: CallStep, variable: number): boolean {
  const effect = typeof step.callee === 'string' ? listEffect(step.callee) : undefined;
  return (effect === 'unlink' || effect === 'relink') && ownerVariable(step.args[0]) === variable;
}

/** Linked into a list while it is linked into one, through the same member. */
function linkedTwice(fn: FunctionIr): PageProblem[] {
  const found: PageProblem[] = [];
  for (const call of callsOf(fn)) {
    const [member] = call.step.args;
    const variable = listEffect(call.name) === 'link' ? ownerVariable(member) : undefined;
    if (variable === undefined || member === undefined) continue;
    const spelled = spell(fn, member);
    let flagged = false;
    walkForward(fn, { block: call.block, index: call.index + 1 }, (at, block) => {
      if (!('origin' in at)) return 'go-on';
      if (assignedVariable(at) === variable) return 'stop-here';
      // `inserted = 1` between the two: what it says keeps the second from happening.
      if (at.kind === 'assign' && at.value.kind === 'integer') flagged = true;
      if (at.kind !== 'call') return 'go-on';
      const [first] = at.args;
      const same = first !== undefined && spell(fn, first) === spelled;
      const effect = typeof at.callee === 'string' ? listEffect(at.callee) : undefined;
      const apart = same && effect === 'link' && areExclusive(fn, call.block, block);
      if (same && effect === 'link' && !flagged && !apart && at.span.start !== call.step.span.start) {
        found.push({
          kind: 'linked-twice',
          function: fn.name,
          span: at.span,
          origin: { function: fn.name, span: call.step.span, call: call.name },
        });
        return 'stop-here';
      }
      // Whoever is handed the object may take it off the list.
      return at.args.some((a) => mentionsVariable(a, variable)) ? 'stop-here' : 'go-on';
    });
  }
  return found;
}

/** An element of a list given away while linked, where another way of the same loop takes it off first. */
function stillLinked(fn: FunctionIr): PageProblem[] {
  const found: PageProblem[] = [];
  if (!callsOf(fn).some((c) => listEffect(c.name) === 'unlink') || !callsOf(fn).some((c) => takesOver(c.name)))
    return found;
  fn.blocks.forEach((block, id) => {
    block.steps.forEach((step, index) => {
      const link = step.kind === 'assign' ? linkOf(fn, step.value) : undefined;
      const variable = assignedVariable(step);
      if (link === undefined || variable === undefined) return;
      const unlink = unlinkOf(fn, { block: id, index: index + 1 }, variable, link);
      if (unlink === undefined || !loops(fn, id)) return;
      walkForward(fn, { block: id, index: index + 1 }, (at) => {
        if (!('origin' in at)) return 'go-on';
        if (assignedVariable(at) === variable) return 'stop-here';
        if (at.kind !== 'call' || typeof at.callee !== 'string') return 'go-on';
        if (isUnlink(at, variable)) return 'stop-here';
        // What answers something leaves the object with its caller.
        if (!takesOver(at.callee) || at.type.kind !== 'void' || !at.args.some((a) => isVariable(a, variable)))
          return 'go-on';
        if (!goesRound(fn, at, variable)) return 'stop-here';
        found.push({
          kind: 'still-linked',
          function: fn.name,
          span: at.span,
          origin: { function: fn.name, span: unlink.span, call: String(unlink.callee) },
        });
        return 'stop-here';
      });
    });
  });
  return found.filter((p, i) => found.findIndex((q) => q.span.start === p.span.start) === i);
}

/** A call that takes the element off, before it is another one. */
function unlinkOf(
  fn: FunctionIr,
  from: { readonly block: number; readonly index: number },
  variable: number,
  link: string,
): CallStep | undefined {
  let found: CallStep | undefined;
  walkForward(fn, from, (at) => {
    if (
      at.kind === 'call' &&
      typeof at.callee === 'string' &&
      listEffect(at.callee) === 'unlink' &&
      isUnlink(at, variable) &&
      memberOf(at.args[0]) === link
    )
      found ??= at;
    return 'origin' in at && assignedVariable(at) === variable ? 'stop-here' : 'go-on';
  });
  return found;
}

/** After it was given away, the next element comes without an unlink of this one. */
function goesRound(fn: FunctionIr, step: CallStep, variable: number): boolean {
  const call = callsOf(fn).find((c) => c.step === step);
  let round = false;
  if (call !== undefined)
    walkForward(fn, { block: call.block, index: call.index + 1 }, (at) => {
      const next = 'origin' in at && assignedVariable(at) === variable;
      if (next) round = true;
      return next || (at.kind === 'call' && isUnlink(at, variable)) ? 'stop-here' : 'go-on';
    });
  return round;
}

function loops(fn: FunctionIr, block: number): boolean {
  const seen = new Set<number>();
  const work = [...successorsOf(fn.blocks[block]?.end ?? { kind: 'unreachable', span: fn.span })];
  for (let at = work.pop(); at !== undefined; at = work.pop()) {
    if (at === block) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    const next = fn.blocks[at];
    if (next !== undefined) work.push(...successorsOf(next.end));
  }
  return false;
}

/** An element of a list, by its link member: made from it, or kept from such a one (the _safe loops). */
function linkOf(fn: FunctionIr, value: Expression, depth = 0): string | undefined {
  const inner = bare(value);
  if (inner.kind === 'container') return inner.path.at(-1);
  if (inner.kind !== 'variable' || depth > 0) return undefined;
  for (const block of fn.blocks) {
    for (const step of block.steps) {
      if (step.kind !== 'assign' || assignedVariable(step) !== inner.id) continue;
      const link = linkOf(fn, step.value, 1);
      if (link !== undefined) return link;
    }
  }
  return undefined;
}

function memberOf(argument: Expression | undefined): string | undefined {
  return argument?.kind === 'address' && argument.of.kind === 'field' ? argument.of.name : undefined;
}

/** `&page->lru`: page. */
function ownerVariable(argument: Expression | undefined): number | undefined {
  if (argument?.kind !== 'address' || argument.of.kind !== 'field' || argument.of.base.kind !== 'deref')
    return undefined;
  const pointer = bare(argument.of.base.pointer);
  return pointer.kind === 'variable' ? pointer.id : undefined;
}

function isVariable(expression: Expression | undefined, variable: number): boolean {
  if (expression === undefined) return false;
  const value = bare(expression);
  return value.kind === 'variable' && value.id === variable;
}

function mentionsVariable(expression: Expression, variable: number): boolean {
  return (
    isVariable(expression, variable) || expressionParts(expression).some((part) => mentionsVariable(part, variable))
  );
}
