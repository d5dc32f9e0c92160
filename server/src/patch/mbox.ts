/**
 * Splitting an mbox into messages. Lines are Latin-1 (a byte per unit): each message says its own charset. `>From ` at the
 * start of a line is how an mboxrd (and mboxo) quotes a body line that looks like a separator; one `>` is taken off again.
 */
import type { InputLine } from './model';

/** git format-patch's own separator: a commit id and a fixed date. */
const GIT_SEPARATOR = /^From [0-9a-f]{40,64} Mon Sep 17 00:00:00 2001$/;
/** `From sender Thu Aug 10 03:26:44 2023`, as mail programs write it (RFC 4155). */
const SEPARATOR = /^From \S.*\s\d{1,2}:\d{2}(?::\d{2})?\s.*\d{4}(?:\s*[-+]\d{4})?\s*$/;
const QUOTED_FROM = /^>+From /;

export const isSeparator = (text: string): boolean => GIT_SEPARATOR.test(text) || SEPARATOR.test(text);

/** The messages of the input, without separators. One element where the input is no mbox. */
export function splitMbox(lines: readonly InputLine[]): readonly (readonly InputLine[])[] {
  const first = lines.findIndex(({ text }) => text.trim() !== '');
  const head = lines[first];
  if (head === undefined || !isSeparator(head.text)) return [lines];
  const messages: InputLine[][] = [];
  let current: InputLine[] = [];
  for (let at = first + 1; at < lines.length; at++) {
    const line = lines[at];
    if (line === undefined) break;
    const previous = lines[at - 1]?.text ?? '';
    if (GIT_SEPARATOR.test(line.text) || (previous.trim() === '' && SEPARATOR.test(line.text))) {
      messages.push(current);
      current = [];
    } else current.push(QUOTED_FROM.test(line.text) ? { ...line, text: line.text.slice(1) } : line);
  }
  messages.push(current);
  return messages.filter((message) => message.some(({ text }) => text.trim() !== ''));
}
