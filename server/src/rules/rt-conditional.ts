/** Code that asks for CONFIG_PREEMPT_RT inside a function, and migrate_disable() that nothing undoes or nothing needs. */
import type { FileAnalysis, SourceText } from '../analysis/analyse';
import { absoluteSpan, stepAt } from '../analysis/report';
import { callsOf, sureEffects } from '../analysis/shape';
import type { Span } from '../base/span';
import type { Effect } from '../kernel/effects';
import type { Detection, FileDetection, Rule, Subject } from './rule';

export const rtConditional: Rule = {
  meta: {
    id: 'rt-conditional',
    title: 'Special case for PREEMPT_RT',
    what: 'A function holds an #ifdef CONFIG_PREEMPT_RT section, a migrate_disable() is not undone on some way out, or one stands directly before a lock that disables migration on PREEMPT_RT by itself.',
    why: 'The locking primitives already do what each kernel needs; a section of its own splits the code that is tested from the code that runs. migrate_disable() does not stop preemption: it keeps a preempted writer from moving, which makes a reader that spins on it wait longer, not shorter.',
    whatToDo:
      'Use the primitive that has both meanings (spin_lock_irqsave(), local_lock(), preempt_disable_nested()), pair migrate_disable() with migrate_enable() on every path, and say in a comment what a section that must stay is for.',
    references: [
      'Documentation/locking/locktypes.rst',
      'include/linux/preempt.h: migrate_disable()',
      'kernel/locking/spinlock_rt.c',
    ],
    band: 'proven',
    worlds: ['smp', 'rt', 'up'],
    limits:
      'Sections outside functions are not reported; a section with locking primitives is likely only, because some are right; others are questions. Unpaired calls are proven.',
    example: {
      bad: '#include <linux/preempt.h>\nint example(int busy)\n{\n\tmigrate_disable();\n\tif (busy)\n\t\treturn -16;\n\tmigrate_enable();\n\treturn 0;\n}',
      good: '#include <linux/preempt.h>\nint example(int busy)\n{\n\tint ret = 0;\n\n\tmigrate_disable();\n\tif (busy)\n\t\tret = -16;\n\tmigrate_enable();\n\treturn ret;\n}',
    },
  },

  detect(subject: Subject): readonly Detection[] {
    return [...unpaired(subject), ...needless(subject)];
  },

  overFile(file: FileAnalysis): readonly FileDetection[] {
    const { source } = file;
    if (source === undefined || !source.text.includes('CONFIG_PREEMPT_RT')) return [];
    const all = sections(file, source);
    // What the second section undoes is the other half of the first one's question.
    const first = all.filter((section, at) => !all.slice(0, at).some((before) => isUndoneBy(file, before, section)));
    return first.map(({ span, function: name, calls }) => ({
      span,
      function: name,
      // Sections that take and disable nothing are mostly about what else RT leaves out.
      band: calls.some((call) => changesContext(file, call)) ? 'likely' : 'question',
      message: `${name}() has a section of its own for PREEMPT_RT${calls.length === 0 ? '' : ` (${calls.map((call) => `${call}()`).join(', ')})`}: what keeps the common primitives from being enough here?`,
      path: [{ file: '', span, function: name, text: 'only one configuration compiles this' }],
      assumptions: [],
      witness: { kind: 'none', reason: 'a question about the form of the code' },
    }));
  },

  explain(subject, detection) {
    const { origin, variant } = detection;
    if (origin === undefined) return { message: '', path: [], assumptions: [] };
    const begin = stepAt(subject.file, origin, `${origin.call}() pins the task to its CPU`);
    if (variant === 'unpaired') {
      return {
        message: `returns with migration disabled: ${origin.call}() in ${origin.function}() is not undone on this path`,
        path: [
          begin,
          { file: '', span: detection.span, function: detection.function, text: 'returns with migration disabled' },
        ],
        assumptions: [],
      };
    }
    return {
      message: `${origin.call}() right before ${variant ?? ''}() is not needed: on PREEMPT_RT the lock disables migration itself, elsewhere it disables preemption${undone(subject, origin.call) ? '' : '; and nothing here undoes it'}`,
      path: [begin],
      assumptions: [],
    };
  },

  fixes: () => [],

  witness: () => ({ kind: 'none', reason: 'no report of the kernel names a task that stays on its CPU' }),
};

/** Names of functions that pin on purpose for their caller. */
const PINS = /disable|pin|lock|get|enter|begin|start|save|acquire|prepare/;

function unpaired(subject: Subject): Detection[] {
  const { fn, exits } = subject.fn;
  if (PINS.test(fn.name)) return [];
  const open = exits.find((exit) => !exit.stale && !exit.merged && (exit.context.counts.migrate?.depth ?? 0) > 0);
  const count = open?.context.counts.migrate;
  if (open === undefined || count === undefined) return [];
  // With a lock that is left held as well it is the lock that was forgotten.
  if (open.context.held.some(({ origin }) => origin === 'taken')) return [];
  if (count.where.function !== fn.name || !pinsOnly(subject, count.where.call)) return [];
  const closed = exits.some((exit) => (exit.context.counts.migrate?.depth ?? 0) <= 0);
  const elsewhere = subject.file.functions.some((other) =>
    other.exits.some((e) => (e.context.counts.migrate?.depth ?? 0) < 0),
  );
  if (!closed && elsewhere) return [];
  const origin = fn.span.start;
  return [
    {
      exit: open,
      span: { start: open.span.start + origin, end: open.span.end + origin },
      function: fn.name,
      band: 'proven',
      reasons: [],
      origin: count.where,
      variant: 'unpaired',
    },
  ];
}

