/**
 * What is called inside sequence write sections, by a walk along the control flow: prints go through every helper of the file,
 * which summaries do not carry. Bounded: each helper is searched once.
 */
import type { Span } from '../base/span';
import type { CallStep, FunctionIr } from '../ir/ir';
import type { FileAnalysis } from './analyse';
import { successorsOf } from './cfg';
import type { Place } from './context';
import { relativeSpan } from './engine';
import { perFunction } from './perFunction';
import { callsOf, sureEffects } from './shape';

export interface PrintInSection {
  /** What opens the section. */
  readonly begin: Place;
  /** The counter as written at the begin, and its class. */
  readonly counter: string;
  readonly class: string | undefined;
  /** The call in the function, then calls in helpers down to the print. */
  readonly chain: readonly Place[];
}

const MAX_DEPTH = 5;

/** Prints that reach a console at once inside a section that the function itself opens. */
export function printsInSections(
  file: FileAnalysis,
  fn: FunctionIr,
  counterOf: (begin: CallStep) => { readonly name: string; readonly class: string | undefined } | undefined,
): PrintInSection[] {
  const found: PrintInSection[] = [];
  for (const call of sectionsBegunIn(file.engine.declarations, fn, file)) {
    const counter = counterOf(call.step);
    if (counter === undefined) continue;
    for (const at of openCalls(file, fn, call.step)) {
      const chain = printChain(file, fn, at, new Set([fn.name]), 0);
      if (chain !== undefined)
        found.push({
          begin: placeIn(fn, call.step.span, call.name),
          counter: counter.name,
          class: counter.class,
          chain,
        });
    }
  }
  return found;
}

/** What a primitive does hangs on the tree and the world, as declarations do. */
const sectionsBegunIn = perFunction((_declarations, fn, file: FileAnalysis) =>
  callsOf(fn).filter((call) => hasEffect(file, call.step, 'write-begin')),
);

/** Calls inside the section that `begin` opens, while printing is not deferred; each block once in the section and once outside. */
function openCalls(file: FileAnalysis, fn: FunctionIr, begin: CallStep): CallStep[] {
  const found: CallStep[] = [];
  const seen = new Set<string>();
  const work = [{ block: 0, inside: false, deferred: 0 }];
  for (let at = work.pop(); at !== undefined; at = work.pop()) {
    const block = fn.blocks[at.block];
    let { inside, deferred } = at;
    for (const step of block?.steps ?? []) {
      if (step.kind !== 'call') continue;
      if (inside && hasEffect(file, step, 'write-end')) inside = false;
      deferred += deferral(file, step);
      if (inside && deferred <= 0) found.push(step);
      if (step === begin) inside = true;
    }
    for (const next of block === undefined ? [] : successorsOf(block.end)) {
      const key = `${next} ${inside}`;
      if (seen.has(key)) continue;
      seen.add(key);
      work.push({ block: next, inside, deferred });
    }
  }
  return found;
}

function hasEffect(file: FileAnalysis, step: CallStep, action: 'write-begin' | 'write-end'): boolean {
  const effects = sureEffects(file.engine, step);
  return effects.some((e) => e.kind === 'seq' && e.action === action);
}

function deferral(file: FileAnalysis, step: CallStep): number {
  return sureEffects(file.engine, step).reduce(
    (n, e) => n + (e.kind === 'count' && e.counter === 'printk_deferred' ? e.delta : 0),
    0,
  );
}

/** Down to the first print; undefined: none is reached in functions of the file. */
function printChain(
  file: FileAnalysis,
  fn: FunctionIr,
  step: CallStep,
  seen: Set<string>,
  depth: number,
): Place[] | undefined {
  if (typeof step.callee !== 'string') return undefined;
  const here = placeIn(fn, step.span, step.callee);
  if (sureEffects(file.engine, step).some((e) => e.kind === 'printk' && !e.deferred)) return [here];
  const callee = file.file.functions.find((f) => f.name === step.callee);
  if (callee === undefined || seen.has(callee.name) || depth >= MAX_DEPTH) return undefined;
  seen.add(callee.name);
  for (const inner of callsOf(callee)) {
    const rest = printChain(file, callee, inner.step, seen, depth + 1);
    if (rest !== undefined) return [here, ...rest];
  }
  return undefined;
}

function placeIn(fn: FunctionIr, span: Span, call: string): Place {
  return { file: '', function: fn.name, span: relativeSpan(fn, span), call };
}
