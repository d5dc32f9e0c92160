/** Text that does not compile: a missing semicolon, a member the type does not have, a call with the wrong number of arguments. */
import type { FileAnalysis, SourceText } from '../analysis/analyse';
import { stepExpressions } from '../analysis/cfg';
import { resolveType, typeOf } from '../analysis/evaluate';
import { perFunction } from '../analysis/perFunction';
import type { Span } from '../base/span';
import type { CallStep, Expression, FunctionIr } from '../ir/ir';
import { expressionParts } from '../ir/parts';
import type { Declarations } from '../ir/types';
import { inRange } from '../kernel/versions';
import type { Detection, FileDetection, Rule, Subject } from './rule';

const NOT_RUN = { kind: 'none', reason: 'text that does not compile cannot be run' } as const;

export const buildError: Rule = {
  meta: {
    id: 'build-error',
    title: 'Text that does not compile',
    what: 'A statement lacks its semicolon, a member is named that the type does not have although it has one of nearly the same name, a function is called with a number of arguments that its declaration does not take, or one for others is declared nowhere. Each configuration is looked at, so an error inside #ifdef CONFIG_PREEMPT_RT is found too.',
    why: 'The kernel does not build, often only in a configuration that the author did not try.',
    whatToDo: 'Write what is missing, and build the other configurations.',
    references: ['Documentation/process/submit-checklist.rst'],
    band: 'proven',
    worlds: ['smp', 'rt', 'up'],
    limits:
      'Only errors that can be named for certain: functions and macros whose declaration is known, types whose members are all known.',
    example: {
      bad: '#include <linux/preempt.h>\nvoid example(void)\n{\n#ifdef CONFIG_PREEMPT_RT\n\tmigrate_disable()\n#endif\n\tpreempt_enable();\n}',
      good: '#include <linux/preempt.h>\nvoid example(void)\n{\n#ifdef CONFIG_PREEMPT_RT\n\tmigrate_disable();\n\tmigrate_enable();\n#endif\n}',
    },
  },

  detect: ({ file, fn }: Subject): readonly Detection[] => problemsOf(file.engine.declarations, fn.fn, file),

  overFile(file: FileAnalysis): readonly FileDetection[] {
    return [...undeclared(file), ...semicolons(file)];
  },

  explain: (_subject, detection) => ({
    message: detection.variant ?? '',
    path: [{ file: '', span: detection.span, function: detection.function, text: detection.variant ?? '' }],
    assumptions: [],
  }),
  fixes: () => [],
  witness: () => NOT_RUN,
};

function semicolons(file: FileAnalysis): FileDetection[] {
  return (file.file.missing ?? []).map(({ at, after, function: name }) => {
    const span = { start: at - 1, end: at };
    return {
      span,
      function: name,
      band: 'proven',
      message: `no semicolon after '${after}': this does not compile`,
      path: [{ file: '', span, function: name, text: `'${after}' and what follows are two statements` }],
      assumptions: [],
      fixes: [{ title: 'Add the semicolon', edits: [{ span: { start: at, end: at }, text: ';' }] }],
      witness: NOT_RUN,
    };
  });
}

/** What declares a function for its own callers: assembly, a macro around it, an architecture's choice. */
const CALLED_OTHERWISE = /\b(?:asmlinkage|__visible|__weak|__used|__bpf_kfunc|noinstr|main)\b|[A-Z][A-Z_]{3,}/;

/** In a file that declares what it gives to others there are so many declared functions for each that is not. */
const DECLARED_FOR_EACH = 4;

