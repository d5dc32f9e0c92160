/** A promise in a comment or commit message ("never sleeps", "takes no lock") that the function's own code breaks. */
import type { FileAnalysis } from '../analysis/analyse';
import { type Contract, commentAbove, contractsIn, unpreemptibleIn } from '../analysis/contracts';
import type { AnalysisEvent } from '../analysis/events';
import type { PathStep } from '../analysis/finding';
import { type RequestGap, requestGaps, unseen } from '../analysis/quietFlags';
import { stepAt, throughText } from '../analysis/report';
import { callsOf, spell, sureEffects, walkForward } from '../analysis/shape';
import { mayBlock } from '../analysis/violations';
import type { FunctionIr } from '../ir/ir';
import { hiddenLock } from '../kernel/hiddenLocks';
import { FLAGGED_CALLS } from '../kernel/leafLocks';
import { isNoSpinFunction } from '../kernel/noSpin';
import { eventDetection, explainEvent } from './eventRule';
import { isNolock } from './gfp-in-atomic';
import type { Detection, FileDetection, Rule, Subject } from './rule';

export const contractBroken: Rule = {
  meta: {
    id: 'contract-broken',
    title: 'Promise that the code does not keep',
    what: 'The comment above a function, or the commit message, says that it never sleeps, may be called from any or interrupt context, or takes no (sleeping) lock, and the function does on a path that its caller cannot exclude; a function that calls itself lock-free keeps only interrupts away, not NMIs; or a GFP flag for requests that take no lock does not keep them from a step of the allocator that takes one.',
    why: 'Callers rely on the words: they call it where it must not be called.',
    whatToDo: 'Keep the promise, or write down the condition under which it does not hold.',
    references: ['Documentation/doc-guide/kernel-doc.rst: Function context'],
    band: 'likely',
    worlds: ['smp', 'rt', 'up'],
    limits:
      'Only phrases without conditions, and only what the function does for every argument or for flags that are known.',
    example: {
      bad: '/*\n * Takes the buffer. It never sleeps.\n */\nvoid *example(void)\n{\n\treturn kmalloc(64, GFP_KERNEL);\n}',
      good: '/*\n * Takes the buffer. It never sleeps.\n */\nvoid *example(void)\n{\n\treturn kmalloc(64, GFP_ATOMIC);\n}',
    },
  },

  detect(subject: Subject): readonly Detection[] {
    const found: Detection[] = [];
    for (const { contract } of contractsOf(subject)) {
      const broken = subject.fn.events
        .filter((event) => breaks(subject, contract, event))
        .sort((a, b) => a.chain.length - b.chain.length);
      const [event] = broken;
      if (event === undefined) continue;
      const detection = eventDetection(subject, event, [], { variant: contract.promise, once: true });
      found.push(detection.band === 'proven' ? { ...detection, band: 'likely' } : { ...detection, band: 'question' });
    }
    found.push(...unflagged(subject), ...hidden(subject), ...openToNmi(subject));
    return found;
  },

  overFile: (file): readonly FileDetection[] => [
    ...(file.world === 'rt' ? unpreemptibleOnPaper(file) : []),
    ...requestGaps(file).flatMap((gap) =>
      gap.kind === 'step' && gap.row.id !== 'high-order' ? [tellStep(file, gap)] : [],
    ),
  ],

  explain(subject, detection) {
    const { event, variant } = detection;
    if (event === undefined && variant !== undefined) {
      const [kind = '', message = ''] = variant.split('\n');
      const words = PLACES[kind];
      const path = [
        { file: '', span: detection.span, function: detection.function, text: words?.text ?? 'breaks the promise' },
      ];
      return { message, path, assumptions: words?.assumptions ?? [] };
    }
    const contract = contractsOf(subject).find((c) => c.contract.promise === detection.variant);
    if (event === undefined || contract === undefined) return { message: '', path: [], assumptions: [] };
    const call = event.chain.at(-1)?.call ?? '';
    const act =
      event.happening.kind === 'acquire'
        ? 'takes a lock'
        : event.happening.kind === 'allocate' && detection.variant !== 'never-sleeps'
          ? 'may take zone->lock'
          : 'may sleep';
    return explainEvent(
      subject,
      detection,
      `${call}() ${act}${throughText(event)}, but ${contract.where} of ${subject.fn.fn.name}() says "${contract.contract.words}"`,
      `${call}() ${act}`,
    );
  },

  fixes: () => [],
  witness: () => ({
    kind: 'none',
    reason: 'the words are broken by what the code can do; a run from task context is allowed to',
  }),
};

