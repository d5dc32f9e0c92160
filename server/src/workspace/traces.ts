/**
 * What a lowering asked for, so that its result can be reused in another configuration that answers the same: most functions
 * mean the same in every world, and need to be lowered once only.
 */
import { sameValue } from '../base/sameValue';
import type { Declarations } from '../ir/types';
import type { PreprocessorFacts } from '../syntax/api';

/** Questions asked, as texts: a letter for the kind, then the name. */
export type Trace = readonly string[];

/** Declarations and configuration that note each question put to them. */
export class Recorder {
  private asked = new Set<string>();
  readonly preprocessor: PreprocessorFacts;

  constructor(preprocessor: PreprocessorFacts) {
    this.preprocessor = {
      id: preprocessor.id,
      isDefined: (name) => {
        this.asked.add(`d${name}`);
        return preprocessor.isDefined(name);
      },
      valueOf: (name) => {
        this.asked.add(`v${name}`);
        return preprocessor.valueOf(name);
      },
    };
  }

  watch(declarations: Declarations): Declarations {
    const note = (question: string): void => void this.asked.add(question);
    return {
      record(tag, union) {
        note(`${union ? 'u' : 'r'}${tag}`);
        return declarations.record(tag, union);
      },
      typedef(name) {
        note(`t${name}`);
        return declarations.typedef(name);
      },
      enumConstant(name) {
        note(`e${name}`);
        return declarations.enumConstant(name);
      },
      global(name) {
        note(`g${name}`);
        return declarations.global(name);
      },
      functionType(name) {
        note(`f${name}`);
        return declarations.functionType(name);
      },
      macro(name) {
        note(`m${name}`);
        return declarations.macro(name);
      },
    };
  }

  /** The questions since the last call, in order. */
  take(): Trace {
    const trace = [...this.asked];
    this.asked = new Set();
    return trace;
  }
}

/** What was asked before, and what was asked now. */
export function joinTraces(before: Trace | undefined, now: Trace): Trace {
  if (before === undefined || now.length === 0) return before ?? now;
  return [...new Set([...before, ...now])];
}

/** Two configurations of one text; each question is put to both at most once. */
export class Comparison {
  private readonly answers = new Map<string, boolean>();

  constructor(
    private readonly left: { readonly declarations: Declarations; readonly preprocessor: PreprocessorFacts },
    private readonly right: { readonly declarations: Declarations; readonly preprocessor: PreprocessorFacts },
  ) {}

  isOf(left: Declarations, right: Declarations): boolean {
    return this.left.declarations === left && this.right.declarations === right;
  }

  agreeOn(trace: Trace): boolean {
    return trace.every((question) => {
      const known = this.answers.get(question);
      if (known !== undefined) return known;
      const same = sameValue(answer(this.left, question), answer(this.right, question));
      this.answers.set(question, same);
      return same;
    });
  }
}

/** Do two configurations answer alike what a mask asked for? Then the text has one mask in both. */
export function sameConditions(trace: Trace, left: PreprocessorFacts, right: PreprocessorFacts): boolean {
  return trace.every((question) => condition(left, question) === condition(right, question));
}

function condition(facts: PreprocessorFacts, question: string): boolean | bigint | undefined {
  const name = question.slice(1);
  return question[0] === 'd' ? facts.isDefined(name) : facts.valueOf(name);
}

function answer(
  from: { readonly declarations: Declarations; readonly preprocessor: PreprocessorFacts },
  question: string,
): unknown {
  const name = question.slice(1);
  const { declarations, preprocessor } = from;
  switch (question[0]) {
    case 'r':
      return declarations.record(name, false);
    case 'u':
      return declarations.record(name, true);
    case 't':
      return declarations.typedef(name);
    case 'e':
      return declarations.enumConstant(name);
    case 'g': {
      // Where it is declared says nothing to a lowering.
      const global = declarations.global(name);
      return global?.span === undefined ? global : { ...global, span: undefined };
    }
    case 'f':
      return declarations.functionType(name);
    case 'm':
      return declarations.macro(name);
    default:
      return condition(preprocessor, question);
  }
}
