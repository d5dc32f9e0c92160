/** Reports: what was seen, where, and enough of the context to print it as the kernel would. */
import type { Report, SplatKind } from './api';
import { contextStack, inHardirq, preemptCount, rcuDepth, servingSoftirq } from './contextState';
import { addEvent, currentSpan } from './events';
import { usageOf } from './lockdep';
import { type LockIdentity, type Machine, RunEnd } from './machine';
import type { DetailedReport } from './reportTypes';
import { ownLockdep } from './state';

/** lockdep shuts itself off after these. */
const ENDS_LOCKDEP: ReadonlySet<SplatKind> = new Set([
  'invalid-wait-context',
  'recursive-locking',
  'circular-locking',
  'irq-lock-order',
  'inconsistent-lock-state',
  'lock-imbalance',
  'held-lock-freed',
]);

/** What only holds of memory: wrong when the model had to guess about memory that the caller's code never described. */
const OF_MEMORY: ReadonlySet<SplatKind> = new Set([
  'null-deref',
  'use-after-free',
  'out-of-bounds',
  'list-corruption',
  'bad-page',
  'page-twice',
  'page-lost',
  'warning',
  'kernel-bug',
]);

/**
 * The model or a header found a fresh object of unknown contents not as a valid one would be. Such a path says nothing about
 * the code that was run: it is left, not reported.
 */
function restsOnGuess(machine: Machine, kind: SplatKind): boolean {
  return OF_MEMORY.has(kind) && machine.state.guessed;
}

export function raise(machine: Machine, kind: SplatKind, detail: string, lock?: LockIdentity): void {
  if (machine.quiet) return;
  if (restsOnGuess(machine, kind)) throw new RunEnd('invalid');
  const { state, thread, scenario } = machine;
  const stack = thread.frames.map((frame) => {
    const block = frame.code.blocks[frame.block];
    // Callers stand behind their call: the step before is where they are.
    const at = frame === machine.frame || frame.pending?.called === true ? frame.step : frame.step - 1;
    const span = frame === machine.frame ? currentSpan(machine) : (block?.steps[at]?.span ?? frame.code.ir.nameSpan);
    return { function: frame.code.ir.name, file: frame.code.unit.file, span };
  });
  const held = [...contextStack(machine)].reverse().flatMap((context) => context.held);
  const innermost = stack[stack.length - 1];
  addEvent(machine, `report ${kind}`);
  const report: DetailedReport = {
    kind,
    step: (state.trace?.length ?? 1) - 1,
    file: innermost?.file ?? '',
    function: innermost?.function ?? thread.actor,
    span: innermost?.span ?? { start: 0, end: 0 },
    context: thread.context,
    stack,
    detail,
    usage: lock === undefined ? '' : bracketed(machine, lock),
    heldUsage: held.map((one) => bracketed(machine, one)),
    held,
    preemptCount: preemptCount(machine),
    irqsOff: thread.irqsOff,
    rcuDepth: rcuDepth(machine),
    hardirq: inHardirq(machine),
    softirq: servingSoftirq(machine),
    bh: thread.bh,
    cpu: thread.cpu,
    actor: thread.actor,
    line: state.trace?.step.line ?? 0,
  };
  state.reports = [...state.reports, report];
  if (ENDS_LOCKDEP.has(kind)) ownLockdep(state).off = true;
  const stop = scenario.stop;
  if (stop?.kinds.includes(kind) && matches(report, stop)) throw new RunEnd('stop');
}

function bracketed(machine: Machine, lock: LockIdentity): string {
  const { outer, inner } = machine.facts.lockKind(lock.kind, machine.world).wait;
  return `{${usageOf(machine, lock.lockClass)}}-{${outer === 0 ? inner : outer}:${inner}}`;
}

function matches(
  report: Report,
  stop: { readonly function?: string; readonly span?: { readonly start: number; readonly end: number } },
): boolean {
  const { span } = stop;
  return report.stack.some(
    (frame) =>
      (stop.function === undefined || frame.function === stop.function) &&
      (span === undefined || (frame.span.start < span.end && span.start < frame.span.end)),
  );
}
