/**
 * What shows without asking, where the settings say so: a function's contract above its head, and behind a line that changes
 * the context what holds from there on. Plain data; offsets in the checked text.
 */

import { lockText } from '../analysis/report';
import { contextsOfCalls } from '../analysis/stateAt';
import type { Span } from '../base/span';
import type { ContextHint, Contract } from './engineMessages';
import { CONTRACT, type Subject } from './hoverFunctions';
import { table } from './hoverPlace';
import type { DocumentState } from './sessions';
import { contextWords } from './words';

/** Says nothing that makes a reader look: what every function does, and locks that are held before and after. */
const PLAIN = /^(?:|no|as on entry|not by what is known.*|[^;]+ \(at entry\)(?:; [^;]+ \(at entry\))*)$/;

/** Of each function that has one worth a line, in the order of the text. */
export function contractsOf({ checked }: DocumentState): readonly Contract[] {
  const [first] = checked.views;
  return (first?.file.functions ?? []).flatMap(({ name, nameSpan }): Contract[] => {
    const subjects = subjectsOf(checked.views, name);
    const said = subjects.map(contractWords);
    const words = said.every((each) => each === said[0])
      ? (said[0] ?? '')
      : subjects.map(({ file }, at) => `${file.world}: ${said[at] || 'nothing'}`).join(' | ');
    return words === '' ? [] : [{ function: name, at: nameSpan.start, words }];
  });
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

/** Of the functions that `range` touches. */
export function contextHints({ checked }: DocumentState, range: Span): readonly ContextHint[] {
  const { text } = checked.request;
  const hints = new Map<number, ContextHint>();
  for (const { name, span } of checked.views[0]?.file.functions ?? []) {
    if (span.end < range.start || range.end < span.start) continue;
    const worlds = subjectsOf(checked.views, name).map((subject) => ({
      subject,
      calls: new Map(contextsOfCalls(subject.file, subject.fn).map((call) => [call.span.start, call] as const)),
    }));
    for (const [start, { span: call }] of worlds[0]?.calls ?? []) {
      const said = worlds.map(({ subject, calls }) => {
        const at = calls.get(start);
        const words = (side: 'before' | 'after') => contextWords(at?.[side] ?? [], (lock) => lockText(subject, lock));
        return { world: subject.file.world, before: words('before'), after: words('after') };
      });
      if (said.every(({ before, after }) => before === after || after === 'not reached')) continue;
      const end = lineEnd(text, call.end);
      const rows = said.map(({ world, after }) => [world, after]);
      hints.set(end, { at: end, words: said[0]?.after ?? '', details: table(['from here on', ''], rows) });
    }
  }
  return [...hints.values()].sort((a, b) => a.at - b.at);
}

/** Before the line's end and a comment or space in front of it. */
function lineEnd(text: string, from: number): number {
  const next = text.indexOf('\n', from);
  const line = text.slice(from, next === -1 ? text.length : next);
  return from + line.trimEnd().length;
}
