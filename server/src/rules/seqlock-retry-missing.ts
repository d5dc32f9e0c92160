/** A read section whose start value is never tested, is tested with another counter, or whose test is ignored. */
import { stepExpressions } from '../analysis/cfg';
import type { AnalysisEvent } from '../analysis/events';
import type { LockRef } from '../analysis/locks';
import { absoluteSpan, lockText, stepAt, witnessTo } from '../analysis/report';
import { callsOf, spell, sureEffects } from '../analysis/shape';
import type { Term } from '../analysis/terms';
import type { CallStep, Expression, FunctionIr } from '../ir/ir';
import { expressionParts } from '../ir/parts';
import { eventDetection, explainEvent } from './eventRule';
import type { Detection, Rule, Subject } from './rule';

export const seqlockRetryMissing: Rule = {
  meta: {
    id: 'seqlock-retry-missing',
    title: 'Sequence read never tested for a change',
    what: 'read_seqbegin() or read_seqcount_begin() starts a read section, but its value is never given to the retry test, the test belongs to another counter, or its answer is dropped.',
    why: 'The data read in between can be half old, half new.',
    whatToDo:
      'Loop: do { seq = read_seqbegin(&s); ... } while (read_seqretry(&s, seq)); with the same counter at both ends.',
    references: ['Documentation/locking/seqlock.rst', 'include/linux/seqlock.h'],
    band: 'proven',
    worlds: ['smp', 'rt', 'up'],
    limits: 'A start value that is returned, stored or handed to another function is taken to be tested there.',
    example: {
      bad: 'static DEFINE_SEQLOCK(example_seq);\nstatic int example_value;\nint example(void)\n{\n\tunsigned int seq;\n\tint value;\n\n\tseq = read_seqbegin(&example_seq);\n\tvalue = example_value;\n\treturn value;\n}',
      good: 'static DEFINE_SEQLOCK(example_seq);\nstatic int example_value;\nint example(void)\n{\n\tunsigned int seq;\n\tint value;\n\n\tdo {\n\t\tseq = read_seqbegin(&example_seq);\n\t\tvalue = example_value;\n\t} while (read_seqretry(&example_seq, seq));\n\treturn value;\n}',
    },
  },

  detect(subject: Subject): readonly Detection[] {
    const found: Detection[] = [];
    for (const event of subject.fn.events) {
      const { happening } = event;
      if (event.chain.length !== 1) continue;
      if (happening.kind === 'seq-retry') {
        if (happening.begun !== undefined && areDifferent(happening.begun, happening.seq)) {
          found.push(eventDetection(subject, event, [], { variant: 'other', lock: happening.begun }));
        } else if (!happening.resultUsed || isDropped(subject, event))
          found.push(eventDetection(subject, event, [], { variant: 'dropped', lock: happening.seq }));
      } else if (happening.kind === 'seq-read' && neverTested(subject, event)) {
        found.push(eventDetection(subject, event, [], { variant: 'never', lock: happening.seq }));
      }
    }
    found.push(...askedTwice(subject));
    return found;
  },

  explain(subject, detection) {
    const { event, lock, variant, origin } = detection;
    if (variant === 'twice' && origin !== undefined) {
      return {
        message: `${detection.function}() tests the same run-time condition as ${origin.function}(), which begins the read section: when it changes in between, a start value that was never read is compared with the live counter`,
        path: [
          stepAt(subject.file, origin, 'begins the section if the condition holds'),
          { file: '', span: detection.span, function: detection.function, text: 'compares if the condition holds now' },
        ],
        assumptions: ['the condition can change while a section is open'],
      };
    }
    if (event === undefined || lock === undefined) return { message: '', path: [], assumptions: [] };
    const call = event.chain.at(-1)?.call ?? '';
    const name = lockText(subject, lock);
    const seq = event.happening.kind === 'seq-retry' ? lockText(subject, event.happening.seq) : name;
    const message = {
      other: `${call}() tests ${seq} with a start value read from ${name}`,
      dropped: `the answer of ${call}() on ${name} is dropped: the read section is not repeated when a writer came in between`,
      never: `the read section of ${name} that ${call}() begins is never tested for a change`,
    }[variant ?? ''];
    const [place] = event.chain;
    const told = explainEvent(subject, detection, message ?? '', `${call}()`);
    return place === undefined
      ? told
      : {
          ...told,
          path: [stepAt(subject.file, place, variant === 'never' ? `begins reading ${name}` : `tests ${seq}`)],
        };
  },

  fixes: () => [],
  witness(subject, { event }) {
    if (event === undefined) return { kind: 'none', reason: 'the key must change between two functions' };
    const witness = witnessTo(subject, event);
    return witness.kind === 'path' ? { ...witness, passingWriter: true } : witness;
  },
};

/** Two counters for certain: of other classes, or of two parameters or globals. */
function areDifferent(a: LockRef, b: LockRef): boolean {
  if (a.term === b.term) return false;
  return a.class !== b.class || (isNamedPlace(a.term) && isNamedPlace(b.term));
}

