/** A predicate used against its contract: the bad page handed out, the error pointer followed, "allowed" answered by no. */

import type { SourceText } from '../analysis/analyse';
import { stepExpressions } from '../analysis/cfg';
import { assignedVariable, bare, branchOn, callsOf, endValue, type PlacedCall, walkForward } from '../analysis/shape';
import type { BlockId, Expression, FileIr, FunctionIr } from '../ir/ir';
import { expressionParts } from '../ir/parts';
import { bootSwitch } from '../kernel/bootSwitches';
import { isGfpPermission, valuePredicateByName } from '../kernel/predicates';
import type { Detection, FileDetection, Rule, Subject } from './rule';

export const invertedCheck: Rule = {
  meta: {
    id: 'inverted-check',
    title: 'Predicate used the wrong way round',
    what: 'check_new_page() and its kin are true for a BAD page, and the branch they send it to hands the page out, while the other does not; IS_ERR() is true and the pointer is followed; a helper named for what GFP flags allow returns the negation, or IS_ENABLED() asks at build time for what is decided at boot.',
    why: 'Exactly the corrupt pages are used and the good ones refused (or, with the check compiled to false, nothing is ever returned); an error number is used as an address; callers take the wrong branch without a sign.',
    whatToDo:
      'Negate the test. Read the predicate: true means bad for check_new_page(), true means ok for free_pages_prepare().',
    references: [
      'mm/page_alloc.c: check_new_page(), free_pages_prepare()',
      'include/linux/err.h',
      'include/linux/gfp.h: gfpflags_allow_spinning()',
    ],
    band: 'proven',
    worlds: ['smp', 'rt', 'up'],
    limits: 'Only predicates whose meaning the tables know, tested by the branch that follows the call.',
    example: {
      bad: '#include <linux/mm.h>\n#include <linux/list.h>\nstatic bool check_new_page(struct page *page);\nstruct page *example(struct list_head *list)\n{\n\tstruct page *page = list_first_entry_or_null(list, struct page, lru);\n\n\tif (page && check_new_page(page)) {\n\t\tlist_del(&page->lru);\n\t\treturn page;\n\t}\n\treturn 0;\n}',
      good: '#include <linux/mm.h>\n#include <linux/list.h>\nstatic bool check_new_page(struct page *page);\nvoid example(struct list_head *list)\n{\n\tstruct page *page = list_first_entry_or_null(list, struct page, lru);\n\n\tif (page && !check_new_page(page))\n\t\tlist_del(&page->lru);\n}',
    },
  },

  detect(subject: Subject): readonly Detection[] {
    const { fn } = subject.fn;
    const found: Detection[] = [];
    const report = (call: PlacedCall, variant: string): void =>
      void found.push({ span: call.step.span, function: fn.name, band: 'proven', reasons: [], variant });
    for (const call of callsOf(fn)) {
      const predicate = valuePredicateByName(call.name);
      if (predicate === undefined) continue;
      const subjectOf = call.step.args[predicate.argument];
      const sides = call.step.result === undefined ? undefined : sidesOf(fn, call, call.step.result);
      if (subjectOf === undefined || sides === undefined) continue;
      const tested = bare(subjectOf);
      if (tested.kind !== 'variable') continue;
      const { meaning } = predicate;
      if (meaning === 'bad-page' || meaning === 'good-page') {
        const [bad, good] = meaning === 'bad-page' ? [sides.yes, sides.no] : [sides.no, sides.yes];
        if (handsOut(fn, bad, tested.id) && !handsOut(fn, good, tested.id)) report(call, meaning);
      } else if (meaning === 'error-pointer' || meaning === 'error-or-null') {
        if (followsAtOnce(fn, sides.yes, tested.id) && !followsAtOnce(fn, sides.no, tested.id)) report(call, 'error');
      }
    }
    if (isGfpPermission(fn.name) && answersNo(subject))
      found.push({ span: fn.nameSpan, function: fn.name, band: 'proven', reasons: [], variant: 'permission' });
    return found;
  },

  overFile: ({ file, source }): readonly FileDetection[] => (source === undefined ? [] : buildTimeTests(file, source)),

  explain(subject, detection) {
    const call =
      callsOf(subject.fn.fn).find((c) => c.step.span.start === detection.span.start)?.name ?? detection.function;
    const [message, step] = wording(call, detection.variant ?? '');
    return {
      message,
      path: [{ file: '', span: detection.span, function: detection.function, text: step }],
      assumptions: [],
    };
  },

  fixes(subject, detection) {
    const { source } = subject.file;
    if (detection.variant === 'permission' || detection.variant === 'error' || source === undefined) return [];
    const at = source.place(detection.span).start;
    const negated = /!\s*$/.exec(source.text.slice(Math.max(0, at - 4), at));
    const { start } = detection.span;
    return [
      negated === null
        ? { title: 'Negate the test', edits: [{ span: { start, end: start }, text: '!' }] }
        : {
            title: 'Remove the negation',
            edits: [{ span: { start: start - negated[0].length, end: start }, text: '' }],
          },
    ];
  },

  witness: () => ({ kind: 'none', reason: 'which page is bad is data that no path of locks decides' }),
};

function noteOf(call: string): string {
  const note = valuePredicateByName(call)?.note;
  return note === undefined ? '' : ` (${note})`;
}

