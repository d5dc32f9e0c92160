/** Retry loops that cannot end: a flag kept where it was meant to be cleared, nothing changed on the way back, a check passed by. */
import { stepExpressions } from '../analysis/cfg';
import { assignedVariable, bare, callsOf, endValue, spell } from '../analysis/shape';
import type { BlockId, Expression, FunctionIr, Step } from '../ir/ir';
import { expressionParts } from '../ir/parts';
import type { Detection, Rule, Subject } from './rule';

export const slowPathRetry: Rule = {
  meta: {
    id: 'slow-path-retry',
    title: 'Retry that changes nothing',
    what: 'A branch taken because a flag is set keeps only that flag (x &= FLAG, where x &= ~FLAG was meant), or a path goes back to the start of a loop without a call and without changing anything the loop looks at, or goes back past the check that alone would notice a change.',
    why: 'The next round decides as this one did: the path never ends. Without a change check on the way back a slow path retries for ever with a stale zone reference (commit e05741fb10c3).',
    whatToDo:
      'Clear the flag with &= ~FLAG, bound the retries, and repeat the change check at the label that is jumped to.',
    references: ['mm/page_alloc.c: __alloc_pages_slowpath()', 'commit e05741fb10c3'],
    band: 'proven',
    worlds: ['smp', 'rt', 'up'],
    limits: 'A loop that calls anything is taken to make progress there, except past a check of a start value.',
    example: {
      bad: '#include <linux/gfp.h>\nint example_try(unsigned int flags);\nint example(unsigned int flags)\n{\nretry:\n\tif (example_try(flags))\n\t\treturn 1;\n\tif (flags & 4) {\n\t\tflags &= 4;\n\t\tgoto retry;\n\t}\n\treturn 0;\n}',
      good: '#include <linux/gfp.h>\nint example_try(unsigned int flags);\nint example(unsigned int flags)\n{\nretry:\n\tif (example_try(flags))\n\t\treturn 1;\n\tif (flags & 4) {\n\t\tflags &= ~4;\n\t\tgoto retry;\n\t}\n\treturn 0;\n}',
    },
  },

  looksAt: 'function',

  detect(subject: Subject): readonly Detection[] {
    const { fn } = subject.fn;
    return [...keptFlags(fn), ...idleLoops(subject, fn), ...uncheckedRetries(subject, fn)].map((found) => ({
      span: found.span,
      function: fn.name,
      band: found.band,
      reasons: [],
      variant: found.text,
    }));
  },

  explain: (_subject, detection) => ({
    message: detection.variant ?? '',
    path: [{ file: '', span: detection.span, function: detection.function, text: detection.variant ?? '' }],
    assumptions: [],
  }),

  fixes(subject, detection) {
    const { source } = subject.file;
    if (source === undefined || !(detection.variant ?? '').includes('~')) return [];
    const { start, end } = source.place(detection.span);
    const at = source.text.slice(start, end).indexOf('&=');
    if (at < 0) return [];
    const from = detection.span.start + at;
    return [{ title: 'Clear the flag', edits: [{ span: { start: from, end: from + 2 }, text: '&= ~' }] }];
  },

  witness: () => ({
    kind: 'none',
    reason: 'a loop without end has no end to run to; the explorer finds it as a livelock of the model',
  }),
};

interface Problem {
  readonly span: Detection['span'];
  readonly band: Detection['band'];
  readonly text: string;
}

/** `if (x & F) x &= F`. */
function keptFlags(fn: FunctionIr): Problem[] {
  const found: Problem[] = [];
  for (const block of fn.blocks) {
    if (block.end.kind !== 'branch') continue;
    const tested = flagTest(fn, block.end.condition);
    const then = tested === undefined ? undefined : fn.blocks[block.end.then];
    if (tested === undefined || then === undefined) continue;
    for (const step of then.steps) {
      if (step.kind === 'call') break;
      if (step.kind !== 'assign' || step.value.kind !== 'binary' || step.value.operator !== '&') continue;
      const kept = flagTest(fn, step.value);
      if (kept === undefined || kept.place !== tested.place || kept.flag !== tested.flag) continue;
      if (spell(fn, step.target) !== kept.place) continue;
      // `flags &= ISIG` may be meant at the end of its use; on a way back to the test it is not.
      const back = reaches(fn, block.end.then, fn.blocks.indexOf(block));
      found.push({
        span: step.span,
        band: back ? 'proven' : 'question',
        text: `${kept.place} &= ${kept.name} keeps the flag that was just found set and drops all others; &= ~${kept.name} clears it`,
      });
    }
  }
  return found;
}

