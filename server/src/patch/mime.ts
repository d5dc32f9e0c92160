/**
 * One message: headers by the mail library, the body's text parts in the order of the mail with the line each came from.
 * HTML counts only where a mail has nothing else, and then as nothing: a diff in HTML is no diff any more.
 */
import PostalMime, { type Address, type Email } from 'postal-mime';
import type { InputLine, MailHeaders } from './model';
import { decodeCharset, decodeTransfer, unflow } from './transfer';

const MAX_DEPTH = 10;
const MAX_PARTS = 500;
/** Headers beyond this are not looked at: no list lets them pass. */
const MAX_HEADER_LINES = 2_000;

const HEADER = /^([!-9;-~]+):(?:\s|$)/;
/** A message starts with one of these; a line like `mm: fix it` in front of a diff does not. */
const MAIL_HEADER =
  /^(?:From|To|Cc|Subject|Date|Message-ID|In-Reply-To|References|Return-Path|Received|Delivered-To|Mime-Version|Content-Type|Sender|Reply-To|X-[\w-]+|DKIM-Signature|ARC-[\w-]+|List-[\w-]+|Authentication-Results):/i;

export interface Message {
  readonly headers: MailHeaders | undefined;
  readonly body: readonly InputLine[];
}

interface Split {
  readonly head: readonly InputLine[];
  readonly body: readonly InputLine[];
}

/** `lines` are Latin-1, a byte per unit. Without mail headers the whole is the body, read as UTF-8. */
export async function readMessage(lines: readonly InputLine[]): Promise<Message> {
  const start = lines.findIndex(({ text }) => text.trim() !== '');
  if (start === -1 || !MAIL_HEADER.test(lines[start]?.text ?? '')) return { headers: undefined, body: utf8(lines) };
  const split = splitHead(lines.slice(start));
  const fields = fieldsOf(split.head);
  // An archive's page may name a sender and be no mail: a body that is none of MIME's business stays as it is.
  const parts: InputLine[] = [];
  collect(split.body, fields, 0, { left: MAX_PARTS }, parts);
  return { headers: await headersOf(split.head), body: parts };
}

function utf8(lines: readonly InputLine[]): readonly InputLine[] {
  return decodeCharset(lines, 'utf-8');
}

function splitHead(lines: readonly InputLine[]): Split {
  const limit = Math.min(lines.length, MAX_HEADER_LINES);
  let at = 0;
  while (at < limit && (HEADER.test(lines[at]?.text ?? '') || (at > 0 && /^[ \t]+\S/.test(lines[at]?.text ?? ''))))
    at++;
  const blank = lines[at]?.text.trim() === '';
  return { head: lines.slice(0, at), body: lines.slice(blank ? at + 1 : at) };
}

/** Unfolded values by lower-case name; of several the first. */
function fieldsOf(head: readonly InputLine[]): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  let name = '';
  for (const { text } of head) {
    const match = HEADER.exec(text);
    if (match?.[1] !== undefined) {
      name = match[1].toLowerCase();
      if (fields.has(name)) name = '';
      else fields.set(name, text.slice(match[1].length + 1).trim());
    } else if (name !== '') fields.set(name, `${fields.get(name) ?? ''} ${text.trim()}`);
  }
  return fields;
}

function collect(
  body: readonly InputLine[],
  fields: ReadonlyMap<string, string>,
  depth: number,
  budget: { left: number },
  parts: InputLine[],
): void {
  if (depth > MAX_DEPTH || budget.left-- <= 0) return;
  const type = fields.get('content-type') ?? 'text/plain';
  const kind = (/^[^;\s]+/.exec(type)?.[0] ?? 'text/plain').toLowerCase();
  const boundary = parameter(type, 'boundary');
  if (kind.startsWith('multipart/') && boundary !== '') {
    const inner = splitParts(body, boundary).map(splitPart);
    const plain = inner.filter((part) => !isHtml(part.fields));
    for (const part of plain) collect(part.body, part.fields, depth + 1, budget, parts);
    return;
  }
  const decoded = decodeTransfer(body, fields.get('content-transfer-encoding') ?? '');
  if (kind === 'message/rfc822') {
    const split = splitHead(decoded);
    collect(split.body, fieldsOf(split.head), depth + 1, budget, parts);
    return;
  }
  if (!isText(kind, fields)) return;
  const text = decodeCharset(decoded, parameter(type, 'charset'));
  const flowed = parameter(type, 'format').toLowerCase() === 'flowed';
  const lines = flowed ? unflow(text, parameter(type, 'delsp').toLowerCase() === 'yes') : text;
  for (const line of lines) parts.push(line);
}

