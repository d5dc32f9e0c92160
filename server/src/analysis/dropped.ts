/**
 * Values read and tested under a lock, and followed after the function dropped that lock and took it again: along one
 * function, path by path in three phases. A reference taken on the object, a use of it while the lock is dropped (which needs
 * one) and a new test end the search.
 */
import type { Span } from '../base/span';
import type { BlockId, CallStep, Expression, FunctionIr } from '../ir/ir';
import { expressionParts } from '../ir/parts';
import type { FileAnalysis } from './analyse';
import { stepExpressions, successorsOf } from './cfg';
import { perFunction } from './perFunction';
import { assignedVariable, bare, endValue, spell, sureEffects } from './shape';

export interface StaleUse {
  readonly variable: string;
  readonly lock: string;
  readonly read: Span;
  readonly dropped: { readonly span: Span; readonly call: string };
  readonly retaken: { readonly span: Span; readonly call: string };
  readonly use: Span;
}

type Phase = 'held' | 'dropped' | 'retaken';

interface At {
  readonly block: BlockId;
  readonly index: number;
  readonly phase: Phase;
  readonly tested: boolean;
  readonly dropped: StaleUse['dropped'] | undefined;
  readonly retaken: StaleUse['retaken'] | undefined;
}

/** Names of calls that keep an object alive. */
const KEEPS = /(?:^|_)(?:get|hold|grab|pin|ref|inc|tryget|lock|take)(?:_|$)|(?:get|ref|inc)$/;

export function staleUses(file: FileAnalysis, fn: FunctionIr): readonly StaleUse[] {
  return usesWithin(file.engine.declarations, fn, file);
}

const usesWithin = perFunction((_, fn, file: FileAnalysis): readonly StaleUse[] => {
  const found: StaleUse[] = [];
  fn.blocks.forEach((block, id) => {
    const held: string[] = [];
    block.steps.forEach((step, index) => {
      if (step.kind === 'call') {
        const change = lockChange(file, fn, step);
        if (change?.takes === true && !change.drops) held.push(change.lock);
        if (change?.drops === true && !change.takes)
          held.splice(0, held.length, ...held.filter((l) => l !== change.lock));
        return;
      }
      const variable = step.kind === 'assign' ? assignedVariable(step) : undefined;
      if (variable === undefined || step.kind !== 'assign' || !readsShared(step.value)) return;
      if (fn.variables[variable]?.kind !== 'local') return;
      for (const lock of held) {
        const stale = follow(file, fn, variable, lock, step.span, { block: id, index: index + 1 });
        if (stale !== undefined && !found.some((f) => f.use.start === stale.use.start)) found.push(stale);
      }
    });
  });
  return found;
});

function follow(
  file: FileAnalysis,
  fn: FunctionIr,
  variable: number,
  lock: string,
  read: Span,
  from: { readonly block: BlockId; readonly index: number },
): StaleUse | undefined {
  const seen = new Set<string>();
  const work: At[] = [{ ...from, phase: 'held', tested: false, dropped: undefined, retaken: undefined }];
  for (let at = work.pop(); at !== undefined; at = work.pop()) {
    const block = fn.blocks[at.block];
    if (block === undefined) continue;
    let { phase, tested, dropped, retaken } = at;
    let ended = false;
    for (const step of block.steps.slice(at.index)) {
      if (phase === 'retaken' && dropped !== undefined && retaken !== undefined && tested) {
        if (stepExpressions(step).some((e) => uses(e, variable)))
          return { variable: fn.variables[variable]?.name ?? '', lock, read, dropped, retaken, use: step.span };
      }
      if (assignedVariable(step) === variable) ended = true;
      if (step.kind === 'call' && !ended) {
        const change = lockChange(file, fn, step);
        const own = change !== undefined && change.lock === lock;
        const name = typeof step.callee === 'string' ? step.callee : '';
        const mine = !own && step.args.some((a) => mentions(a, variable));
        if (mine && (phase === 'dropped' || KEEPS.test(name) || !file.engine.facts.isPrimitive(name))) ended = true;
        if (own && change.drops && phase === 'held') {
          dropped = { span: step.span, call: name };
          phase = 'dropped';
        }
        if (own && change.takes && phase === 'dropped') {
          retaken = { span: step.span, call: name };
          phase = 'retaken';
        }
      }
      if (ended) break;
    }
    const last = endValue(block.end);
    if (ended) continue;
    if (last !== undefined && mentions(last, variable)) {
      // Tested anew, or returned: whoever wrote it knows.
      if (phase !== 'held') continue;
      tested = true;
    }
    for (const next of successorsOf(block.end)) {
      const key = `${next} ${phase} ${tested}`;
      if (seen.has(key)) continue;
      seen.add(key);
      work.push({ block: next, index: 0, phase, tested, dropped, retaken });
    }
  }
  return undefined;
}

interface LockChange {
  readonly lock: string;
  readonly takes: boolean;
  readonly drops: boolean;
}

/** What a call does to the lock of its first argument. */
function lockChange(file: FileAnalysis, fn: FunctionIr, step: CallStep): LockChange | undefined {
  const effects = sureEffects(file.engine, step);
  const takes = effects.some((e) => e.kind === 'acquire' && !e.try && isExclusion(e.lockKind));
  const drops = effects.some((e) => e.kind === 'release' && isExclusion(e.lockKind));
  const [first] = step.args;
  return (takes || drops) && first !== undefined ? { lock: spell(fn, first), takes, drops } : undefined;
}

function isExclusion(kind: string): boolean {
  return ['spinlock', 'raw_spinlock', 'mutex', 'rwlock', 'rwsem'].includes(kind);
}

/** The value comes from memory that others change: something followed, or a global. */
function readsShared(expression: Expression): boolean {
  if (expression.kind === 'deref') return true;
  if (expression.kind === 'global') return expression.type.kind !== 'function' && expression.type.kind !== 'unknown';
  if (expression.kind === 'address' || expression.kind === 'container') return false;
  return expressionParts(expression).some(readsShared);
}

/** Followed as a pointer, or used as an index. */
function uses(expression: Expression, variable: number): boolean {
  if (expression.kind === 'deref' && isVariable(expression.pointer, variable)) return true;
  if (expression.kind === 'index' && isVariable(expression.index, variable)) return true;
  if (expression.kind === 'address' && expression.of.kind === 'field') return uses(expression.of.base, variable);
  return expressionParts(expression).some((part) => uses(part, variable));
}

function isVariable(expression: Expression, variable: number): boolean {
  const value = bare(expression);
  return value.kind === 'variable' && value.id === variable;
}

function mentions(expression: Expression, variable: number): boolean {
  return isVariable(expression, variable) || expressionParts(expression).some((part) => mentions(part, variable));
}