/** A function for others that no header declares: others cannot call it, and the compiler warns (since 6.8 in every build). */
function undeclared(analysis: FileAnalysis): FileDetection[] {
  const { file, source, engine } = analysis;
  if (source?.declaredOutside === undefined) return [];
  const shared = file.functions.filter((fn) => !fn.static);
  const found = shared.filter((fn) => source.declaredOutside?.(fn.name) === false && !isDeclaredIn(source, fn));
  // A file that declares nothing is a sketch; of hunks nobody can tell.
  const usual = shared.length - found.length >= DECLARED_FOR_EACH * found.length;
  if (!usual && source.partial !== true) return [];
  const sure = source.partial !== true && inRange({ since: '6.8' }, engine.facts.version);
  return found.map((fn) => ({
    span: fn.nameSpan,
    function: fn.name,
    band: sure ? 'likely' : 'question',
    message: `${fn.name}() is not static, and no header declares it: nobody else can call it (-Wmissing-prototypes)`,
    path: [{ file: '', span: fn.nameSpan, function: fn.name, text: 'no declaration before it' }],
    assumptions: source.partial === true ? ['no header that the patch leaves alone declares it'] : [],
    witness: NOT_RUN,
    aspect: 'undeclared',
    local: true,
  }));
}

/** Declared above in the text or in a header that the series changes; or called in a way that needs no declaration. */
function isDeclaredIn(source: SourceText, fn: FunctionIr): boolean {
  const { text } = source;
  const start = source.place(fn.span).start;
  const head = text.slice(Math.max(0, text.lastIndexOf('\n\n', start)), source.place(fn.nameSpan).end);
  if (CALLED_OTHERWISE.test(head)) return true;
  const prototype = new RegExp(`\\b${fn.name}\\s*\\([^{}]*?\\)[^{};]*;`);
  return prototype.test(`${(source.declared ?? []).join('\n')}\n${text.slice(0, start)}`);
}