function isNamedPlace(term: Term): boolean {
  let at = term;
  while (at.kind === 'field') at = at.base;
  return at.kind === 'param' || at.kind === 'global';
}

/** Nothing reads what the test answered. */
function isDropped(subject: Subject, event: AnalysisEvent): boolean {
  const calls = callsAt(subject, event);
  return calls.length > 0 && calls.every((call) => call.result === undefined || !isRead(subject.fn.fn, call.result));
}

function isRead(fn: FunctionIr, variable: number): boolean {
  const one = new Set([variable]);
  return fn.blocks.some((block) => {
    const { end } = block;
    const last =
      end.kind === 'branch' ? end.condition : end.kind === 'switch' || end.kind === 'return' ? end.value : undefined;
    return (
      (last !== undefined && uses(last, one)) ||
      block.steps.some((step) =>
        step.kind === 'assign' ? uses(step.value, one) : stepExpressions(step).some((e) => uses(e, one)),
      )
    );
  });
}

/** The start value reaches no call, no memory and no return: nobody can test it. */
function neverTested(subject: Subject, event: AnalysisEvent): boolean {
  const { fn } = subject.fn;
  const calls = callsAt(subject, event);
  // A call whose value is dropped only waits for writers.
  return calls.length > 0 && calls.every((call) => call.result !== undefined && !escapes(fn, call.result));
}

function callsAt(subject: Subject, event: AnalysisEvent): CallStep[] {
  const [place] = event.chain;
  if (place === undefined) return [];
  const span = absoluteSpan(subject.file, place);
  return subject.fn.fn.blocks
    .flatMap((b) => b.steps)
    .filter((s): s is CallStep => s.kind === 'call' && s.span.start === span.start && s.callee === place.call);
}

/** Does the variable's value, through copies, reach a call, memory, a condition or the result? */
function escapes(fn: FunctionIr, start: number): boolean {
  const carriers = new Set([start]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const block of fn.blocks) {
      for (const step of block.steps) {
        if (step.kind === 'assign' && uses(step.value, carriers)) {
          if (step.target.kind !== 'variable' || fn.variables[step.target.id]?.kind === 'static') return true;
          if (!carriers.has(step.target.id)) {
            carriers.add(step.target.id);
            grown = true;
          }
        } else if (step.kind === 'call' && stepExpressions(step).some((e) => uses(e, carriers))) return true;
      }
      const { end } = block;
      if (end.kind === 'branch' && uses(end.condition, carriers)) return true;
      if (end.kind === 'return' && end.value !== undefined && uses(end.value, carriers)) return true;
      if (end.kind === 'switch' && uses(end.value, carriers)) return true;
    }
  }
  return false;
}

function uses(expression: Expression, variables: ReadonlySet<number>): boolean {
  if (expression.kind === 'variable') return variables.has(expression.id);
  return expressionParts(expression).some((part) => uses(part, variables));
}

/**
 * Two helpers, one that begins a read section and one that ends it, each behind the same static key: the key is asked twice.
 * Seen by the names of the tested calls and keys.
 */
function askedTwice(subject: Subject): Detection[] {
  const { fn } = subject.fn;
  const end = guardedSeq(subject, fn, 'read-end');
  if (end === undefined) return [];
  for (const other of subject.file.file.functions) {
    const begin = other === fn ? undefined : guardedSeq(subject, other, 'read-begin');
    if (begin === undefined || begin.key !== end.key || begin.seq !== end.seq) continue;
    const span = { start: begin.span.start - other.span.start, end: begin.span.end - other.span.start };
    return [
      {
        span: end.span,
        function: fn.name,
        band: 'likely',
        reasons: [],
        origin: { file: '', function: other.name, span, call: '' },
        variant: 'twice',
      },
    ];
  }
  return [];
}

/** A function that does nothing but test a key and enter or leave a read section. */
function guardedSeq(
  subject: Subject,
  fn: FunctionIr,
  action: 'read-begin' | 'read-end',
):
  | { readonly key: string; readonly seq: string; readonly span: { readonly start: number; readonly end: number } }
  | undefined {
  const calls = callsOf(fn);
  if (calls.length > 4) return undefined;
  const seq = calls.find((c) =>
    sureEffects(subject.file.engine, c.step).some((e) => e.kind === 'seq' && e.action === action),
  );
  const guard = calls.find(
    (c) =>
      c !== seq &&
      c.step.result !== undefined &&
      c.index <= (seq?.index ?? 0) + 8 &&
      /static_(?:branch|key)/.test(c.name),
  );
  const [argument] = seq?.step.args ?? [];
  const [key] = guard?.step.args ?? [];
  if (seq === undefined || guard === undefined || argument === undefined || key === undefined) return undefined;
  return { key: spell(fn, key), seq: spell(fn, argument).replace(/^.*(?:->|\.)/, ''), span: seq.step.span };
}
