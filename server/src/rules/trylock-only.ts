/** A path that says of itself that it must not spin, and takes a lock without trying. */
import type { FileAnalysis } from '../analysis/analyse';
import { calledNames } from '../analysis/callGraph';
import type { Place } from '../analysis/context';
import { relativeSpan } from '../analysis/engine';
import { blocksOpenTo, flagTests, isQuietFlag, type RequestGap, requestGaps, unseen } from '../analysis/quietFlags';
import { absoluteSpan, stepAt } from '../analysis/report';
import { branchOn, callsOf, sureEffects, walkForward } from '../analysis/shape';
import type { BlockId, CallStep, FunctionIr } from '../ir/ir';
import { isNoSpinFunction } from '../kernel/noSpin';
import { valuePredicateByName } from '../kernel/predicates';
import type { Detection, FileDetection, Rule, Subject } from './rule';

export const trylockOnly: Rule = {
  meta: {
    id: 'trylock-only',
    title: 'Lock taken on a path that must not spin',
    what: 'The branch where gfpflags_allow_spinning() is false, or ALLOC_TRYLOCK is set, or a helper declared lockless, takes a spinlock unconditionally, itself or in a function of the file; or a flag that keeps requests from a lock is tested without a look at their order.',
    why: 'Such paths run in NMI and under arbitrary raw locks: the lock may be held by the very CPU that now spins on it, and on PREEMPT_RT it sleeps.',
    whatToDo: 'Use spin_trylock_irqsave() and return NULL when it fails, or move the lock to the branch that may spin.',
    references: [
      'mm/page_alloc.c: alloc_pages_nolock_noprof(), rmqueue_buddy() 6.15',
      'include/linux/gfp.h: gfpflags_allow_spinning()',
    ],
    band: 'proven',
    worlds: ['smp', 'rt', 'up'],
    limits:
      'Only branches that nothing but that answer leads to, and helpers whose name says lockless. Locks taken in other files are not seen.',
    example: {
      bad: '#include <linux/gfp.h>\nstatic DEFINE_SPINLOCK(example_lock);\nbool gfpflags_allow_spinning(gfp_t flags);\nint example(gfp_t flags)\n{\n\tif (!gfpflags_allow_spinning(flags)) {\n\t\tspin_lock(&example_lock);\n\t\tspin_unlock(&example_lock);\n\t\treturn 1;\n\t}\n\treturn 0;\n}',
      good: '#include <linux/gfp.h>\nstatic DEFINE_SPINLOCK(example_lock);\nbool gfpflags_allow_spinning(gfp_t flags);\nint example(gfp_t flags)\n{\n\tif (!gfpflags_allow_spinning(flags)) {\n\t\tif (!spin_trylock(&example_lock))\n\t\t\treturn 0;\n\t} else {\n\t\tspin_lock(&example_lock);\n\t}\n\tspin_unlock(&example_lock);\n\treturn 1;\n}',
    },
  },

  detect(subject: Subject): readonly Detection[] {
    const { fn } = subject.fn;
    return lockedWays(subject).map(({ chain, why, declared }) => {
      const last = chain.at(-1);
      return {
        span: last === undefined ? fn.nameSpan : absoluteSpan(subject.file, last),
        function: last?.function ?? fn.name,
        band: declared ? 'likely' : 'proven',
        reasons: [],
        once: true as const,
        variant: why,
      };
    });
  },

  explain(subject, detection) {
    const way = lockedWays(subject).find(({ chain, why }) => {
      const last = chain.at(-1);
      return (
        why === detection.variant &&
        last !== undefined &&
        absoluteSpan(subject.file, last).start === detection.span.start
      );
    });
    if (way === undefined) return { message: '', path: [], assumptions: [] };
    const call = way.chain.at(-1)?.call ?? '';
    const between = way.chain.slice(0, -1).map((p) => `${p.call}()`);
    const through = between.length === 0 ? '' : ` (through ${between.join(', ')})`;
    return {
      message: `${call}() takes a lock${through} ${way.why}`,
      path: [
        ...(way.begin === undefined ? [] : [stepAt(subject.file, way.begin, 'from here on the path must not spin')]),
        ...way.chain.map((place, index) =>
          stepAt(
            subject.file,
            place,
            index === way.chain.length - 1 ? `${call}() spins until the lock is free` : `calls ${place.call}()`,
          ),
        ),
      ],
      assumptions: way.declared ? ['the name says what is promised'] : [],
    };
  },

  overFile: (file): readonly FileDetection[] =>
    requestGaps(file).flatMap((gap) =>
      gap.kind === 'step' && gap.row.id === 'high-order' ? [tellOrder(file, gap)] : [],
    ),

  fixes: () => [],
  witness: () => ({ kind: 'none', reason: 'the lock must be held by the interrupted code, which is another context' }),
};

