/** Plain text of a mail: 72 columns, one word never broken. */

export const MAIL_WIDTH = 72;

/** Fills a paragraph; `first` and `rest` are what its first and its further lines begin with. */
export function fill(text: string, first = '', rest = first): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    if (!empty && line.length + 1 + word.length > MAIL_WIDTH) {
      lines.push(line);
      line = rest;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  if (!empty) lines.push(line);
  return lines;
}
