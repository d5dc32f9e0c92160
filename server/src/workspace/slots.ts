/**
 * Functions at home in their own coordinates: an edit above a function moves it but changes nothing in it, so its IR and
 * its analysis keep spans that count from a slot of the function's own, and results are moved to where the function is now.
 * Spans below the first slot are plain offsets (of headers, or of text outside functions).
 */
import type { Finding, PathStep, WitnessPath } from '../analysis/finding';
import type { Span } from '../base/span';
import type { FunctionIr } from '../ir/ir';

/** Larger than any file that is analysed (files.ts). */
const SLOT_SIZE = 2 ** 24;

export type Slot = number;

/** The base of a slot; slots count from 1. */
export function slotBase(slot: Slot): number {
  return slot * SLOT_SIZE;
}

/** Gives each function of a document a slot that it keeps as long as it keeps its name (and its turn among equal names). */
export class SlotTable {
  private readonly slots = new Map<string, Slot>();
  private starts: readonly number[] = [];

  /** The slots of the document's functions as they stand now, in file order. */
  assign(functions: readonly { readonly name: string; readonly start: number }[]): readonly Slot[] {
    const turns = new Map<string, number>();
    const starts: number[] = [];
    const assigned = functions.map(({ name, start }) => {
      const turn = turns.get(name) ?? 0;
      turns.set(name, turn + 1);
      const key = `${turn} ${name}`;
      const slot = this.slots.get(key) ?? this.slots.size + 1;
      this.slots.set(key, slot);
      starts[slot] = start;
      return slot;
    });
    this.starts = starts;
    return assigned;
  }

  /** Where functions are now: later calls to assign() do not change what this gives. */
  places(): (span: Span) => Span {
    const { starts } = this;
    return (span) => {
      const slot = Math.floor(span.start / SLOT_SIZE);
      if (slot === 0) return span;
      const shift = (starts[slot] ?? 0) - slot * SLOT_SIZE;
      return { start: span.start + shift, end: span.end + shift };
    };
  }
}

/** Where each function was moved last: the views of a text that did not change, and those of its worlds, ask for the same. */
const MOVED = new WeakMap<FunctionIr, { readonly by: number; readonly moved: FunctionIr }>();

/** The function with every span moved by `by`. Blocks, steps and expressions without spans are shared. */
export function shiftFunction(fn: FunctionIr, by: number): FunctionIr {
  if (by === 0) return fn;
  const last = MOVED.get(fn);
  if (last?.by === by) return last.moved;
  const moved = shifted(fn, by) as FunctionIr;
  MOVED.set(fn, { by, moved });
  return moved;
}

/** Plain data with every span in it moved by `by`. */
export function shiftSpans<T>(value: T, by: number): T {
  return by === 0 ? value : (shifted(value, by) as T);
}

/** Spans are the objects with numeric `start` and `end`; nothing else in the IR has both. */
function shifted(value: unknown, by: number): unknown {
  if (Array.isArray(value)) {
    let copy: unknown[] | undefined;
    for (let i = 0; i < value.length; i++) {
      const moved = shifted(value[i], by);
      if (moved !== value[i]) {
        copy ??= value.slice();
        copy[i] = moved;
      }
    }
    return copy ?? value;
  }
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Readonly<Record<string, unknown>>;
  if (typeof record.start === 'number' && typeof record.end === 'number')
    return { ...record, start: record.start + by, end: record.end + by };
  let copy: Record<string, unknown> | undefined;
  for (const key in record) {
    const old = record[key];
    if (typeof old !== 'object' || old === null) continue;
    const moved = shifted(old, by);
    if (moved !== old) {
      copy ??= { ...record };
      copy[key] = moved;
    }
  }
  return copy ?? value;
}

function placePath(
  { decisions, target }: WitnessPath,
  place: (span: Span) => Span,
): Pick<WitnessPath, 'decisions' | 'target'> {
  return {
    decisions: decisions.map((decision) => ({ ...decision, span: place(decision.span) })),
    target: { ...target, span: place(target.span) },
  };
}

/** A finding with its spans at the functions' places. */
export function placeFinding(finding: Finding, place: (span: Span) => Span): Finding {
  const step = (old: PathStep): PathStep => (old.file === '' ? { ...old, span: place(old.span) } : old);
  const { witness } = finding;
  return {
    ...finding,
    span: place(finding.span),
    path: finding.path.map(step),
    witness:
      witness.kind !== 'path'
        ? witness
        : {
            ...witness,
            ...placePath(witness, place),
            ...(witness.before === undefined
              ? {}
              : { before: { ...witness.before, ...placePath(witness.before, place) } }),
          },
    ...(finding.fixes === undefined
      ? {}
      : {
          fixes: finding.fixes.map((fix) => ({
            ...fix,
            edits: fix.edits.map((edit) => ({ ...edit, span: place(edit.span) })),
          })),
        }),
  };
}