function isHtml(fields: ReadonlyMap<string, string>): boolean {
  return /^text\/html\b/i.test(fields.get('content-type') ?? '');
}

/** Attached patches come as text/x-patch, text/x-diff, application/x-patch, or octets with a telling name. */
function isText(kind: string, fields: ReadonlyMap<string, string>): boolean {
  if (kind === 'text/html') return false;
  if (kind.startsWith('text/') || /^application\/(?:x-)?(?:patch|diff|mbox)$/.test(kind)) return true;
  const name =
    parameter(fields.get('content-disposition') ?? '', 'filename') ||
    parameter(fields.get('content-type') ?? '', 'name');
  return /\.(?:patch|diff|mbox|eml)$/i.test(name);
}

function splitPart(lines: readonly InputLine[]): { fields: ReadonlyMap<string, string>; body: readonly InputLine[] } {
  const split = splitHead(lines);
  return { fields: fieldsOf(split.head), body: split.body };
}

/** What stands between boundary lines (RFC 2046 5.1.1). A missing last boundary ends with the body. */
function splitParts(lines: readonly InputLine[], boundary: string): readonly (readonly InputLine[])[] {
  const parts: InputLine[][] = [];
  let current: InputLine[] | undefined;
  for (const line of lines) {
    const text = line.text.replace(/[ \t]+$/, '');
    if (text === `--${boundary}--`) break;
    if (text === `--${boundary}`) {
      current = [];
      parts.push(current);
    } else current?.push(line);
  }
  return parts.slice(0, MAX_PARTS);
}

/** `name=value` or `name="value"` of a structured header; '' where it is not there. */
function parameter(header: string, name: string): string {
  const match = new RegExp(`;\\s*${name}\\*?\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]+))`, 'i').exec(header);
  return match?.[1]?.replace(/\\(.)/g, '$1') ?? match?.[2] ?? '';
}

async function headersOf(head: readonly InputLine[]): Promise<MailHeaders> {
  const raw = Buffer.from(`${head.map(({ text }) => text).join('\n')}\n\n`, 'latin1');
  const fields = fieldsOf(head);
  let mail: Partial<Email> = {};
  try {
    mail = await PostalMime.parse(raw);
  } catch {
    // Headers beyond the library's limits: the raw fields have to do.
  }
  return {
    subject: (mail.subject ?? fields.get('subject') ?? '').replace(/\s+/g, ' ').trim(),
    from: addressText(mail.from === undefined ? undefined : [mail.from]) ?? fields.get('from'),
    date: fields.get('date'),
    messageId: messageIdIn(fields.get('message-id')),
    inReplyTo: messageIdIn(fields.get('in-reply-to')),
    references: fields.get('references'),
    to: addressText(mail.to),
    cc: addressText(mail.cc),
  };
}

function messageIdIn(field: string | undefined): string | undefined {
  return /<[^<>\s]+>/.exec(field ?? '')?.[0];
}

function addressText(addresses: readonly Address[] | undefined): string | undefined {
  const texts = (addresses ?? []).flatMap((address) =>
    address.address === undefined ? address.group.map(mailbox) : [mailbox(address)],
  );
  const known = texts.filter((text) => text !== '');
  return known.length === 0 ? undefined : known.join(', ');
}

/** A name is quoted where RFC 5322 wants it; an address that an archive removed leaves the name alone. */
function mailbox({ name, address }: { readonly name: string; readonly address: string }): string {
  const quoted = /^[\w !#$%&'*+/=?^`{|}~\u0080-\uffff-]*$/.test(name) ? name : `"${name.replace(/["\\]/g, '\\$&')}"`;
  if (address === '') return quoted;
  return name === '' ? address : `${quoted} <${address}>`;
}
