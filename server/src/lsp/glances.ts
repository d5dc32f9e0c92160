/**
 * What shows without asking, where the settings say so: a function's contract above its head, and behind a line that changes
 * the context what holds from there on. Plain data; offsets in the checked text.
 */

import { lockText } from '../analysis/report';
import { contextsOfCalls } from '../analysis/stateAt';
import type { Subject } from '../analysis/violations';
import type { Span } from '../base/span';
import type { ContextHint, Contract } from './engineMessages';
import { CONTRACT } from './hoverFunctions';
import { table } from './hoverPlace';
import type { DocumentState } from './sessions';
import { contextWords } from './words';

/** Says nothing that makes a reader look: what every function does, and locks that are held before and after. */
const PLAIN = /^(?:|no|as on entry|not by what is known.*|[^;]+ \(at entry\)(?:; [^;]+ \(at entry\))*)$/;

/** Of each function that has one worth a line, and of those that were not analysed, in the order of the text. */
export function contractsOf({ checked }: DocumentState): readonly Contract[] {
  const { views, report } = checked;
  const missing = report.notAnalysed
    .filter((each) => each.function !== '')
    .map((each): Contract => ({ function: each.function, at: each.at, words: `not analysed: ${each.reason}` }));
  const said = (views[0]?.file.functions ?? []).flatMap(({ name, nameSpan }): Contract[] => {
    const words = joined(subjectsOf(views, name).map((subject) => [subject.file.world, contractWords(subject)]));
    return words === '' ? [] : [{ function: name, at: nameSpan.start, words }];
  });
  return [...missing, ...said].sort((a, b) => a.at - b.at);
}

/** Once, where all worlds agree. */
function joined(said: readonly (readonly [world: string, words: string])[]): string {
  const first = said[0]?.[1] ?? '';
  if (said.every(([, words]) => words === first)) return first;
  return said.map(([world, words]) => `${world}: ${words === '' ? 'nothing' : words}`).join(' | ');
}

function subjectsOf(views: DocumentState['checked']['views'], name: string): readonly Subject[] {
  return views.flatMap(({ analysis }): Subject[] => {
    const fn = analysis.analysisOf(name);
    return fn === undefined || fn.file !== '' ? [] : [{ file: analysis, fn }];
  });
}

/** 'needs zone->lock, may sleep in kmalloc()': without what it takes and gives back itself. */
function contractWords(subject: Subject): string {
  return CONTRACT.filter(([label]) => label !== 'takes')
    .map(([label, words]) => [label, words(subject).replaceAll('`', '')] as const)
    .filter(([, words]) => !PLAIN.test(words))
    .map(([label, words]) => `${label} ${words.replace(/^yes, /, '')}`)
    .join(', ');
}

/** Of the functions that `range` touches; of several on a line the last, in the order of the text. */
export function contextHints({ checked }: DocumentState, range: Span): readonly ContextHint[] {
  const touched = (checked.views[0]?.file.functions ?? []).filter(
    ({ span }) => range.start <= span.end && span.start <= range.end,
  );
  const hints = touched.flatMap(({ name }) => hintsOf(subjectsOf(checked.views, name), checked.request.text));
  const byLine = new Map(hints.map((hint) => [hint.at, hint] as const));
  return [...byLine.values()].sort((a, b) => a.at - b.at);
}

/** Behind each call of one function that changes the context in one of the worlds. */
function hintsOf(subjects: readonly Subject[], text: string): readonly ContextHint[] {
  const worlds = subjects.map((subject) => ({
    subject,
    calls: new Map(contextsOfCalls(subject.file, subject.fn).map((call) => [call.span.start, call] as const)),
  }));
  return [...(worlds[0]?.calls ?? [])].flatMap(([start, { span }]): ContextHint[] => {
    const said = worlds.map(({ subject, calls }) => {
      const { before = [], after = [] } = calls.get(start) ?? {};
      const words = (contexts: typeof before) => contextWords(contexts, (lock) => lockText(subject, lock));
      return { world: subject.file.world, before: words(before), after: words(after) };
    });
    if (said.every(({ before, after }) => before === after || after === 'not reached')) return [];
    const details = table(
      ['from here on', ''],
      said.map(({ world, after }) => [world, after]),
    );
    return [{ at: lineEnd(text, span.end), words: said[0]?.after ?? '', details }];
  });
}

/** Before the line's end and a comment or space in front of it. */
function lineEnd(text: string, from: number): number {
  const next = text.indexOf('\n', from);
  const line = text.slice(from, next === -1 ? text.length : next);
  return from + line.trimEnd().length;
}