/** migrate_disable() itself: mappings that pin on PREEMPT_RT have their own pairs. */
function pinsOnly(subject: Subject, call: string): boolean {
  const effects = subject.file.engine.facts.callEffects(call, 0, subject.file.world)?.before ?? [];
  return effects.length > 0 && effects.every((e) => e.kind === 'count' && e.counter === 'migrate');
}

/** migrate_disable() whose next call takes a lock that pins by itself. */
function needless(subject: Subject): Detection[] {
  const { fn } = subject.fn;
  const { engine, world } = subject.file;
  if (world !== 'rt') return [];
  const found: Detection[] = [];
  const calls = callsOf(fn);
  if (!calls.some((call) => call.name.includes('migrate'))) return found;
  calls.forEach((call, index) => {
    const next = calls[index + 1];
    if (next === undefined || typeof next.step.callee !== 'string') return;
    const pins = sureEffects(engine, call.step);
    if (!pins.some(isPin) || pins.some((e) => e.kind === 'acquire')) return;
    const takes = sureEffects(engine, next.step);
    if (
      !takes.some((e) => e.kind === 'acquire' && !e.try && engine.facts.lockKind(e.lockKind, world).disablesMigration)
    )
      return;
    const where = {
      file: '',
      function: fn.name,
      span: { start: call.step.span.start - fn.span.start, end: call.step.span.end - fn.span.start },
      call: call.name,
    };
    found.push({
      span: absoluteSpan(subject.file, where),
      function: fn.name,
      band: 'likely',
      reasons: [],
      origin: where,
      variant: next.name,
    });
  });
  return found;
}

/** Does the function hold the other half? */
function undone(subject: Subject, call: string): boolean {
  return callsOf(subject.fn.fn).some(
    ({ name, step }) =>
      name !== call &&
      sureEffects(subject.file.engine, step).some((e) => e.kind === 'count' && e.counter === 'migrate' && e.delta < 0),
  );
}

function isPin(effect: Effect): boolean {
  return effect.kind === 'count' && effect.counter === 'migrate' && effect.delta > 0;
}

/** A primitive that takes, disables or undoes something; with how many arguments does not matter here. */
function changesContext({ engine, world }: FileAnalysis, call: string): boolean {
  return [0, 1, 2, 3].some((args) => (engine.facts.callEffects(call, args, world)?.before.length ?? 0) > 0);
}

/** Does one section turn on again what the other turned off? */
function isUndoneBy({ engine, world }: FileAnalysis, before: Section, section: Section): boolean {
  if (before.function !== section.function) return false;
  const opens = (call: string): boolean =>
    (engine.facts.callEffects(call, 1, world)?.before ?? []).some(
      (e) =>
        (e.kind === 'irq' && (e.action === 'save' || e.action === 'disable')) || (e.kind === 'count' && e.delta > 0),
    );
  const closes = (call: string): boolean =>
    (engine.facts.callEffects(call, 1, world)?.before ?? []).some(
      (e) =>
        (e.kind === 'irq' && (e.action === 'restore' || e.action === 'enable')) || (e.kind === 'count' && e.delta < 0),
    );
  return before.calls.some(opens) && section.calls.length > 0 && section.calls.every(closes);
}

interface Section {
  readonly span: Span;
  readonly function: string;
  readonly calls: readonly string[];
}

/** Conditional directives that name the configuration. The name is looked for first: few texts have it. */
function linesAsking(text: string): Span[] {
  const spans: Span[] = [];
  for (let at = text.indexOf(OPTION); at !== -1; ) {
    const start = text.lastIndexOf('\n', at) + 1;
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline;
    const match = /^[ \t]*#[ \t]*(?:if|ifdef|ifndef|elif)\b.*\bCONFIG_PREEMPT_RT\b.*$/m.exec(text.slice(start, end));
    if (match !== null) spans.push({ start: start + match.index, end: start + match.index + match[0].length });
    at = text.indexOf(OPTION, end);
  }
  return spans;
}

const OPTION = 'CONFIG_PREEMPT_RT';

/** `#if` lines inside function bodies that name the configuration, with the calls of the section. */
function sections(file: FileAnalysis, source: SourceText): Section[] {
  const bodies = [
    ...file.file.functions.map((fn) => ({ name: fn.name, span: source.place(fn.bodySpan) })),
    ...file.file.unlowered.map((fn) => ({ name: fn.name, span: source.place(fn.span) })),
  ];
  const found: Section[] = [];
  for (const span of linesAsking(source.text)) {
    const fn = bodies.find((body) => body.span.start < span.start && span.end < body.span.end);
    if (fn === undefined) continue;
    const rest = source.text.slice(span.end, fn.span.end);
    const end = rest.search(/^[ \t]*#[ \t]*endif\b/m);
    const inside = end < 0 ? '' : rest.slice(0, end);
    const calls = [...inside.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '').matchAll(/\b([a-z_]\w*)\s*\(/g)]
      .map((m) => m[1] ?? '')
      .filter((n) => !/^(?:if|else|while|for|switch|return|sizeof|defined|likely|unlikely)$/.test(n));
    found.push({ span, function: fn.name, calls: [...new Set(calls)].slice(0, 3) });
  }
  return found;
}