/** The flag opens a way around the lock at the lists; nothing keeps the requests away that the lists cannot serve. */
function tellOrder(file: FileAnalysis, { row, flag, function: name, span }: RequestGap): FileDetection {
  return {
    span,
    function: name,
    band: 'likely',
    message: `requests with ${flag} take no lock, and their order is not looked at: ${row.what} (${row.within}())`,
    path: [{ file: '', span, function: name, text: `${flag} is looked at, the order is not` }],
    assumptions: [unseen(row.within, file.engine.facts.version)],
    witness: { kind: 'none', reason: 'the lock must be held by the interrupted code, which is another context' },
    aspect: row.id,
    local: true,
  };
}

interface LockedWay {
  readonly chain: readonly Place[];
  readonly why: string;
  readonly begin?: Place;
  readonly declared: boolean;
}

function lockedWays(subject: Subject): LockedWay[] {
  const { fn } = subject.fn;
  const found: LockedWay[] = [];
  for (const { block, other, why, begin } of noSpinBranches(subject, fn)) {
    const elsewhere = reachedFrom(fn, other);
    walkForward(fn, { block, index: 0 }, (at, id) => {
      // Where the other answer leads too, both kinds of caller come by.
      if (elsewhere.has(id)) return 'stop-here';
      if (at.kind !== 'call') return 'go-on';
      const chain = lockChain(subject, fn, at, new Set([fn.name]), 0);
      if (chain !== undefined) found.push({ chain, why, begin, declared: false });
      return 'go-on';
    });
  }
  if (isNoSpinFunction(fn.name)) {
    for (const call of callsOf(fn)) {
      const chain = lockChain(subject, fn, call.step, new Set([fn.name]), 0);
      if (chain !== undefined)
        found.push({ chain, why: `in ${fn.name}(), which says that it takes no lock`, declared: true });
    }
  }
  found.push(...flagIgnored(subject));
  return found;
}

interface NoSpinBranch {
  readonly block: BlockId;
  readonly other: BlockId;
  readonly why: string;
  readonly begin: Place;
}

function noSpinBranches(subject: Subject, fn: FunctionIr): NoSpinBranch[] {
  const found: NoSpinBranch[] = [];
  for (const call of callsOf(fn)) {
    if (call.step.result === undefined || valuePredicateByName(call.name)?.meaning !== 'gfp-may-spin') continue;
    const end = fn.blocks[call.block]?.end;
    const sides = end === undefined ? undefined : branchOn(end, call.step.result);
    if (sides === undefined) continue;
    const begin: Place = { file: '', function: fn.name, span: relativeSpan(fn, call.step.span), call: call.name };
    found.push({
      block: sides.no,
      other: sides.yes,
      why: `where ${call.name}() says that the caller must not spin`,
      begin,
    });
  }
  for (const { end, flag } of flagTests(fn)) {
    if (!isQuietFlag(subject.file, flag.name)) continue;
    const begin: Place = {
      file: subject.fn.file,
      function: fn.name,
      span: relativeSpan(fn, end.span),
      call: flag.name,
    };
    const [block_, other] = flag.set ? [end.then, end.else] : [end.else, end.then];
    found.push({ block: block_, other, why: `where ${flag.name} says that the caller must not spin`, begin });
  }
  return found;
}