function flagTest(
  fn: FunctionIr,
  condition: Expression,
): { readonly place: string; readonly flag: bigint; readonly name: string } | undefined {
  if (condition.kind !== 'binary' || condition.operator !== '&') return undefined;
  const { left, right } = condition;
  if (right.kind !== 'integer' || right.value <= 0n) return undefined;
  return { place: spell(fn, bare(left)), flag: right.value, name: right.spelling ?? String(right.value) };
}

function reaches(fn: FunctionIr, from: BlockId, to: BlockId): boolean {
  const seen = new Set<BlockId>([from]);
  const work = [from];
  for (let at = work.pop(); at !== undefined; at = work.pop()) {
    if (at === to) return true;
    for (const next of nexts(fn, at)) {
      if (seen.has(next)) continue;
      seen.add(next);
      work.push(next);
    }
  }
  return false;
}

function nexts(fn: FunctionIr, block: BlockId): readonly BlockId[] {
  const end = fn.blocks[block]?.end;
  switch (end?.kind) {
    case 'jump':
      return [end.to];
    case 'branch':
      return [end.then, end.else];
    case 'switch':
      return [...end.cases.map((c) => c.to), end.default];
    default:
      return [];
  }
}

const MAX_IDLE = 12;

/** A way from a loop head back to it that changes no variable, writes no memory and calls nothing. */
function idleLoops(subject: Subject, fn: FunctionIr): Problem[] {
  const found: Problem[] = [];
  const graph = subject.file.graphOf(fn);
  for (const head of graph.heads) {
    const way = idleWay(fn, head, head, [], 0);
    // An empty `for (;;)` that waits for an interrupt, and a test of memory that others change, are meant.
    if (way === undefined || way.length === 0) continue;
    const branches = way.flatMap((id) => {
      const end = fn.blocks[id]?.end;
      return end?.kind === 'branch' ? [end] : [];
    });
    const [last] = branches.slice(-1);
    if (last === undefined || branches.some((end) => readsMemory(end.condition))) continue;
    // Several conditions on one way may exclude each other.
    const certain = new Set(branches.map((end) => spell(fn, end.condition))).size === 1;
    found.push({
      span: last.span,
      band: certain ? 'proven' : 'question',
      text: 'this way back to the start of the loop changes nothing that the loop looks at: it never ends',
    });
  }
  return found;
}

function idleWay(
  fn: FunctionIr,
  head: BlockId,
  at: BlockId,
  way: readonly BlockId[],
  depth: number,
): readonly BlockId[] | undefined {
  const block = fn.blocks[at];
  if (block === undefined || depth > MAX_IDLE || block.steps.some(hasEffect)) return undefined;
  const here = [...way, at];
  for (const next of nexts(fn, at)) {
    if (next === head) return here;
    if (here.includes(next)) continue;
    const rest = idleWay(fn, head, next, here, depth + 1);
    if (rest !== undefined) return rest;
  }
  return undefined;
}

function hasEffect(step: Step): boolean {
  return step.kind === 'call' || step.kind === 'assign' || step.kind === 'asm';
}

function readsMemory(expression: Expression): boolean {
  if (expression.kind === 'deref' || expression.kind === 'global' || expression.kind === 'index') return true;
  return expressionParts(expression).some(readsMemory);
}

/**
 * A start value is taken before a loop and checked on the way out only: some way round the loop passes no check, and the loop
 * is made by jumps back, so that nothing else bounds it.
 */
