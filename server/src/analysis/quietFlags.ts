/**
 * Allocation flags that promise that no lock is taken, by their name or in words (a commit message, the comment in a header),
 * and what a request with one passes all the same. By the shape of the code: where the flag is tested, and which way it opens.
 * Misses: a flag handed on in a variable of another name.
 */
import type { Span } from '../base/span';
import type { BlockId, Expression, FunctionIr, Terminator } from '../ir/ir';
import { expressionParts } from '../ir/parts';
import { isNoSpinFlag } from '../kernel/noSpin';
import {
  isZoneWalkName,
  PER_CPU_LISTS,
  type RequestPlace,
  type RequestStepRow,
  requestSteps,
} from '../kernel/requestSteps';
import type { FileAnalysis } from './analyse';
import { stepExpressions, successorsOf } from './cfg';
import { contractsIn } from './contracts';
import { callsOf, endValue } from './shape';

/** `x & FLAG`, `!(x & FLAG)`: which way it is set. */
export interface FlagTest {
  readonly name: string;
  readonly set: boolean;
}

/** A branch that tests a flag. */
interface PlacedTest {
  readonly end: Extract<Terminator, { readonly kind: 'branch' }>;
  readonly flag: FlagTest;
}

function testedFlag(condition: Expression): FlagTest | undefined {
  if (condition.kind === 'unary' && condition.operator === '!') {
    const inner = testedFlag(condition.operand);
    return inner === undefined ? undefined : { ...inner, set: !inner.set };
  }
  if (condition.kind !== 'binary' || condition.operator !== '&') return undefined;
  const { right } = condition;
  const name = right.kind === 'integer' ? right.spelling : right.kind === 'global' ? right.name : flagOfBit(right);
  return name === undefined ? undefined : { name, set: true };
}

const TESTS = new WeakMap<FunctionIr, readonly PlacedTest[]>();

/** The branches of a function that test a flag, in block order. */
export function flagTests(fn: FunctionIr): readonly PlacedTest[] {
  const known = TESTS.get(fn);
  if (known !== undefined) return known;
  const fresh = fn.blocks.flatMap(({ end }) => {
    if (end.kind !== 'branch') return [];
    const flag = testedFlag(end.condition);
    return flag === undefined ? [] : [{ end, flag }];
  });
  TESTS.set(fn, fresh);
  return fresh;
}

