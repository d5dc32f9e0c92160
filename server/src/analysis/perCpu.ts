/**
 * Uses of per-CPU data and what pins them, by a walk along one function: each block is judged in the pin state it is first
 * reached in. Entry state is unknown, so only what the function itself opens and closes counts.
 */
import type { Span } from '../base/span';
import type { BlockId, CallStep, Expression, FunctionIr, Step } from '../ir/ir';
import { expressionParts } from '../ir/parts';
import { perCpuOperation } from '../kernel/perCpu';
import type { FileAnalysis } from './analyse';
import { stepExpressions, successorsOf } from './cfg';
import { assignedVariable, bare, callsOf, endValue, sureEffects } from './shape';

export interface PerCpuProblem {
  /** after-unpin: used when its pin is gone. preemptible: updated where PREEMPT_RT leaves preemption on. */
  readonly kind: 'after-unpin' | 'preemptible';
  readonly span: Span;
  readonly call: string;
  /** The pin that ended, or the lock that does not pin. */
  readonly origin: { readonly span: Span; readonly call: string };
}

interface Pin {
  readonly step: CallStep;
  readonly call: string;
  /** Keeps other tasks off the CPU, not only this task on it. */
  readonly hard: boolean;
}

interface Pins {
  readonly open: readonly Pin[];
  /** Pointers to this CPU's data, with how many pins were open when they were taken. */
  readonly pointers: ReadonlyMap<number, number>;
}

export function perCpuProblems(file: FileAnalysis, fn: FunctionIr): PerCpuProblem[] {
  if (!callsOf(fn).some((c) => perCpuOperation(c.name) !== undefined)) return [];
  const found: PerCpuProblem[] = [];
  const seen = new Set<BlockId>([0]);
  const work: { block: BlockId; pins: Pins; last: Pin | undefined }[] = [
    { block: 0, pins: { open: [], pointers: new Map() }, last: undefined },
  ];
  for (let at = work.pop(); at !== undefined; at = work.pop()) {
    const block = fn.blocks[at.block];
    if (block === undefined) continue;
    let { pins, last } = at;
    const useOf = (expression: Expression, span: Span, call: string): void => {
      for (const [variable, depth] of pins.pointers) {
        if (pins.open.length >= depth || last === undefined || !writesOrReads(expression, variable)) continue;
        found.push({ kind: 'after-unpin', span, call, origin: { span: last.step.span, call: last.call } });
      }
    };
    for (const step of block.steps) {
      // What takes a lock in the object makes it safe by itself.
      if (step.kind === 'call' && locksInside(file, step)) pins = { ...pins, pointers: without(pins.pointers, step) };
      for (const expression of stepExpressions(step)) useOf(expression, step.span, nameOf(step));
      const assigned = assignedVariable(step);
      if (assigned !== undefined)
        pins = { ...pins, pointers: new Map([...pins.pointers].filter(([v]) => v !== assigned)) };
      if (step.kind !== 'call' || typeof step.callee !== 'string') continue;
      const change = pinChange(file, step);
      if (change?.kind === 'open') pins = { ...pins, open: [...pins.open, change.pin] };
      if (change?.kind === 'close' && pins.open.length > 0) {
        last = { step, call: step.callee, hard: false };
        pins = { ...pins, open: pins.open.slice(0, -1) };
      }
      const operation = perCpuOperation(step.callee);
      if (
        (operation?.does === 'pointer' || operation?.does === 'open') &&
        step.result !== undefined &&
        pins.open.length > 0
      )
        pins = { ...pins, pointers: new Map([...pins.pointers, [step.result, pins.open.length]]) };
      const soft = pins.open.at(-1);
      if (operation?.does === 'plain' && file.world === 'rt' && soft !== undefined && !pins.open.some((p) => p.hard))
        found.push({
          kind: 'preemptible',
          span: step.span,
          call: step.callee,
          origin: { span: soft.step.span, call: soft.call },
        });
    }
    const end = endValue(block.end);
    if (end !== undefined && 'span' in block.end) useOf(end, block.end.span, '');
    for (const next of successorsOf(block.end)) {
      if (seen.has(next)) continue;
      seen.add(next);
      work.push({ block: next, pins, last });
    }
  }
  return found;
}

function pinChange(
  file: FileAnalysis,
  step: CallStep,
): { readonly kind: 'open'; readonly pin: Pin } | { readonly kind: 'close' } | undefined {
  const name = String(step.callee);
  const row = perCpuOperation(name);
  if (row?.does === 'open') return { kind: 'open', pin: { step, call: name, hard: true } };
  if (row?.does === 'close') return { kind: 'close' };
  const effects = file.engine.facts.callEffects(name, step.args.length, file.world);
  if (effects === undefined || effects.outcome !== 'always') return undefined;
  let delta = 0;
  let hard = false;
  for (const effect of effects.before) {
    if (
      effect.kind === 'count' &&
      (effect.counter === 'preempt' || effect.counter === 'migrate' || effect.counter === 'bh')
    ) {
      delta += effect.delta;
      // Sections with bottom halves off exclude each other on a CPU (kernel/softirq.c 6.12: softirq_ctrl.lock).
      hard ||= effect.counter !== 'migrate';
    } else if (effect.kind === 'irq') {
      delta += effect.action === 'disable' || effect.action === 'save' ? 1 : -1;
      hard = true;
    } else if (effect.kind === 'acquire' || effect.kind === 'release') {
      const facts = file.engine.facts.lockKind(effect.lockKind, file.world);
      if (!facts.disablesPreemption && !facts.disablesMigration) continue;
      delta += effect.kind === 'acquire' ? 1 : -1;
      // A local lock is there to keep others off this CPU's data.
      hard ||= facts.disablesPreemption || effect.lockKind === 'local_lock';
    }
  }
  if (delta > 0) return { kind: 'open', pin: { step, call: name, hard } };
  return delta < 0 ? { kind: 'close' } : undefined;
}

function locksInside(file: FileAnalysis, step: CallStep): boolean {
  return sureEffects(file.engine, step).some((e) => e.kind === 'acquire');
}

function without(pointers: ReadonlyMap<number, number>, step: CallStep): ReadonlyMap<number, number> {
  return new Map([...pointers].filter(([variable]) => !step.args.some((a) => mentions(a, variable))));
}

function nameOf(step: Step): string {
  return step.kind === 'call' && typeof step.callee === 'string' ? step.callee : '';
}

/** The object behind the pointer is touched: followed, not only compared or handed on. */
function writesOrReads(expression: Expression, variable: number): boolean {
  if (expression.kind === 'deref') {
    const pointer = bare(expression.pointer);
    if (pointer.kind === 'variable' && pointer.id === variable) return true;
  }
  if (expression.kind === 'address') return false;
  return expressionParts(expression).some((part) => writesOrReads(part, variable));
}

function mentions(expression: Expression, variable: number): boolean {
  const value = bare(expression);
  return (
    (value.kind === 'variable' && value.id === variable) ||
    expressionParts(expression).some((part) => mentions(part, variable))
  );
}