function reachedFrom(fn: FunctionIr, block: BlockId): ReadonlySet<BlockId> {
  const found = new Set<BlockId>();
  walkForward(fn, { block, index: 0 }, (_at, id) => {
    found.add(id);
    return 'go-on';
  });
  return found;
}

const TESTERS = new WeakMap<FileAnalysis, ReadonlyMap<string, string>>();

/** Functions of the file that test a flag of that kind, with the flag's name. */
function testersOf(file: FileAnalysis): ReadonlyMap<string, string> {
  const known = TESTERS.get(file);
  if (known !== undefined) return known;
  const fresh = new Map<string, string>();
  for (const fn of file.file.functions) {
    for (const { flag } of flagTests(fn)) if (isQuietFlag(file, flag.name)) fresh.set(fn.name, flag.name);
  }
  TESTERS.set(file, fresh);
  return fresh;
}

/**
 * A function that requests with the flag come through: it tests it, or is called by one that does and is handed the flags. What
 * it calls on the way that the flag leaves open takes a lock.
 */
function flagIgnored(subject: Subject): LockedWay[] {
  const { fn } = subject.fn;
  const testers = testersOf(subject.file);
  if (testers.size === 0 || !fn.variables.slice(0, fn.parameterCount).some(isFlags)) return [];
  const own = testers.get(fn.name);
  const caller = subject.file.file.functions.find((f) => testers.has(f.name) && calledNames(f).has(fn.name));
  const flag = own ?? (caller === undefined ? undefined : testers.get(caller.name));
  if (flag === undefined) return [];
  const found: LockedWay[] = [];
  for (const at of blocksOpenTo(fn, flag)) {
    for (const step of fn.blocks[at]?.steps ?? []) {
      const chain = step.kind === 'call' ? lockChain(subject, fn, step, new Set([fn.name]), 0) : undefined;
      if (chain !== undefined)
        found.push({ chain, why: `although ${flag} says that the request must not spin`, declared: true });
    }
  }
  return found;
}

function isFlags(variable: FunctionIr['variables'][number]): boolean {
  return (variable.type.kind === 'named' && variable.type.name === 'gfp_t') || variable.name === 'alloc_flags';
}

const MAX_DEPTH = 4;

/** Down to a lock that is waited for, in functions of the file that do not decide by themselves; undefined: none. */
function lockChain(
  subject: Subject,
  fn: FunctionIr,
  step: CallStep,
  seen: Set<string>,
  depth: number,
): Place[] | undefined {
  if (typeof step.callee !== 'string') return undefined;
  const here: Place = { file: '', function: fn.name, span: relativeSpan(fn, step.span), call: step.callee };
  const effects = sureEffects(subject.file.engine, step);
  if (effects.some((e) => e.kind === 'acquire' && !e.try && SPINNING.has(e.lockKind))) return [here];
  const callee = subject.file.file.functions.find((f) => f.name === step.callee);
  if (callee === undefined || seen.has(callee.name) || depth >= MAX_DEPTH) return undefined;
  if (noSpinBranches(subject, callee).length > 0) return undefined;
  seen.add(callee.name);
  // Only what the callee always does first: its own conditions may keep it from the lock.
  let found: Place[] | undefined;
  const passed = new Set<BlockId>();
  for (let block: BlockId | undefined = 0; block !== undefined && found === undefined; ) {
    const code: FunctionIr['blocks'][number] | undefined = callee.blocks[block];
    for (const inner of code?.steps ?? []) {
      if (inner.kind !== 'call') continue;
      const rest = lockChain(subject, callee, inner, seen, depth + 1);
      if (rest !== undefined) {
        found = [here, ...rest];
        break;
      }
    }
    passed.add(block);
    block = code?.end.kind === 'jump' && !passed.has(code.end.to) ? code.end.to : undefined;
  }
  return found;
}

const SPINNING: ReadonlySet<string> = new Set(['spinlock', 'raw_spinlock', 'rwlock', 'seqlock']);
