/**
 * What a web archive's page leaves of a mail's headers: `From:` and `Date:` somewhere near the top, the subject as a heading
 * or as `Subject:`. Addresses are often gone.
 */
import type { InputLine, MailHeaders } from './model';

const NEAR_THE_TOP = 40;
const SUBJECT_LIKE = /^(?:(?:Re|Fwd?):\s*)*\[[^\]]*\b(?:PATCH|RFC)\b[^\]]*\]/i;

export const NO_HEADERS: MailHeaders = {
  subject: '',
  from: undefined,
  date: undefined,
  messageId: undefined,
  inReplyTo: undefined,
  references: undefined,
  to: undefined,
  cc: undefined,
};

/** Headers of a body without mail headers, and how many lines they take. */
export function archiveHeaders(lines: readonly InputLine[]): {
  readonly headers: MailHeaders;
  readonly length: number;
} {
  const top = lines.slice(0, NEAR_THE_TOP);
  const find = (name: string): { readonly value: string; readonly at: number } | undefined => {
    const at = top.findIndex(({ text }) => new RegExp(`^${name}:\\s`, 'i').test(text));
    const value = at === -1 ? '' : (top[at]?.text.slice(name.length + 1).trim() ?? '');
    return value === '' ? undefined : { value, at };
  };
  const from = find('From');
  const date = find('Date');
  const subject = find('Subject');
  const heading = top.findIndex(({ text }) => SUBJECT_LIKE.test(text));
  if (subject === undefined && heading === -1) return { headers: NO_HEADERS, length: 0 };
  const last = Math.max(from?.at ?? -1, date?.at ?? -1, subject?.at ?? -1, heading);
  return {
    headers: {
      ...NO_HEADERS,
      subject: (subject?.value ?? top[heading]?.text ?? '').replace(/\s+/g, ' ').trim(),
      from: from?.value.replace(/\s*<>\s*$/, '').replace(/^"(.*)"$/, '$1'),
      date: date?.value,
      messageId: find('Message-ID')?.value,
    },
    length: last + 1,
  };
}