function wording(call: string, variant: string): readonly [message: string, step: string] {
  switch (variant) {
    case 'bad-page':
      return [
        `${call}() is true for a bad page, and this branch hands the page out; the good page is refused${noteOf(call)}`,
        `${call}() true: the page is bad`,
      ];
    case 'good-page':
      return [
        `${call}() is true for a good page, and the page is handed out where it is false`,
        `${call}() false: the page must not be used`,
      ];
    case 'error':
      return [
        `${call}() is true for an error pointer, and the pointer is followed on this branch`,
        `${call}() true: no object`,
      ];
    default:
      return [
        `${call}() says by its name what is allowed, but returns false for flags that allow everything and true for none`,
        'returns the negation',
      ];
  }
}

/** The blocks a call's truth leads to, tested at the end of its own block. */
function sidesOf(
  fn: FunctionIr,
  call: PlacedCall,
  result: number,
): { readonly yes: BlockId; readonly no: BlockId } | undefined {
  const block = fn.blocks[call.block];
  if (block === undefined) return undefined;
  // Nothing with an effect may stand between the call and the branch.
  const rest = block.steps.slice(call.index + 1);
  return rest.some((step) => step.kind === 'call' || step.kind === 'assign') ? undefined : branchOn(block.end, result);
}

/** Is the variable's value returned on a way from the block, before it gets another value? */
function handsOut(fn: FunctionIr, from: BlockId, variable: number): boolean {
  let found = false;
  walkForward(fn, { block: from, index: 0 }, (at) => {
    if (at.kind === 'return') {
      const value = at.value === undefined ? undefined : bare(at.value);
      if (value?.kind === 'variable' && value.id === variable) found = true;
    }
    if ('origin' in at && assignedVariable(at) === variable) return 'stop-here';
    return 'go-on';
  });
  return found;
}

/** Is the pointer followed in this block itself, before it gets another value? */
function followsAtOnce(fn: FunctionIr, from: BlockId, variable: number): boolean {
  const block = fn.blocks[from];
  if (block === undefined) return false;
  for (const step of block.steps) {
    if (stepExpressions(step).some((e) => follows(e, variable))) return true;
    if (assignedVariable(step) === variable) return false;
  }
  const last = endValue(block.end);
  return last !== undefined && follows(last, variable);
}

function follows(expression: Expression, variable: number): boolean {
  if (expression.kind === 'deref') {
    const pointer = bare(expression.pointer);
    if (pointer.kind === 'variable' && pointer.id === variable) return true;
  }
  // &p->member reads nothing.
  if (expression.kind === 'address') return false;
  return expressionParts(expression).some((part) => follows(part, variable));
}

/** A function of flags that is false for all of them and true for none. */
function answersNo(subject: Subject): boolean {
  const { fn } = subject.fn;
  if (fn.parameterCount !== 1 || fn.blocks[0]?.end.kind !== 'return') return false;
  const value = fn.blocks[0] === undefined ? undefined : endValue(fn.blocks[0].end);
  if (value === undefined) return false;
  const all = valueFor(subject, value, 0xffffffffn);
  const none = valueFor(subject, value, 0n);
  return all === 0n && none !== undefined && none !== 0n;
}

/** The expression's value with the first parameter set; undefined: not computable. */
function valueFor(subject: Subject, expression: Expression, parameter: bigint): bigint | undefined {
  const of = (e: Expression): bigint | undefined => valueFor(subject, e, parameter);
  const truth = (b: boolean): bigint => (b ? 1n : 0n);
  switch (expression.kind) {
    case 'integer':
      return expression.value;
    case 'variable':
      return expression.id === 0 ? parameter : undefined;
    case 'global':
      return (
        subject.file.engine.declarations.enumConstant(expression.name) ?? subject.file.engine.constant(expression.name)
      );
    case 'cast':
      return of(expression.operand);
    case 'unary': {
      const value = of(expression.operand);
      if (value === undefined) return undefined;
      return expression.operator === '!' ? truth(value === 0n) : expression.operator === '~' ? ~value : -value;
    }
    case 'binary': {
      const left = of(expression.left);
      const right = of(expression.right);
      if (left === undefined || right === undefined) return undefined;
      switch (expression.operator) {
        case '&':
          return left & right;
        case '|':
          return left | right;
        case '==':
          return truth(left === right);
        case '!=':
          return truth(left !== right);
        case '&&':
          return truth(left !== 0n && right !== 0n);
        case '||':
          return truth(left !== 0n || right !== 0n);
        default:
          return undefined;
      }
    }
    default:
      return undefined;
  }
}

/** `if (IS_ENABLED(CONFIG_DEBUG_PAGEALLOC))` in a function: true for every kernel that has the option compiled in. */
function buildTimeTests(file: FileIr, source: SourceText): FileDetection[] {
  const found: FileDetection[] = [];
  for (const match of source.text.matchAll(/\bIS_ENABLED\(CONFIG_(\w+)\)/g)) {
    const row = bootSwitch(match[1] ?? '');
    const span = { start: match.index, end: match.index + match[0].length };
    const fn = file.functions.find((f) => {
      const body = source.place(f.bodySpan);
      return body.start < span.start && span.end < body.end;
    });
    if (row === undefined || fn === undefined) continue;
    const message = `${match[0]} is true wherever the option is compiled in, also when it is off at boot; ${row.ask} asks the running kernel`;
    found.push({
      span,
      function: fn.name,
      band: 'likely',
      message,
      path: [{ file: '', span, function: fn.name, text: 'decided when the kernel is built' }],
      assumptions: ['kernels are built with the option and boot without it'],
      witness: { kind: 'none', reason: 'the configuration decides, not a run' },
    });
  }
  return found;
}
