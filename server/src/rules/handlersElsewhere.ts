/**
 * Locks that interrupt handlers of other files take, taken in this one with that interrupt able to arrive: irq-unsafe-lock over
 * two files. Told at the line here. Misses: locks that are known by a pointer only, and handlers that another file registers.
 */
import type { CallerAnalysis, FileAnalysis } from '../analysis/analyse';
import type { Finding } from '../analysis/finding';
import { irqUses, openAt } from '../analysis/irqUses';
import { confirmDetection, eventDetection } from './eventRule';
import { explainUnsafe, irqUnsafeLock, type Unsafe, unsafeAmong } from './irq-unsafe-lock';
import type { Subject } from './rule';

/** Handlers that are solved for one lock. */
const MAX_HANDLERS = 4;

/** A handler of another file that may take a lock. */
export interface OutsideHandler {
  /** Tree path. */
  readonly file: string;
  readonly function: string;
  /** undefined: it is no handler after all, or too large to be followed. */
  solve(): CallerAnalysis | undefined;
}

/** `handlersOf`: handlers that may take a lock whose last word (member or object) is this, in order of files and texts. */
export function locksOfHandlersElsewhere(
  file: FileAnalysis,
  handlersOf: (lock: string) => readonly OutsideHandler[],
): readonly Finding[] {
  const { engine, world } = file;
  const found: Finding[] = [];
  for (const fn of file.functions) {
    for (const event of fn.events) {
      const { happening } = event;
      if (happening.kind !== 'acquire' || event.chain.length > 1 || happening.lock.class === undefined) continue;
      if (engine.facts.lockKind(happening.lockKind, world).sleepsToAcquire) continue;
      if (irqUses(file).has(happening.lock.class)) continue;
      const isOpen = (['hardirq', 'softirq'] as const).some((level) => openAt(file, fn, event, level) !== undefined);
      if (!isOpen) continue;
      const subject: Subject = { file, fn };
      const [, lastWord = ''] = /(\w+)$/.exec(happening.lock.class) ?? [];
      for (const handler of handlersOf(lastWord).slice(0, MAX_HANDLERS)) {
        const there = handler.solve()?.analysis;
        if (there === undefined) continue;
        const unsafe = unsafeAmong(subject, event, irqUses(there).get(happening.lock.class) ?? []);
        if (unsafe === undefined) continue;
        const finding = tell(subject, event, unsafe, there, handler);
        if (finding !== undefined) found.push(finding);
        break;
      }
    }
  }
  return found;
}

function tell(
  subject: Subject,
  event: Parameters<typeof eventDetection>[1],
  unsafe: Unsafe,
  there: FileAnalysis,
  handler: OutsideHandler,
): Finding | undefined {
  const detection = confirmDetection(subject, eventDetection(subject, event, [], { variant: unsafe.other.level }));
  if (detection.band === 'question') return undefined;
  const { message, path, assumptions } = explainUnsafe(subject, detection, unsafe, there);
  return {
    rule: irqUnsafeLock.meta.id,
    band: detection.band,
    worlds: [subject.file.world],
    function: detection.function,
    span: detection.span,
    message,
    path,
    assumptions,
    witness: { kind: 'none', reason: `the handler is in ${handler.file}, of which the model has no text` },
    caller: handler.file,
  };
}
