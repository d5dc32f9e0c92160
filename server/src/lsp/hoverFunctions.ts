/** Hover on a function: its contract, as the analysis found it. What it needs, whether it may sleep, what it takes and leaves. */
import { printContext } from '../analysis/context';
import type { AnalysisEvent, Exit } from '../analysis/events';
import { lockText, reasonClause } from '../analysis/report';
import { mayBlock, type Subject } from '../analysis/violations';
import { isNolock } from '../rules/gfp-in-atomic';
import type { CheckedFile } from '../workspace/api';
import { code, type HoverPlace, table } from './hoverPlace';

/** What can be said of a function, each with how to say it of one world: '' where there is nothing. Markdown. */
export const CONTRACT: readonly (readonly [string, (subject: Subject) => string])[] = [
  ['entered', entered],
  ['needs', needs],
  ['may sleep', sleeps],
  ['takes', takes],
  ['leaves', leaves],
];

export function functionHover(place: HoverPlace, checked: CheckedFile): string | undefined {
  const unlowered = checked.report.notAnalysed.find((each) => each.function === place.name);
  if (unlowered !== undefined) return `**${code(`${place.name}()`)}** was not analysed: ${unlowered.reason}.`;
  const subjects = place.views.flatMap(({ analysis }): Subject[] => {
    const fn = analysis.analysisOf(place.name);
    return fn === undefined ? [] : [{ file: analysis, fn }];
  });
  const [first] = subjects;
  if (first === undefined || !isCallOrName(place)) return undefined;
  const body = CONTRACT.map(([label, words]) => [label, ...subjects.map(words)]).filter((cells) =>
    cells.slice(1).some((cell) => cell !== ''),
  );
  const where = first.fn.file === '' ? '' : `, ${code(first.fn.file)}`;
  const parameters = first.fn.fn.variables.slice(0, first.fn.fn.parameterCount).map(({ name }) => name);
  return [
    `**${code(`${place.name}(${parameters.join(', ')})`)}**${where}`,
    table(['', ...subjects.map(({ file }) => file.world)], body),
  ].join('\n\n');
}

/** A variable or field may be called like a function. */
function isCallOrName(place: HoverPlace): boolean {
  return (
    /^\s*\(/.test(place.text.slice(place.word.end, place.word.end + 40)) &&
    !/(?:->|\.)\s*$/.test(place.text.slice(Math.max(0, place.word.start - 4), place.word.start))
  );
}

function entered(subject: Subject): string {
  const { callbacks } = subject.file.entryOf(subject.fn.fn.name);
  return [...new Set(callbacks.map((entry) => reasonClause(subject, { kind: 'entry', entry })))].join('; ');
}

/** What annotations and assertions say the caller holds, and what it must hold because it is released here. */
function needs(subject: Subject): string {
  const locks = new Set<string>();
  for (const { context } of subject.fn.exits) {
    for (const held of context.held) if (held.origin === 'assumed') locks.add(lockText(subject, held.lock));
    for (const released of context.released) if (!released.own) locks.add(lockText(subject, released.lock));
  }
  return listed([...locks]);
}

function sleeps(subject: Subject): string {
  const { events } = subject.fn;
  const certain = events.find((event) => sleepsAt(subject, event) === 'yes');
  if (certain !== undefined) return `yes, in ${via(certain)}`;
  const open = events.find((event) => sleepsAt(subject, event) === 'by flags');
  if (open !== undefined) return `if the flags given to ${via(open)} have ${code('__GFP_DIRECT_RECLAIM')}`;
  return subject.fn.summary.opaque ? 'not by what is known; it calls functions without a body here' : 'no';
}

function sleepsAt(subject: Subject, event: AnalysisEvent): 'yes' | 'by flags' | 'no' {
  const { happening } = event;
  if (happening.kind === 'schedule' || happening.kind === 'grace-period') return 'yes';
  if (happening.kind !== 'sleep' && happening.kind !== 'allocate') return 'no';
  if (happening.kind === 'sleep' && happening.gfp === undefined) return 'yes';
  if (happening.kind === 'allocate' && isNolock(happening.allocator)) return 'no';
  const blocks = mayBlock(subject, event);
  return blocks === undefined ? 'by flags' : blocks ? 'yes' : 'no';
}

function via(event: AnalysisEvent): string {
  const calls = event.chain.map(({ call }) => code(`${call}()`));
  return calls.length <= 3 ? calls.join(' → ') : [calls[0] ?? '', '…', calls.at(-1) ?? ''].join(' → ');
}

function takes(subject: Subject): string {
  const locks = subject.fn.events.flatMap(({ happening }) =>
    happening.kind === 'acquire' && !happening.transient ? [lockText(subject, happening.lock)] : [],
  );
  return listed([...new Set(locks)]);
}

/** Exits that differ in what they leave, each with what it returns. */
function leaves(subject: Subject): string {
  const byContext = new Map<string, Set<string>>();
  for (const exit of subject.fn.exits) {
    const words = printContext(exit.context, (lock) => lockText(subject, lock));
    const classes = byContext.get(words) ?? new Set<string>();
    classes.add(returnWords(exit));
    byContext.set(words, classes);
  }
  if (byContext.size === 0) return 'does not return';
  if (byContext.size === 1) return [...byContext.keys()].join('');
  return [...byContext]
    .slice(0, 4)
    .map(([words, classes]) => `${words} (${[...classes].filter((each) => each !== '').join(', ') || 'returns'})`)
    .join('; or ');
}

function returnWords({ class: kind }: Exit): string {
  if (kind === 'void' || kind === 'any') return '';
  if (kind === 'error') return 'returns an error';
  if (kind === 'no-error') return 'returns no error';
  return kind === 'nonzero' || kind === 'positive' ? `returns ${kind}` : `returns ${kind.slice(1)}`;
}

function listed(names: readonly string[]): string {
  return names.length <= 6
    ? names.map(code).join(', ')
    : `${names.slice(0, 6).map(code).join(', ')} and ${names.length - 6} more`;
}
