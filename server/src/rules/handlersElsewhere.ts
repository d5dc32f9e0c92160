/**
 * Locks that interrupt handlers of other files take, by themselves or through functions of this file, taken here with that
 * interrupt able to arrive: irq-unsafe-lock over two files. Told at the line here. Misses: locks that are known by a pointer
 * only, and handlers that a third file registers.
 */
import type { CallerAnalysis, FileAnalysis } from '../analysis/analyse';
import type { Finding } from '../analysis/finding';
import { type IrqUse, irqUses, openAt } from '../analysis/irqUses';
import type { OutsideCallee } from '../analysis/outsideCalls';
import { confirmDetection, eventDetection } from './eventRule';
import { explainUnsafe, irqUnsafeLock, type Unsafe, unsafeAmong } from './irq-unsafe-lock';
import type { Subject } from './rule';

/** Handlers that are solved for one lock, and functions of the file whose callers are looked through for them. */
const MAX_HANDLERS = 8;
const MAX_TAKING = 16;

/** A handler of another file that may take a lock. */
export interface OutsideHandler {
  /** Tree path. */
  readonly file: string;
  readonly function: string;
  /** undefined: it is too large to be followed. */
  solve(): CallerAnalysis | undefined;
}

/** The tree's other files, as places of handlers; each in order of files and texts. */
export interface OutsideHandlers {
  /** Of files of the same directory: those that may take a lock whose last word (member or object) is this. */
  handlersTaking(lock: string): readonly OutsideHandler[];
  handlersCalling(callee: OutsideCallee): readonly OutsideHandler[];
}

/** `callees`: functions of the file that others may call. */
export function locksOfHandlersElsewhere(
  file: FileAnalysis,
  callees: readonly OutsideCallee[],
  outside: OutsideHandlers,
): readonly Finding[] {
  const found: Finding[] = [];
  const usesOf = new Map<string, readonly HandlerUses[]>();
  for (const fn of file.functions) {
    for (const event of fn.events) {
      const { happening } = event;
      if (happening.kind !== 'acquire' || event.chain.length > 1 || happening.lock.class === undefined) continue;
      const { class: lock } = happening.lock;
      if (file.engine.facts.lockKind(happening.lockKind, file.world).sleepsToAcquire || irqUses(file).has(lock))
        continue;
      if (LEVELS.every((level) => openAt(file, fn, event, level) === undefined)) continue;
      const uses = usesOf.get(lock) ?? [...handlerUses(file, lock, callees, outside)];
      usesOf.set(lock, uses);
      const subject: Subject = { file, fn };
      for (const { there, handler, uses: list } of uses) {
        const unsafe = unsafeAmong(subject, event, list);
        const finding = unsafe === undefined ? undefined : tell(subject, event, unsafe, there, handler);
        if (finding === undefined) continue;
        found.push(finding);
        break;
      }
    }
  }
  return found;
}

const LEVELS = ['hardirq', 'softirq'] as const;

interface HandlerUses {
  readonly there: FileAnalysis;
  readonly handler: OutsideHandler;
  readonly uses: readonly IrqUse[];
}

function* handlerUses(
  file: FileAnalysis,
  lock: string,
  callees: readonly OutsideCallee[],
  outside: OutsideHandlers,
): Generator<HandlerUses> {
  const [, lastWord = ''] = /(\w+)$/.exec(lock) ?? [];
  const taking = callees.filter(
    ({ name, function: by }) =>
      name === by &&
      file.analysisOf(by)?.summary.events.some(({ happening: h }) => h.kind === 'acquire' && h.lock.class === lock),
  );
  const handlers = [
    ...outside.handlersTaking(lastWord),
    ...taking.slice(0, MAX_TAKING).flatMap((callee) => outside.handlersCalling(callee)),
  ];
  for (const handler of handlers.slice(0, MAX_HANDLERS)) {
    const solved = handler.solve();
    if (solved === undefined) continue;
    const uses = irqUses(solved.analysis).get(lock);
    if (uses !== undefined) yield { there: solved.analysis, handler, uses };
  }
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