/** Findings that are about one call, whatever path leads there. */
const PLACES: Readonly<Record<string, { readonly text: string; readonly assumptions: readonly string[] }>> = {
  unflagged: {
    text: 'reached whatever the flags are',
    assumptions: ['callers pass requests without the flag'],
  },
  hidden: { text: 'takes a lock in kernels with the option on', assumptions: [] },
  nmi: { text: 'an NMI is still taken here', assumptions: [] },
};

interface Told {
  readonly contract: Contract;
  readonly where: string;
}

/** What the comments above functions promise, as last read: an edit elsewhere leaves function and comment as they were. */
const OWN = new WeakMap<FunctionIr, { readonly comment: string; readonly told: readonly Told[] }>();

function ownContracts(fn: FunctionIr, comment: string): readonly Told[] {
  const known = OWN.get(fn);
  if (known?.comment === comment) return known.told;
  const told = contractsIn(comment).map((contract) => ({ contract, where: 'the comment' }));
  OWN.set(fn, { comment, told });
  return told;
}

function contractsOf(subject: Subject): readonly Told[] {
  const { source } = subject.file;
  const { fn } = subject.fn;
  if (source === undefined || subject.fn.file !== '') return [];
  const comment = commentAbove(source.text, source.place(fn.span).start);
  const own = comment === undefined ? [] : ownContracts(fn, comment.text);
  if (source.promises === undefined) return own;
  const said = source.promises
    .filter((sentence) => sentence.includes(fn.name))
    .flatMap((sentence) => contractsIn(sentence).map((contract) => ({ contract, where: 'the description' })));
  return [...own, ...said];
}

function breaks(subject: Subject, { promise }: Contract, event: AnalysisEvent): boolean {
  if (event.stale || event.openDecisions > 0 || event.conditions.some((c) => c.term.kind === 'query')) return false;
  const { happening } = event;
  if (promise === 'never-sleeps') {
    if (happening.kind === 'sleep' && happening.unless !== undefined) return false;
    if (happening.kind === 'sleep' && event.when === false) return false;
    return (
      (happening.kind === 'sleep' || happening.kind === 'allocate') &&
      mayBlock(subject, event) === true &&
      event.when !== false
    );
  }
  if (happening.kind === 'allocate') return !isNolock(happening.allocator);
  if (happening.kind !== 'acquire' || happening.try || happening.transient) return false;
  const { facts } = subject.file.engine;
  const { wait, tracked } = facts.lockKind(happening.lockKind, subject.file.world);
  return tracked && wait.inner >= (promise === 'takes-no-lock' ? 2 : 3) && !happening.lockKind.startsWith('rcu');
}

/** A call that a flag of the request must allow, on a way that never looks at that flag. */
function unflagged(subject: Subject): Detection[] {
  const { fn } = subject.fn;
  const found: Detection[] = [];
  // A function named for the call is the one its callers decide about.
  if (/wake/.test(fn.name)) return found;
  for (const { call, flag, says } of FLAGGED_CALLS) {
    if (!callsOf(fn).some((c) => c.name === call) || !takesFlags(fn)) continue;
    walkForward(fn, { block: 0, index: 0 }, (at) => {
      if (at.kind === 'branch' && flag.test(spell(fn, at.condition))) return 'stop-here';
      if (at.kind === 'call' && at.callee === call)
        found.push({
          span: at.span,
          function: fn.name,
          band: 'likely',
          reasons: [],
          once: true,
          variant: `unflagged\n${call}() is reached here by every request: only those with ${says} may wake it`,
        });
      return 'go-on';
    });
  }
  return found;
}

function takesFlags(fn: FunctionIr): boolean {
  return fn.variables
    .slice(0, fn.parameterCount)
    .some((v) => (v.type.kind === 'named' ? v.type.name === 'gfp_t' : v.name === 'alloc_flags'));
}

/**
 * A function that calls itself lock-free, and protects what it takes by turning interrupts off: an NMI comes in between. In
 * words it must say so, or ask in_nmi().
 */