/** The flag whose definition is seen, but not the enum that its bit is of: `BIT(___GFP_X_BIT)`. */
function flagOfBit(expression: Expression): string | undefined {
  const bit = expression.kind === 'global' ? /^___GFP_(\w+)_BIT$/.exec(expression.name)?.[1] : undefined;
  if (bit !== undefined) return `__GFP_${bit}`;
  for (const part of expressionParts(expression)) {
    const found = flagOfBit(part);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Is that a flag of requests that take no lock? */
export function isQuietFlag(file: FileAnalysis, name: string): boolean {
  return isNoSpinFlag(name) || promisedFlags(file).has(name);
}

const PROMISED = new WeakMap<FileAnalysis, ReadonlySet<string>>();

/** Flags named in a sentence that promises that no lock is taken. */
function promisedFlags(file: FileAnalysis): ReadonlySet<string> {
  const known = PROMISED.get(file);
  if (known !== undefined) return known;
  const fresh = new Set<string>();
  for (const sentence of file.source?.promises ?? []) {
    const flags = sentence.match(/\b_*GFP_\w+\b/g) ?? [];
    const [flag] = flags;
    if (flag === undefined || new Set(flags).size > 1) continue;
    if (contractsIn(sentence).some(({ promise }) => promise !== 'never-sleeps')) fresh.add(flag);
  }
  PROMISED.set(file, fresh);
  return fresh;
}

/** Blocks that a request with the flag can get to. */
export function blocksOpenTo(fn: FunctionIr, flag: string): ReadonlySet<BlockId> {
  const seen = new Set<BlockId>([0]);
  const work: BlockId[] = [0];
  for (let at = work.pop(); at !== undefined; at = work.pop()) {
    const end = fn.blocks[at]?.end;
    if (end === undefined) continue;
    const tested = end.kind === 'branch' ? testedFlag(end.condition) : undefined;
    const open =
      end.kind === 'branch' && tested?.name === flag ? [tested.set ? end.then : end.else] : successorsOf(end);
    for (const next of open) {
      if (seen.has(next)) continue;
      seen.add(next);
      work.push(next);
    }
  }
  return seen;
}

/** A step of the allocator that requests with the flag pass. */
export interface RequestGap {
  readonly kind: 'step';
  readonly row: RequestStepRow;
  readonly flag: string;
  readonly function: string;
  /** The test of the flag nearest to it. */
  readonly span: Span;
  /** The call itself, where the text shows it. */
  readonly call: { readonly name: string; readonly function: string; readonly span: Span } | undefined;
}

/** Nothing refuses the flag beside flags that lock. */
export interface CombinationGap {
  readonly kind: 'combination';
  readonly flag: string;
  readonly function: string;
  readonly span: Span;
}

interface FlagUse {
  readonly fn: FunctionIr;
  readonly place: RequestPlace;
  readonly flag: string;
  /** The tests, in the order of the text. */
  readonly tests: readonly Span[];
}

const KNOWN = new WeakMap<FileAnalysis, readonly (RequestGap | CombinationGap)[]>();

export function requestGaps(file: FileAnalysis): readonly (RequestGap | CombinationGap)[] {
  const known = KNOWN.get(file);
  if (known !== undefined) return known;
  const uses = flagUses(file);
  const fresh = [...new Set(uses.map(({ flag }) => flag))].flatMap((flag) => gapsOf(file, flag, uses));
  KNOWN.set(file, fresh);
  return fresh;
}

function gapsOf(file: FileAnalysis, flag: string, all: readonly FlagUse[]): (RequestGap | CombinationGap)[] {
  const uses = all.filter((use) => use.flag === flag);
  const found: (RequestGap | CombinationGap)[] = [];
  const placed = new Map<RequestPlace, number>();
  for (const row of requestSteps(file.engine.facts.version)) {
    const use = lastAt(uses, row.place);
    if (use === undefined) continue;
    // The flag is looked at further in, where other steps are told, or goes there under another name.
    const isUnlooked = row.id === 'unlooked';
    if (isUnlooked && (uses.some(({ place }) => place !== 'entry') || becomesAnother(file, flag))) continue;
    const within = isUnlooked ? [use.fn] : file.file.functions;
    const step = row.calls.length === 0 ? orderStep(file, flag) : callStep(file, flag, row, within);
    if (step === 'kept-away') continue;
    // Several steps of one place are told at one test each, while there are some.
    const nth = placed.get(row.place) ?? 0;
    placed.set(row.place, nth + 1);
    const span = use.tests[Math.min(nth, use.tests.length - 1)];
    if (span === undefined) continue;
    found.push({ kind: 'step', row, flag, function: use.fn.name, span, call: step });
  }
  const entry = lastAt(uses, 'entry');
  const [span] = entry?.tests ?? [];
  if (entry !== undefined && span !== undefined && !refusesOthers(file, flag))
    found.push({ kind: 'combination', flag, function: entry.fn.name, span });
  return found;
}

/** The lists have a helper that is called from the function that knows all of them: that one comes later in the text. */
function lastAt(uses: readonly FlagUse[], place: RequestPlace): FlagUse | undefined {
  return uses.findLast((use) => use.place === place);
}

/** The step's call on a way that the flag leaves open; 'kept-away': the text keeps such requests from it, or has no such step. */
function callStep(
  file: FileAnalysis,
  flag: string,
  row: RequestStepRow,
  within: readonly FunctionIr[],
): RequestGap['call'] | 'kept-away' {
  let open: RequestGap['call'];
  for (const fn of within) {
    const calls = callsOf(fn).filter((call) => row.calls.includes(call.name));
    if (calls.length === 0 || !takesRequest(fn)) continue;
    const blocks = blocksOpenTo(fn, flag);
    const reached = calls.find((call) => blocks.has(call.block));
    if (reached === undefined) return 'kept-away';
    open ??= { name: reached.name, function: fn.name, span: reached.step.span };
  }
  return open ?? (file.source?.partial === true ? undefined : 'kept-away');
}

/** Of whole files trylock-only follows the calls; of hunks it is what they do not say. */
function orderStep(file: FileAnalysis, flag: string): undefined | 'kept-away' {
  const { source } = file;
  if (source?.partial !== true) return 'kept-away';
  return linesWith(source.text, flag).some((line) => /\border\b/.test(line)) ? 'kept-away' : undefined;
}

/** `if (gfp & FLAG) alloc_flags |= OTHER;` */
function becomesAnother(file: FileAnalysis, flag: string): boolean {
  return new RegExp(`\\b${flag}\\b[^;{}]{0,80}[{\\s]\\s*\\w*flags\\s*\\|=`).test(file.source?.text ?? '');
}

function refusesOthers(file: FileAnalysis, flag: string): boolean {
  return linesWith(file.source?.text ?? '', flag).some((line) =>
    /\b(?:__GFP_(?:DIRECT_)?RECLAIM|__GFP_ACCOUNT|__GFP_NOFAIL|GFP_KERNEL)\b/.test(line),
  );
}

/** What a gap rests on where only hunks are at hand. */
export function unseen(within: string, version: string): string {
  return `what the hunks do not show of ${within}() is as in ${version}`;
}

function linesWith(text: string, flag: string): string[] {
  const word = new RegExp(`\\b${flag}\\b`);
  return text
    .split('\n')
    .filter((line) => !/^\s*(?:\*|#)/.test(line))
    .map((line) => line.replace(/\/\/.*|\/\*.*/, ''))
    .filter((line) => word.test(line));
}

function flagUses(file: FileAnalysis): FlagUse[] {
  const found: FlagUse[] = [];
  for (const fn of file.file.functions) {
    const tests = new Map<string, Span[]>();
    for (const { end, flag } of flagTests(fn))
      if (isQuietFlag(file, flag.name)) tests.set(flag.name, [...(tests.get(flag.name) ?? []), end.span]);
    if (tests.size === 0) continue;
    const place = placeOf(fn);
    if (place === undefined) continue;
    for (const [flag, spans] of tests) found.push({ fn, place, flag, tests: spans.sort((a, b) => a.start - b.start) });
  }
  return found;
}

/** By what the function works on, not by its name. */
function placeOf(fn: FunctionIr): RequestPlace | undefined {
  const names = namesIn(fn);
  if (names.has(PER_CPU_LISTS.types) || names.has(`.${PER_CPU_LISTS.member}`)) return 'lists';
  if (!takesRequest(fn)) return undefined;
  if ([...names].some(isZoneWalkName)) return 'zones';
  const zone = fn.variables.slice(0, fn.parameterCount).some(({ name }) => name.includes('zone'));
  return zone ? undefined : 'entry';
}

function takesRequest(fn: FunctionIr): boolean {
  return fn.variables
    .slice(0, fn.parameterCount)
    .some(({ type, name }) => (type.kind === 'named' && type.name === 'gfp_t') || name === 'alloc_flags');
}

/** Globals, constants and callees a function names; members with a point in front. */
function namesIn(fn: FunctionIr): ReadonlySet<string> {
  const names = new Set<string>();
  const read = (expression: Expression): void => {
    if (expression.kind === 'global') names.add(expression.name);
    if (expression.kind === 'integer' && expression.spelling !== undefined) names.add(expression.spelling);
    if (expression.kind === 'field') names.add(`.${expression.name}`);
    for (const part of expressionParts(expression)) read(part);
  };
  for (const block of fn.blocks) {
    for (const step of block.steps) for (const expression of stepExpressions(step)) read(expression);
    const value = endValue(block.end);
    if (value !== undefined) read(value);
  }
  for (const call of callsOf(fn)) names.add(call.name);
  return names;
}
