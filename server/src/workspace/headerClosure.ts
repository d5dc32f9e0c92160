/**
 * Which header entries one file sees in one configuration, and which of several wins: the first in the order in which the
 * preprocessor would meet them, among those whose #if conditions hold.
 * Simplification: an #include is followed whatever #if it stands under, unless the facts say that it is off (extra names).
 */
import type { PreprocessorFacts } from '../syntax/api';
import { evaluateCondition } from '../syntax/conditions';
import type { EntryKind, HeaderCondition } from './headerScan';
import { type EntryRef, FORCED_INCLUDES, type HeaderId, type HeaderStore, isSource } from './headerStore';

const NO_LOCALS = { defined: new Map<string, never>(), undefined: new Set<string>() } as const;
/** Conditions that ask for macros whose conditions ask for macros ... end here, as "not defined". */
const MAX_CONDITION_DEPTH = 8;

/** Per configuration: the truth of expressions that only ask for options, which no header can change. Half of all. */
const optionTruths = new WeakMap<PreprocessorFacts, Map<string, boolean>>();

function knownOf(facts: PreprocessorFacts): Map<string, boolean> {
  const known = optionTruths.get(facts) ?? new Map<string, boolean>();
  optionTruths.set(facts, known);
  return known;
}

const OPTION_WORDS: ReadonlySet<string> = new Set(['defined', 'IS_ENABLED', 'IS_BUILTIN', 'IS_MODULE', 'IS_REACHABLE']);

/** What an expression asks, as far as that saves an evaluation. */
interface Question {
  readonly onlyOptions: boolean;
  /** `defined(X)` or `!defined(X)`: X. */
  readonly name: string | undefined;
  readonly negated: boolean;
}

/** More than the headers of a tree ask. */
const MAX_QUESTIONS = 20_000;
const questions = new Map<string, Question>();

function questionOf(expression: string): Question {
  const known = questions.get(expression);
  if (known !== undefined) return known;
  const words = expression.match(/[A-Za-z_$][\w$]*/g) ?? [];
  const single = /^(!?)defined\((\w+)\)$/.exec(expression);
  const fresh: Question = {
    onlyOptions: words.every((word) => word.startsWith('CONFIG_') || OPTION_WORDS.has(word)),
    name: single?.[2],
    negated: single?.[1] === '!',
  };
  if (questions.size >= MAX_QUESTIONS) questions.clear();
  questions.set(expression, fresh);
  return fresh;
}

/** Walks from a file's includes; one per (file's include list, configuration). */
export class HeaderClosure {
  /** Per header in include order: the place of its entry, and after each of its includes. */
  private readonly segments = new Map<HeaderId, Int32Array>();
  /** .c files among them. */
  private readonly sources: HeaderId[] = [];
  private drops: Map<string, string[]> | undefined;
  private counter = 0;
  private readonly conditions = new Map<HeaderId, (boolean | undefined)[]>();
  private depth = 0;
  private readonly optionTruths: Map<string, boolean>;

  constructor(
    private readonly store: HeaderStore,
    private readonly facts: PreprocessorFacts,
    from: string,
    includes: readonly { readonly path: string; readonly angled: boolean }[],
  ) {
    this.optionTruths = knownOf(facts);
    for (const forced of FORCED_INCLUDES) this.enter(store.resolve(forced, true, from));
    for (const include of includes) this.enter(store.resolve(include.path, include.angled, from));
  }

  includes(header: HeaderId): boolean {
    return this.segments.has(header);
  }

  /** Tree paths of all that is included. */
  files(): string[] {
    return [...this.segments.keys()].map((id) => this.store.header(id).treePath);
  }

  /** The headers of which a function or macro drops a lock of that name for others, in any configuration. */
  droppingLock(name: string): readonly string[] {
    if (this.drops === undefined) {
      this.drops = new Map();
      for (const id of this.segments.keys()) {
        const { treePath, scan } = this.store.header(id);
        for (const each of scan.drops) {
          const headers = this.drops.get(each);
          if (headers === undefined) this.drops.set(each, [treePath]);
          else headers.push(treePath);
        }
      }
    }
    return this.drops.get(name) ?? [];
  }

  /** Is there an entry of that name in any configuration? */
  mentions(name: string): boolean {
    for (const ref of this.store.entries(name, this.sources)) if (this.includes(ref.header)) return true;
    return false;
  }

  /** The visible entry of that name among the kinds, first in include order. */
  find(name: string, accept: (kind: EntryKind) => boolean): EntryRef | undefined {
    let best: EntryRef | undefined;
    let bestOrder = Number.POSITIVE_INFINITY;
    for (const ref of this.store.entries(name, this.sources)) {
      if (!accept(ref.entry.kind)) continue;
      const order = this.orderOf(ref.header, ref.entry.start);
      if (order === undefined || order > bestOrder) continue;
      if (order === bestOrder && best !== undefined && best.entry.start <= ref.entry.start) continue;
      if (!this.holds(ref.header, ref.entry.condition)) continue;
      best = ref;
      bestOrder = order;
    }
    return best;
  }