function openToNmi(subject: Subject): Detection[] {
  const { fn } = subject.fn;
  const { source, engine } = subject.file;
  const promise = contractsOf(subject).find((c) => c.contract.promise !== 'never-sleeps');
  const words = promise?.contract.words ?? (isNoSpinFunction(fn.name) ? fn.name : undefined);
  if (words === undefined || source === undefined) return [];
  const calls = callsOf(fn);
  const said = `${commentAbove(source.text, source.place(fn.span).start)?.text ?? ''} ${(source.promises ?? []).join(' ')}`;
  if (/\bNMIs?\b/i.test(said) || calls.some(({ name }) => name === 'in_nmi')) return [];
  const off = calls.find(({ step }) =>
    sureEffects(engine, step).some((e) => e.kind === 'irq' && (e.action === 'save' || e.action === 'disable')),
  );
  if (off === undefined || calls.some(({ name }) => /trylock/.test(name))) return [];
  const where = promise === undefined ? 'its name' : promise.where;
  const variant = `nmi\n${off.name}() keeps interrupts away, not an NMI: ${fn.name}() is not for NMI handlers, and ${where} ("${words}") does not say so`;
  return [{ span: off.step.span, function: fn.name, band: 'likely', reasons: [], once: true, variant, local: true }];
}

/** A promise to take no lock, and a call that takes one in debug kernels. */
function hidden(subject: Subject): Detection[] {
  const { fn } = subject.fn;
  const promise = contractsOf(subject).find((c) => c.contract.promise !== 'never-sleeps');
  if (promise === undefined) return [];
  return callsOf(fn).flatMap((call): Detection[] => {
    const row = hiddenLock(call.name);
    if (row === undefined) return [];
    const variant = `hidden\n${call.name}(): ${row.why}, but ${promise.where} of ${fn.name}() says "${promise.contract.words}"`;
    return [{ span: call.step.span, function: fn.name, band: 'likely', reasons: [], once: true, variant }];
  });
}

/** A flag promises that no lock is taken, and a step on the way of such requests takes one. */
function tellStep(file: FileAnalysis, { row, flag, function: name, span, call }: RequestGap): FileDetection {
  const step =
    call === undefined ? `${row.calls[0] ?? ''}() in ${row.within}()` : `${call.name}() in ${call.function}()`;
  const shown: PathStep[] =
    call === undefined
      ? []
      : [{ file: '', span: call.span, function: call.function, text: `${call.name}() is reached with ${flag} set` }];
  return {
    span,
    function: name,
    band: 'likely',
    message: `${flag} is for requests that take no lock, and they still pass ${step}: ${row.what}`,
    path: [{ file: '', span, function: name, text: `${flag} is looked at here` }, ...shown],
    assumptions: call === undefined ? [unseen(row.within, file.engine.facts.version)] : [],
    witness: { kind: 'none', reason: 'the flag means nothing to the model but in its variants of this design (D3)' },
    aspect: row.id,
    local: true,
  };
}

/** A comment that counts on a function's section not being preempted, where PREEMPT_RT lets it be. */
function unpreemptibleOnPaper(file: FileAnalysis): FileDetection[] {
  const { source } = file;
  if (source === undefined || !/(?:switching|preemption) (?:disabled|off)/.test(source.text)) return [];
  return unpreemptibleIn(source.text).flatMap((claim): FileDetection[] => {
    const fn = file.analysisOf(claim.function);
    const lock = fn?.events.find(
      ({ happening, context }) =>
        happening.kind === 'acquire' &&
        !happening.try &&
        !happening.transient &&
        file.engine.facts.lockKind(happening.lockKind, file.world).sleepsToAcquire &&
        context.irq.kind !== 'off' &&
        (context.counts.preempt?.depth ?? 0) <= 0,
    );
    const place = lock?.chain[0];
    if (fn === undefined || place === undefined || fn.file !== '') return [];
    const call = place.call;
    return [
      {
        span: claim.span,
        function: '',
        band: 'likely',
        message: `"${claim.words}" does not hold on PREEMPT_RT: ${call}() in ${claim.function}() leaves preemption on there`,
        path: [stepAt(file, place, `${call}() leaves preemption on`)],
        assumptions: [],
        witness: { kind: 'none', reason: 'a comment cannot be run' },
      },
    ];
  });
}
