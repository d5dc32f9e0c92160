/**
 * Transfer encodings, line by line: quoted-printable, base64, charsets and format=flowed, keeping for every decoded line the
 * line of the input it came from. Mail libraries decode as well, but none keeps that, and a comment needs it.
 */
import { TextDecoder } from 'node:util';
import type { InputLine } from './model';

/** Latin-1 lines in, Latin-1 lines out: charsets come after. */
export function decodeTransfer(lines: readonly InputLine[], encoding: string): readonly InputLine[] {
  switch (encoding.trim().toLowerCase()) {
    case 'quoted-printable':
      return decodeQuotedPrintable(lines);
    case 'base64':
      return decodeBase64(lines);
    default:
      return lines;
  }
}

/** RFC 2045 6.7: `=XX` is a byte, `=` at the end joins with the next line. What is no escape stays as it is. */
function decodeQuotedPrintable(lines: readonly InputLine[]): readonly InputLine[] {
  const decoded: InputLine[] = [];
  let open: { pieces: string[]; line: number } | undefined;
  for (const { text, line } of lines) {
    const trimmed = text.replace(/[ \t]+$/, '');
    const soft = trimmed.endsWith('=');
    const piece = (soft ? trimmed.slice(0, -1) : trimmed).replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    open ??= { pieces: [], line };
    open.pieces.push(piece);
    if (soft) continue;
    pushLines(decoded, open.pieces.join(''), open.line);
    open = undefined;
  }
  if (open !== undefined) pushLines(decoded, open.pieces.join(''), open.line);
  return decoded;
}

/** An encoded line break ends a line as a real one does. */
function pushLines(lines: InputLine[], text: string, line: number): void {
  if (!text.includes('\n')) lines.push({ text, line });
  else for (const each of text.split('\n')) lines.push({ text: each.replace(/\r$/, ''), line });
}

/** RFC 2045 6.8, ended by padding. Each decoded line stands on the input line that holds its first byte. */
function decodeBase64(lines: readonly InputLine[]): readonly InputLine[] {
  const decoded: InputLine[] = [];
  let start = lines[0]?.line ?? 1;
  let pending: string[] = [];
  let carry = '';
  for (const { text, line } of lines) {
    const digits = carry + text.replace(/[^A-Za-z0-9+/]/g, '');
    const whole = digits.length - (digits.length % 4);
    carry = digits.slice(whole);
    const last = text.includes('=');
    const bytes = Buffer.from(last ? digits : digits.slice(0, whole), 'base64').toString('latin1');
    if (last) carry = '';
    const pieces = bytes.split('\n');
    pieces.forEach((piece, at) => {
      if (pending.length === 0) start = line;
      if (piece !== '') pending.push(piece);
      if (at === pieces.length - 1) return;
      decoded.push({ text: pending.join('').replace(/\r$/, ''), line: start });
      pending = [];
    });
  }
  const rest = pending.join('') + Buffer.from(carry, 'base64').toString('latin1');
  if (rest !== '') decoded.push({ text: rest, line: start });
  return decoded;
}

/** Bytes to text. A charset nobody knows is read as UTF-8, else as Latin-1. */
export function decodeCharset(lines: readonly InputLine[], charset: string): readonly InputLine[] {
  const ascii = lines.every(({ text }) => isAscii(text));
  if (ascii && !/^(?:utf-?(?:7|16|32)|iso-2022)/i.test(charset)) return lines;
  const decoder = decoderFor(charset);
  return lines.map(({ text, line }) => ({ text: isAscii(text) ? text : decodeLine(text, decoder), line }));
}

function decoderFor(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset === '' || /^us-ascii$/i.test(charset) ? 'utf-8' : charset);
  } catch {
    return new TextDecoder('utf-8');
  }
}

function decodeLine(text: string, decoder: TextDecoder): string {
  const decoded = decoder.decode(Buffer.from(text, 'latin1'));
  return decoded.includes('\ufffd') ? text : decoded;
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7e) return false;
  return true;
}

/**
 * RFC 3676: a space in front is stuffing, a space at the end joins with the next line of the same quote depth. Blank lines
 * and signatures are never joined: a diff's blank context line is a single space.
 */
export function unflow(lines: readonly InputLine[], deleteSpace: boolean): readonly InputLine[] {
  const joined: InputLine[] = [];
  let open: { quote: string; text: string; line: number } | undefined;
  const close = (): void => {
    if (open !== undefined)
      joined.push({ text: open.quote === '' ? open.text : `${open.quote} ${open.text}`, line: open.line });
    open = undefined;
  };
  for (const { text, line } of lines) {
    const quote = /^>*/.exec(text)?.[0] ?? '';
    const rest = text.slice(quote.length);
    const body = rest.startsWith(' ') ? rest.slice(1) : rest;
    if (open !== undefined && open.quote !== quote) close();
    open = open === undefined ? { quote, text: body, line } : { ...open, text: open.text + body };
    const flows = body.endsWith(' ') && body.trim() !== '' && body !== '-- ';
    if (!flows) close();
    else if (deleteSpace && open !== undefined) open = { ...open, text: open.text.slice(0, -1) };
  }
  close();
  return joined;
}