/** The first member in an expression that its record does not have, where a name beside it was meant. */
function unknownMember(declarations: Declarations, expression: Expression): string | undefined {
  if (expression.kind === 'field' && expression.type.kind === 'unknown') {
    const base = resolveType(declarations, typeOf(expression.base));
    const record = base.kind === 'record' ? declarations.record(base.tag, base.union) : undefined;
    if (record !== undefined && base.kind === 'record' && !base.tag.includes('<anon')) {
      const names = memberNames(declarations, record.tag, record.union, 0);
      const meant = names?.find((name) => isNear(name, expression.name));
      // A macro may stand for a longer way to the member.
      const isMacro = declarations.macro(expression.name) !== undefined;
      if (names !== undefined && !names.includes(expression.name) && meant !== undefined && !isMacro)
        return `${base.union ? 'union' : 'struct'} ${base.tag} has no member '${expression.name}'; it has '${meant}'`;
    }
  }
  for (const part of expressionParts(expression)) {
    const found = unknownMember(declarations, part);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Members of a record and of its unnamed parts; undefined if some part is not known. */
function memberNames(declarations: Declarations, tag: string, union: boolean, depth: number): string[] | undefined {
  const record = declarations.record(tag, union);
  if (record === undefined || record.partial === true || depth > 6) return undefined;
  const names: string[] = [];
  for (const field of record.fields) {
    if (field.name !== '') {
      names.push(field.name);
      continue;
    }
    const type = resolveType(declarations, field.type);
    if (type.kind !== 'record') {
      if (field.bitWidth === undefined) return undefined;
      continue;
    }
    const inner = memberNames(declarations, type.tag, type.union, depth + 1);
    if (inner === undefined) return undefined;
    names.push(...inner);
  }
  return names;
}

/** One letter more or less, not the first (`lock` and `rlock` are two words), in a name long enough to mean something. */
function isNear(known: string, written: string): boolean {
  if (written.length < 3 || Math.abs(known.length - written.length) !== 1) return false;
  const [long, short] = known.length > written.length ? [known, written] : [written, known];
  for (let i = 1; i < long.length; i++) if (long.slice(0, i) + long.slice(i + 1) === short) return true;
  return false;
}

/** In one function. What other functions of the file take is part of the file's declarations. */
const problemsOf = perFunction((declarations, fn, file: FileAnalysis): readonly Detection[] => {
  const found: Detection[] = [];
  const report = (span: Span, variant: string): void => {
    if (found.some((d) => d.span.start === span.start && d.variant === variant)) return;
    found.push({ span, function: fn.name, band: 'proven', reasons: [], variant });
  };
  for (const block of fn.blocks) {
    const { end } = block;
    const last = end.kind === 'branch' ? end.condition : 'value' in end ? end.value : undefined;
    const atEnd = last === undefined ? undefined : unknownMember(declarations, last);
    if (atEnd !== undefined) report(end.kind === 'jump' ? fn.nameSpan : end.span, atEnd);
    for (const step of block.steps) {
      if (step.origin !== 'text') continue;
      for (const expression of stepExpressions(step)) {
        const problem = unknownMember(declarations, expression);
        if (problem !== undefined) report(step.span, problem);
      }
      if (step.kind !== 'call' || typeof step.callee !== 'string') continue;
      const problem = wrongCount(file, step.callee, step.args.length);
      if (problem !== undefined && step.argSpans.length === step.args.length && !hasMacroOfSeveral(file, step))
        report(step.span, problem);
    }
  }
  return found;
});

/** A declared function, no macro, called with too few or too many arguments. */
function wrongCount(file: FileAnalysis, name: string, count: number): string | undefined {
  const { declarations } = file.engine;
  if (declarations.macro(name) !== undefined) return undefined;
  const own = functionsByName(file).get(name) ?? [];
  const [only] = own;
  const declared = only === undefined ? declarations.functionType(name) : undefined;
  // `f()` says nothing of its parameters.
  const takes = only?.parameterCount ?? (declared?.params.length || undefined);
  if (only !== undefined && isMadeByMacro(file, only)) return undefined;
  if (takes === undefined || own.length > 1 || (only ?? declared)?.variadic === true || takes === count)
    return undefined;
  return `${name}() takes ${takes} argument${takes === 1 ? '' : 's'} and is called with ${count}`;
}

/** Is one of the arguments a macro that stands for several: `change(d, STATE(conn, C_OFF))`? */
function hasMacroOfSeveral({ source, engine }: FileAnalysis, step: CallStep): boolean {
  return step.argSpans.some((span) => {
    if (source === undefined) return true;
    const { start, end } = source.place(span);
    return mayBeSeveral(engine.declarations, source.text.slice(start, end), 0);
  });
}

const MAX_EXPANSIONS = 8;

function mayBeSeveral(declarations: Declarations, text: string, depth: number): boolean {
  const name = /^\s*([A-Za-z_]\w*)/.exec(text)?.[1];
  const body = name === undefined ? undefined : declarations.macro(name)?.body;
  if (body === undefined) return false;
  return depth > MAX_EXPANSIONS || hasOuterComma(body) || mayBeSeveral(declarations, body, depth + 1);
}

function hasOuterComma(text: string): boolean {
  let depth = 0;
  for (const unit of text) {
    if ('([{'.includes(unit)) depth++;
    else if (')]}'.includes(unit)) depth--;
    else if (unit === ',' && depth === 0) return true;
  }
  return false;
}

const BY_NAME = new WeakMap<FileAnalysis, ReadonlyMap<string, readonly FunctionIr[]>>();

function functionsByName(file: FileAnalysis): ReadonlyMap<string, readonly FunctionIr[]> {
  const known = BY_NAME.get(file);
  if (known !== undefined) return known;
  const fresh = new Map<string, FunctionIr[]>();
  for (const fn of file.file.functions) fresh.set(fn.name, [...(fresh.get(fn.name) ?? []), fn]);
  BY_NAME.set(file, fresh);
  return fresh;
}

/** SYSCALL_DEFINE4(name, ...) defines a function of another name. */
function isMadeByMacro({ source }: FileAnalysis, fn: FunctionIr): boolean {
  if (source === undefined) return false;
  return source.text.slice(source.place(fn.span).start, source.place(fn.nameSpan).start).includes('(');
}
