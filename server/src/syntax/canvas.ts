/**
 * The masked text in the making: cells of the original that are overwritten in place. Line ends are never overwritten, so
 * length and lines hold by construction.
 */

const newline = 10;
const carriageReturn = 13;
const blank = 32;

const beyondLatin1 = /[^\0-\xff]/;

export interface Piece {
  readonly text: string;
  /** Where it stands in the original: kept there if the pieces before it leave room. */
  readonly at?: number;
}

export class Canvas {
  /** One byte a unit where the text allows it: half the memory and a faster parse. */
  private readonly cells: Uint8Array | Uint16Array;

  constructor(text: string) {
    if (!beyondLatin1.test(text)) {
      this.cells = Buffer.from(text, 'latin1');
      return;
    }
    const cells = new Uint16Array(text.length);
    for (let i = 0; i < text.length; i++) cells[i] = text.charCodeAt(i);
    this.cells = cells;
  }

  blank(start: number, end: number): void {
    const cells = this.cells;
    for (let i = start; i < end; i++) if (cells[i] !== newline && cells[i] !== carriageReturn) cells[i] = blank;
  }

  /** Writes ASCII text at `at`; the caller knows that no line end is under it. */
  put(at: number, text: string): void {
    for (let i = 0; i < text.length; i++) this.cells[at + i] = text.charCodeAt(i);
  }

  /** Makes [start, end) one identifier: its letters kept, everything else `_`; what a line end cuts off is blank. */
  identifier(start: number, end: number): void {
    const cells = this.cells;
    let i = start;
    let changed = false;
    for (; i < end; i++) {
      const code = cells[i] ?? 0;
      if (code === newline || code === carriageReturn) break;
      if (isWordCell(code) && !(i === start && code < 65)) continue;
      cells[i] = 95;
      changed = true;
    }
    // A word that stayed as it was may be a keyword.
    if (!changed) cells[start] = 95;
    this.blank(i, end);
  }

  /** A blank cell in [start, end), or -1. */
  freeCell(start: number, end: number): number {
    for (let i = start; i < end; i++) if (this.cells[i] === blank || this.cells[i] === 9) return i;
    return -1;
  }

  lacksNewline(start: number, end: number): boolean {
    for (let i = start; i < end; i++) if (this.cells[i] === newline) return false;
    return true;
  }

  /**
   * Blanks [start, end) and lays the pieces into it, words apart. Returns where each went, or undefined (and an untouched
   * region) if they do not fit.
   */
  layout(start: number, end: number, pieces: readonly Piece[]): readonly number[] | undefined {
    const places = this.place(start, end, pieces, true) ?? this.place(start, end, pieces, false);
    if (!places) return undefined;
    this.blank(start, end);
    pieces.forEach((piece, index) => {
      this.put(places[index] ?? start, piece.text);
    });
    return places;
  }

  private place(start: number, end: number, pieces: readonly Piece[], preferOriginal: boolean): number[] | undefined {
    const places: number[] = [];
    let at = start;
    let previous = '';
    for (const piece of pieces) {
      const apart = isWordText(previous.at(-1)) && isWordText(piece.text[0]);
      let from = at + (apart ? 1 : 0);
      if (preferOriginal && piece.at !== undefined && piece.at > from) from = piece.at;
      while (from + piece.text.length <= end && !this.lacksLineEnd(from, from + piece.text.length)) from++;
      if (from + piece.text.length > end) return undefined;
      places.push(from);
      at = from + piece.text.length;
      previous = piece.text;
    }
    return places;
  }

  private lacksLineEnd(start: number, end: number): boolean {
    for (let i = start; i < end; i++) if (this.cells[i] === newline || this.cells[i] === carriageReturn) return false;
    return true;
  }

  toString(): string {
    const { buffer, byteOffset, byteLength, BYTES_PER_ELEMENT } = this.cells;
    return Buffer.from(buffer, byteOffset, byteLength).toString(BYTES_PER_ELEMENT === 1 ? 'latin1' : 'utf16le');
  }
}

function isWordCell(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;
}

function isWordText(unit: string | undefined): boolean {
  return unit !== undefined && isWordCell(unit.charCodeAt(0));
}