function uncheckedRetries(subject: Subject, fn: FunctionIr): Problem[] {
  const cookies = cookiesOf(fn);
  if (cookies.size === 0) return [];
  const found: Problem[] = [];
  const graph = subject.file.graphOf(fn);
  for (const [variable, taken] of cookies) {
    const checks = new Set(
      callsOf(fn)
        .filter(
          (c) => c.block !== taken && c.step.args.some((a) => isVariable(a, variable)) && isTested(fn, c.step.result),
        )
        .map((c) => c.block),
    );
    if (checks.size === 0) continue;
    // The check's answer leads back to where the value is taken anew.
    if (![...checks].some((check) => reaches(fn, check, taken))) continue;
    for (const head of graph.heads) {
      if (head === taken || !reaches(fn, taken, head) || hasOwnBound(fn, head)) continue;
      const way = wayRound(fn, head, new Set([...checks, taken]));
      if (way === undefined || ![...checks].some((check) => reaches(fn, head, check))) continue;
      const span = decisionBefore(fn, way);
      if (span === undefined) continue;
      if (!jumpsBack(subject, span)) continue;
      found.push({
        span,
        band: 'likely',
        text: `goes back without the check of ${fn.variables[variable]?.name ?? 'the start value'}, which stands on another way only: when what it guards has changed, the loop goes on with the old state`,
      });
    }
  }
  return found;
}

/** The branch that leads into a block: its own, or that of the block before an empty one. */
function decisionBefore(fn: FunctionIr, block: BlockId): Problem['span'] | undefined {
  const end = fn.blocks[block]?.end;
  if (end?.kind === 'branch') return end.span;
  for (const other of fn.blocks)
    if (other.end.kind === 'branch' && (other.end.then === block || other.end.else === block)) return other.end.span;
  return undefined;
}

/** The way back is a written jump, not the end of a loop statement, which ends by itself. */
function jumpsBack({ file: { source } }: Subject, span: Problem['span']): boolean {
  if (source === undefined) return true;
  const { end } = source.place(span);
  return /^[\s)]*(?:\{[^{}]*)?\bgoto\b/.test(source.text.slice(end, end + 300).replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ''));
}

/** Variables that a call without the loop gives a start value to, and the block it stands in. */
function cookiesOf(fn: FunctionIr): Map<number, BlockId> {
  const found = new Map<number, BlockId>();
  const twice = new Set<number>();
  fn.blocks.forEach((block, id) => {
    const results = new Map<number, string>();
    for (const step of block.steps) {
      if (step.kind === 'call' && step.result !== undefined && typeof step.callee === 'string')
        results.set(step.result, step.callee);
      if (step.kind === 'call' && step.result !== undefined && isBegin(step.callee)) note(step.result, id);
      if (step.kind !== 'assign' || step.value.kind !== 'variable') continue;
      const variable = assignedVariable(step);
      const callee = results.get(step.value.id);
      if (variable !== undefined && callee !== undefined && isBegin(callee)) note(variable, id);
    }
  });
  for (const variable of twice) found.delete(variable);
  return found;

  function note(variable: number, block: BlockId): void {
    if (found.has(variable)) twice.add(variable);
    found.set(variable, block);
  }
}

/** How the kernel names the taking of a start value. */
function isBegin(callee: string | Expression): boolean {
  return typeof callee === 'string' && /_begin$/.test(callee);
}

function isVariable(expression: Expression, variable: number): boolean {
  const value = bare(expression);
  return value.kind === 'variable' && value.id === variable;
}

function isTested(fn: FunctionIr, result: number | undefined): boolean {
  return (
    result !== undefined &&
    fn.blocks.some((block) => {
      const last = endValue(block.end);
      return last !== undefined && mentions(last, result);
    })
  );
}

function mentions(expression: Expression, variable: number): boolean {
  return isVariable(expression, variable) || expressionParts(expression).some((part) => mentions(part, variable));
}

/** `for` and `while` loops end by themselves: their head tests something or counts. */
function hasOwnBound(fn: FunctionIr, head: BlockId): boolean {
  const block = fn.blocks[head];
  return (
    block === undefined ||
    (block.end.kind === 'branch' && !block.steps.some((step) => stepExpressions(step).length > 0))
  );
}

/** The last block of a way from `head` back to it that avoids `not`; undefined: there is none. */
function wayRound(fn: FunctionIr, head: BlockId, not: ReadonlySet<BlockId>): BlockId | undefined {
  if (not.has(head)) return undefined;
  const seen = new Set<BlockId>([head]);
  const work = [head];
  for (let at = work.pop(); at !== undefined; at = work.pop()) {
    for (const next of nexts(fn, at)) {
      if (next === head) return at;
      if (seen.has(next) || not.has(next)) continue;
      seen.add(next);
      work.push(next);
    }
  }
  return undefined;
}