  /** All visible entries of that name, in include order. */
  findAll(name: string, accept: (kind: EntryKind) => boolean): readonly EntryRef[] {
    const found: { ref: EntryRef; order: number }[] = [];
    for (const ref of this.store.entries(name, this.sources)) {
      const order = accept(ref.entry.kind) ? this.orderOf(ref.header, ref.entry.start) : undefined;
      if (order !== undefined && this.holds(ref.header, ref.entry.condition)) found.push({ ref, order });
    }
    return found.sort((a, b) => a.order - b.order || a.ref.entry.start - b.ref.entry.start).map(({ ref }) => ref);
  }

  private enter(id: HeaderId | undefined): void {
    if (id === undefined || this.segments.has(id)) return;
    const { scan, targets, treePath } = this.store.header(id);
    const places = new Int32Array(targets.length + 1);
    this.segments.set(id, places);
    if (isSource(treePath)) this.sources.push(id);
    places[0] = this.counter++;
    scan.includes.forEach((include, index) => {
      if (include.condition === -1 || this.holds(id, include.condition)) this.enter(targets[index]);
      places[index + 1] = this.counter++;
    });
  }

  private orderOf(header: HeaderId, at: number): number | undefined {
    const places = this.segments.get(header);
    if (places === undefined) return undefined;
    const { includes } = this.store.header(header).scan;
    let before = 0;
    while (before < includes.length && (includes[before]?.at ?? at) < at) before++;
    return places[before];
  }

  private holds(header: HeaderId, condition: number): boolean {
    if (condition === -1) return true;
    let memo = this.conditions.get(header);
    if (memo === undefined) {
      memo = [];
      this.conditions.set(header, memo);
    }
    const known = memo[condition];
    if (known !== undefined) return known;
    const value = this.judge(header, this.store.header(header).scan.conditions[condition]);
    memo[condition] = value;
    return value;
  }

  private judge(header: HeaderId, condition: HeaderCondition | undefined): boolean {
    if (condition === undefined) return true;
    if (!this.holds(header, condition.parent)) return false;
    if (condition.not.some((expression) => this.isTrue(expression, header, condition))) return false;
    return condition.holds === undefined || this.isTrue(condition.holds, header, condition);
  }

  private isTrue(expression: string, header: HeaderId, condition: HeaderCondition): boolean {
    const { onlyOptions, name, negated } = questionOf(expression);
    if (onlyOptions) {
      const decided = this.optionTruths.get(expression);
      if (decided !== undefined) return decided;
    } else if (name !== undefined) {
      const isDefined = this.facts.isDefined(name) ?? this.macroBefore(name, header, condition.at) !== undefined;
      return isDefined !== negated;
    }
    const value = evaluateCondition(expression, this.factsAt(header, condition), NO_LOCALS);
    if (onlyOptions) this.optionTruths.set(expression, value);
    return value;
  }

  /** The configuration, and macros of headers that were met before: `#ifndef arch_x`, `#ifdef HAVE_ARCH_y`. */
  private factsAt(header: HeaderId, condition: HeaderCondition): PreprocessorFacts {
    const at = condition.at;
    const macro = (name: string) => this.macroBefore(name, header, at);
    return {
      id: this.facts.id,
      isDefined: (name) => this.facts.isDefined(name) ?? macro(name) !== undefined,
      valueOf: (name) => this.facts.valueOf(name) ?? this.valueOfMacro(macro(name)),
    };
  }

  private macroBefore(name: string, header: HeaderId, at: number): EntryRef | undefined {
    if (this.depth >= MAX_CONDITION_DEPTH || name.startsWith('CONFIG_')) return undefined;
    const limit = this.orderOf(header, at) ?? 0;
    this.depth++;
    try {
      return this.store.entries(name, this.sources).find((ref) => {
        if (ref.entry.kind !== 'macro') return false;
        const order = this.orderOf(ref.header, ref.entry.start);
        if (order === undefined || order > limit || (ref.header === header && ref.entry.start >= at)) return false;
        return this.holds(ref.header, ref.entry.condition);
      });
    } finally {
      this.depth--;
    }
  }

  private valueOfMacro(ref: EntryRef | undefined): bigint | undefined {
    if (ref === undefined) return undefined;
    const body = this.store.text(ref.header).slice(ref.entry.start, ref.entry.end);
    const value = /^\s*#\s*define\s+\w+\s+\(?\s*(0[xX][\da-fA-F]+|\d+)[uUlL]*\s*\)?\s*(?:\/[*/].*)?$/.exec(body)?.[1];
    return value === undefined ? undefined : BigInt(value);
  }
}
