/**
 * From a name to the lines of a text that list it: a hash table of numbers beside the text, made in one pass over its bytes.
 * A tree has hundreds of thousands of names and a run asks for few of them: strings are made of what is asked for only.
 */

const SPACE = 32;
const TAB = 9;
const NEWLINE = 10;

/** FNV-1a: the prime, and what an empty name gives. */
const PRIME = 0x01000193;
const BASIS = 0x811c9dc5 | 0;

/** What stands of a name, side by side because it is asked for together: START .. LAST_LINE. */
const ENTRY = 4;
/** Where the name first stands in the text. */
const START = 0;
/** Its first and last place in the chains, and the line of the last one. */
const FIRST = 1;
const LAST = 2;
const LAST_LINE = 3;

/** Per place of a name: its line, and the next place of the name; 0 ends a chain. */
const PLACE = 2;

/** Head of the packed form: MAGIC, two numbers of the text's hash, and how long the four arrays are. */
const HEAD = 7;
/** Read with the bytes of a number the other way round it is another one. Change it when the form changes. */
const MAGIC = 0x4c4e5431;

export class NameTable {
  private constructor(
    private readonly text: string,
    /** Where each line begins. */
    private readonly lines: Int32Array,
    /** By hash, open addressing: number of a name plus one. */
    private readonly slots: Int32Array,
    private readonly entries: Int32Array,
    private readonly places: Int32Array,
  ) {}

  /** Lines of fields between tabs: the first names the line, the last one lists names between single blanks. */
  static of(text: string): NameTable {
    const bytes = Buffer.from(text, 'latin1');
    let names = 1;
    let lines = 1;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === SPACE || byte === TAB) names++;
      else if (byte === NEWLINE) lines++;
    }
    // Half of the names are listed more than once: the table is filled to a half at most.
    const slots = new Int32Array(2 ** Math.ceil(Math.log2(names * 2)));
    const starts = new Int32Array(lines);
    const entries = new Int32Array(names * ENTRY);
    const places = new Int32Array((names + 1) * PLACE);
    const { entriesEnd, placesEnd } = fill(bytes, starts, slots, entries, places);
    return new NameTable(text, starts, slots, entries.subarray(0, entriesEnd), places.subarray(0, placesEnd));
  }

  /** The table of the same text as pack() gave it; undefined: it is of another one. */
  static unpack(text: string, hash: string, packed: Uint8Array): NameTable | undefined {
    const numbers = new Int32Array(packed.buffer, packed.byteOffset, packed.byteLength >> 2);
    const head = headOf(hash, []);
    if (head.some((number, at) => numbers[at] !== number)) return undefined;
    let at = HEAD;
    const arrays = [...numbers.subarray(head.length, HEAD)].map((length) => {
      at += length;
      return numbers.subarray(at - length, at);
    });
    const [lines, slots, entries, places] = arrays;
    const isWhole = at === numbers.length && packed.byteLength === numbers.byteLength;
    return isWhole && lines && slots && entries && places
      ? new NameTable(text, lines, slots, entries, places)
      : undefined;
  }

  /** `hash`: of the text. */
  pack(hash: string): Uint8Array {
    const arrays = [this.lines, this.slots, this.entries, this.places];
    const head = Int32Array.from(headOf(hash, arrays));
    return Buffer.concat(
      [head, ...arrays].map((each) => new Uint8Array(each.buffer, each.byteOffset, each.byteLength)),
    );
  }

  has(name: string): boolean {
    return this.find(name) !== -1;
  }

  /** First fields of the lines that list the name, in order. */
  listedBy(name: string): readonly string[] {
    const found: string[] = [];
    const { entries, places, lines, text } = this;
    const entry = this.find(name);
    if (entry === -1) return found;
    for (let place = entries[entry + FIRST] ?? 0; place !== 0; place = places[place + 1] ?? 0) {
      const start = lines[places[place] ?? 0] ?? 0;
      found.push(text.slice(start, text.indexOf('\t', start)));
    }
    return found;
  }

  /** Where the name's entry is; -1: nobody lists it. */
  private find(name: string): number {
    const { text, slots, entries } = this;
    let hash = BASIS;
    for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ (name.charCodeAt(at) & 0xff), PRIME);
    const mask = slots.length - 1;
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const entry = ((slots[slot] ?? 0) - 1) * ENTRY;
      if (entry < 0) return -1;
      const start = entries[entry] ?? 0;
      const end = start + name.length;
      if (text.startsWith(name, start) && (end === text.length || isEnd(text.charCodeAt(end)))) return entry;
    }
  }
}

function fill(
  bytes: Uint8Array,
  lines: Int32Array,
  slots: Int32Array,
  entries: Int32Array,
  places: Int32Array,
): { readonly entriesEnd: number; readonly placesEnd: number } {
  const mask = slots.length - 1;
  let freeEntry = 0;
  let freePlace = PLACE;
  let line = 0;
  for (let at = 0; at < bytes.length; line++) {
    lines[line] = at;
    let end = bytes.indexOf(NEWLINE, at);
    if (end === -1) end = bytes.length;
    const tab = bytes.lastIndexOf(TAB, end - 1);
    let start = tab < at ? end : tab + 1;
    let hash = BASIS;
    for (at = start; at <= end; at++) {
      const byte = at === end ? SPACE : (bytes[at] ?? SPACE);
      if (byte !== SPACE) {
        hash = Math.imul(hash ^ byte, PRIME);
        continue;
      }
      if (at === start) {
        start++;
        continue;
      }
      let slot = spread(hash) & mask;
      let entry = ((slots[slot] ?? 0) - 1) * ENTRY;
      while (entry >= 0 && !sameWord(bytes, entries[entry] ?? 0, start, at)) {
        slot = (slot + 1) & mask;
        entry = ((slots[slot] ?? 0) - 1) * ENTRY;
      }
      if (entry < 0) {
        entry = freeEntry;
        freeEntry += ENTRY;
        slots[slot] = entry / ENTRY + 1;
        entries[entry + START] = start;
        entries[entry + FIRST] = freePlace;
        entries[entry + LAST_LINE] = -1;
      }
      if (entries[entry + LAST_LINE] !== line) {
        places[freePlace] = line;
        places[(entries[entry + LAST] ?? 0) + 1] = freePlace;
        entries[entry + LAST] = freePlace;
        entries[entry + LAST_LINE] = line;
        freePlace += PLACE;
      }
      start = at + 1;
      hash = BASIS;
    }
  }
  return { entriesEnd: freeEntry, placesEnd: freePlace };
}

function headOf(hash: string, arrays: readonly Int32Array[]): number[] {
  const half = hash.length >> 1;
  return [MAGIC, Number.parseInt(hash.slice(0, half), 16), Number.parseInt(hash.slice(half), 16)].concat(
    arrays.map(({ length }) => length),
  );
}

/** The low bits of a hash of similar names are similar. */
function spread(hash: number): number {
  return hash ^ (hash >>> 15);
}

function sameWord(bytes: Uint8Array, known: number, start: number, end: number): boolean {
  for (let at = start, other = known; at < end; at++, other++) if (bytes[at] !== bytes[other]) return false;
  return isEnd(bytes[known + end - start]);
}

function isEnd(byte: number | undefined): boolean {
  return byte === undefined || byte === SPACE || byte === NEWLINE;
}
