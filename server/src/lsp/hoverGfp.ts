/** Hover on a GFP name or expression: value, flags, what it may do, whether that is fine here, and what other flags would do. */
import { placeOfReason, type Reason } from '../analysis/atomic';
import { absoluteSpan, reasonNoun } from '../analysis/report';
import { mainReason, sleepReasons, spinReasons } from '../analysis/violations';
import type { Span } from '../base/span';
import { evaluateGfp, type GfpEvaluation, gfpSpelling } from '../kernel/gfp';
import type { HoverAnswer } from './engineMessages';
import { code, type HoverPlace, lineOf, table, type WorldPlace, worldPlaces } from './hoverPlace';
import { shortLocks } from './words';

/** What a person would try instead, in this order; those equal to the expression are left out. */
const ALTERNATIVES = ['GFP_KERNEL', 'GFP_NOWAIT', 'GFP_ATOMIC'] as const;

/** lock wait type CONFIG: the allocators' own spinlock_t (locks.md section 1). */
const WAIT_CONFIG = 3;

export function gfpHover(place: HoverPlace): HoverAnswer | undefined {
  const span = expressionAround(place.text, place.word);
  const expression = place.text.slice(span.start, span.end).replace(/\s+/g, ' ');
  const whole = evaluateGfp(expression, place.facts.gfp);
  // An expression with names of the code in it has no value; its one name has.
  const known = whole.error === undefined && whole.unknown.length === 0;
  const evaluation = known ? whole : evaluateGfp(place.name, place.facts.gfp);
  if (evaluation.error !== undefined || evaluation.unknown.length > 0) return undefined;
  const parts = [
    `**${code(evaluation.expression)}** ${abilities(evaluation)}`,
    here(place, evaluation),
    ...evaluation.conflicts.map((conflict) => `Conflict: ${conflict.text}`),
    `${code(evaluation.hex)}: ${expansion(evaluation, place)}`,
    ...evaluation.notes,
    evaluation.expression === place.name ? (place.facts.gfp.documentationOf(place.name) ?? '') : '',
    `*${place.facts.gfpFromTree ? 'from the headers of this tree' : 'built-in facts'}, ${place.facts.version}*`,
  ];
  return { markdown: parts.filter((part) => part !== '').join('\n\n'), span: known ? span : place.word };
}

function expansion(evaluation: GfpEvaluation, place: HoverPlace): string {
  const short = gfpSpelling(evaluation.value, place.facts.gfp);
  const flags = evaluation.flags.map(code).join(' ');
  return short === evaluation.expression || evaluation.flags.length < 2 ? flags : `${code(short)}: ${flags}`;
}

function abilities(evaluation: GfpEvaluation): string {
  const kswapd = evaluation.wakesKswapd ? 'wakes kswapd' : 'does not wake kswapd';
  const sleeps = evaluation.mayBlock ? '**may sleep** (direct reclaim)' : 'does not sleep';
  return `${sleeps}, ${kswapd}${evaluation.zone === undefined ? '' : `, zone ${evaluation.zone}`}.`;
}

/** A row per choice of flags, a column per world; nothing where the place is not inside analysed code. */
function here(place: HoverPlace, evaluation: GfpEvaluation): string {
  const places = worldPlaces(place);
  if (places.length === 0) return '';
  const others = ALTERNATIVES.map((name) => evaluateGfp(name, place.facts.gfp)).filter(
    ({ value }) => value !== evaluation.value,
  );
  const rows = [evaluation, ...others].map((each, index) => [
    index === 0 ? 'as written' : code(each.expression),
    ...places.map((at) => verdict(place.text, at, each.mayBlock)),
  ]);
  return table([`line ${lineOf(place.text, place.word.start)}`, ...places.map(({ world }) => world)], rows);
}

function verdict(text: string, at: WorldPlace, mayBlock: boolean): string {
  if (at.contexts.before.length === 0) return 'not reached';
  for (const context of at.contexts.before) {
    const here = { context, conditions: [] };
    const sleep = mayBlock ? sleepReasons(at, here) : [];
    if (sleep.length > 0) return `**may sleep**${because(text, at, sleep)}`;
    const spin = spinReasons(at, here, WAIT_CONFIG);
    if (spin.length > 0) return `**takes a spinlock_t**${because(text, at, spin)}`;
  }
  return 'fine';
}

/** 'zone->lock (spinlock_t) since line 18': short enough for a cell. */
function because(text: string, at: WorldPlace, reasons: readonly Reason[]): string {
  const reason = mainReason(reasons);
  if (reason === undefined) return '';
  const where = placeOfReason(reason);
  const since =
    where === undefined || where.file !== '' ? '' : ` since line ${lineOf(text, absoluteSpan(at.file, where).start)}`;
  return `: ${shortLocks(reasonNoun(at, reason))}${since}`;
}

/** The flags expression around a name: names, numbers, `|`, `&`, `~` and balanced parentheses, on either side. */
export function expressionAround(text: string, word: Span): Span {
  let { start, end } = word;
  for (;;) {
    const left = /(?:[\w)]\s*[|&]\s*(?:~\s*)?|~\s*)$/.exec(text.slice(Math.max(0, start - 200), start));
    if (left === null || /(?:\|\||&&)\s*$/.test(left[0])) break;
    const operator = start - left[0].length;
    if (left[0].startsWith('~')) {
      start = operator;
      continue;
    }
    const operand = /[\w.]*[\w)]$/.exec(text.slice(Math.max(0, operator - 200), operator + 1));
    if (operand === null || text.charAt(operator) === ')') break;
    start = operator + 1 - operand[0].length;
  }
  for (;;) {
    const right = /^\s*[|&]\s*(?:~\s*)?\w+/.exec(text.slice(end, end + 200));
    if (right === null || /^\s*(?:\|\||&&|[|&]=)/.test(right[0])) break;
    end += right[0].length;
    if (text.charAt(end) === '(') break;
  }
  return { start, end };
}
