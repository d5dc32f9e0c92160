/**
 * A patched file without its tree: what its hunks show, as one text that can be analysed as far as it goes. Functions that a
 * hunk shows in part get the head git wrote into the hunk's header; every hunk of one function is a way of its own through
 * it, since nobody knows what happened in between; a function whose end is not shown never returns.
 */
import type { FilePatch, Hunk, Spacing } from '../patch/model';
import { type ChunkLine, completed, type Part, partsOf, type Side, synthetic } from './chunkText';

export interface Fragment {
  readonly text: string;
  /** 1-based line of `text` -> line of the input file; lines that were put in have none. */
  readonly lines: ReadonlyMap<number, number>;
  /** Lines of `text` that the patch adds. */
  readonly added: ReadonlySet<number>;
  /** Functions of which only a part is shown. */
  readonly cut: ReadonlySet<string>;
  /** Functions with a hunk that lost lines on the way. */
  readonly damaged: ReadonlySet<string>;
}

interface FunctionPiece {
  readonly lines: readonly ChunkLine[];
  readonly ends: boolean;
  /** The hunk shows the function's head. */
  readonly begins: boolean;
}

interface Shown {
  readonly name: string;
  signature: string;
  readonly pieces: FunctionPiece[];
  damaged: boolean;
}

interface Building {
  /** File-scope lines and functions in order of appearance. */
  readonly order: (readonly ChunkLine[] | Shown)[];
  readonly functions: Map<string, Shown>;
}

/** A function's head: all up to the parameters' end. */
const HEAD = /(?:^|\n)([A-Za-z_][\w \t*]*?[\s*])?([A-Za-z_]\w*)\s*\(([^;{}]*)\)\s*$/;

/** A function's head is never longer. */
const MAX_HEAD = 2_000;

export function fragmentOf(
  patch: FilePatch,
  side: Side,
  spacing: Spacing,
  hunks: readonly Hunk[] = patch.hunks,
): Fragment {
  const building: Building = { order: [], functions: new Map() };
  for (const hunk of hunks) {
    const damaged = hunk.missing.old > 0 || hunk.missing.new > 0;
    for (const part of partsOf(hunk, side, spacing)) {
      if (part.scope === 'function') addInside(building, part, hunk, damaged);
      else addFileScope(building, part, damaged);
    }
  }
  return assemble(building);
}

function addInside(building: Building, part: Part, hunk: Hunk, damaged: boolean): void {
  const body = part.ends ? part.lines.slice(0, -1) : part.lines;
  if (body.every(({ text }) => text.trim() === '')) return;
  const head = signatureOf(hunk.section);
  const shown = functionNamed(building, head?.name ?? `hunk_at_line_${hunk.line}`, head?.signature);
  shown.damaged ||= damaged;
  const openers = part.openedBefore.map(synthetic);
  const closers = part.closedAfter.map(synthetic);
  shown.pieces.push({
    lines: [...openers, ...(part.ends ? body : completed(body)), ...closers],
    ends: part.ends,
    begins: false,
  });
}

/** Whole definitions stay as they are; what begins and does not end becomes a piece of its function, a head alone its signature. */
function addFileScope(building: Building, part: Part, damaged: boolean): void {
  const tail = openTail(part);
  const whole = part.lines.slice(0, tail);
  if (whole.some(({ text }) => text.trim() !== '')) building.order.push(whole);
  const rest = part.lines.slice(tail);
  if (rest.length === 0) return;
  const text = rest.map((line) => line.text).join('\n');
  const brace = text.indexOf('{');
  const head = HEAD.exec((brace === -1 ? text : text.slice(0, brace)).trimEnd().slice(-MAX_HEAD));
  if (head?.[2] === undefined) return;
  const shown = functionNamed(building, head[2], `${head[1] ?? 'long '}${head[2]}(${head[3] ?? ''})`);
  shown.signature = `${head[1] ?? 'long '}${head[2]}(${head[3] ?? ''})`.replace(/\s+/g, ' ');
  if (brace === -1) return;
  const first = rest.findIndex((line) => line.text.includes('{'));
  // The outermost is the function's own: it closes behind the loop that stands for the rest.
  const closers = part.closedAfter.slice(0, -1).map(synthetic);
  shown.damaged ||= damaged;
  shown.pieces.push({ lines: [...completed(rest.slice(first + 1)), ...closers], ends: false, begins: true });
}

/** Index of the first line of the definition that is still open at the end; the number of lines where none is. */
function openTail(part: Part): number {
  let depth = 0;
  let start = 0;
  let open = false;
  part.lines.forEach(({ text }, index) => {
    const code = text.replace(/\/\*.*?\*\/|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\/\/.*$/g, '');
    if (depth === 0 && (!open || code.trim() === '')) start = index;
    for (const mark of code.match(/[{}()]/g) ?? [])
      depth = Math.max(0, depth + (mark === '{' || mark === '(' ? 1 : -1));
    const words = code.trim();
    if (depth === 0 && words !== '')
      open = !(/[;}]$/.test(words) || /^(?:#|\*|\/\*)/.test(words) || /^[A-Z_]+\(.*\)$/.test(words));
    else if (depth > 0) open = true;
  });
  return open ? start : part.lines.length;
}

function functionNamed(building: Building, name: string, signature: string | undefined): Shown {
  const known = building.functions.get(name);
  if (known !== undefined) return known;
  const shown: Shown = { name, signature: signature ?? `static void ${name}(void)`, pieces: [], damaged: false };
  building.functions.set(name, shown);
  building.order.push(shown);
  return shown;
}

/** From a hunk header's text, which git cuts at some 80 characters: whole parameters are kept. */
export function signatureOf(section: string): { readonly name: string; readonly signature: string } | undefined {
  const match = /^([A-Za-z_][\w \t*]*?[\s*])?([A-Za-z_]\w*)\s*\((.*)$/.exec(section);
  const name = match?.[2];
  if (match === null || name === undefined || /;\s*$/.test(section) || /^[A-Z][A-Z_0-9]*$/.test(name)) return undefined;
  const inside = match[3] ?? '';
  const end = inside.lastIndexOf(')');
  const given = (end === -1 ? inside : inside.slice(0, end)).split(',').map((parameter) => parameter.trim());
  // Without the closing parenthesis the last parameter may be cut anywhere.
  // There are more of them, so that nobody counts.
  const whole = end === -1 ? [...given.slice(0, -1), ...(given.length > 1 ? ['...'] : [])] : given;
  const parameters = whole.filter((parameter) => parameter !== '').join(', ');
  return { name, signature: `${match[1]?.trim() ?? 'long'} ${name}(${parameters === '' ? 'void' : parameters})` };
}

function assemble(building: Building): Fragment {
  const out: ChunkLine[] = [];
  const cut = new Set<string>();
  const damaged = new Set<string>();
  for (const item of building.order) {
    if (!('pieces' in item)) {
      out.push(...item);
      continue;
    }
    if (item.pieces.length === 0) continue;
    cut.add(item.name);
    if (item.damaged) damaged.add(item.name);
    out.push(...functionText(item));
  }
  const lines = new Map<number, number>();
  const added = new Set<number>();
  out.forEach(({ line, added: isAdded }, index) => {
    if (line !== undefined) lines.set(index + 1, line);
    if (isAdded) added.add(index + 1);
  });
  return { text: `${out.map(({ text }) => text).join('\n')}\n`, lines, added, cut, damaged };
}

function functionText(shown: Shown): ChunkLine[] {
  const out: ChunkLine[] = [synthetic(shown.signature), synthetic('{')];
  shown.pieces.forEach((piece, index) => {
    const last = index === shown.pieces.length - 1;
    if (last && piece.ends) {
      out.push(...piece.lines, ...labels(piece, shown.pieces));
      return;
    }
    if (!last) out.push(synthetic(`if (way_${index + 1}) {`));
    out.push(...piece.lines, ...labels(piece, shown.pieces), synthetic('for (;;)'), synthetic(';'));
    if (!last) out.push(synthetic('}'));
  });
  out.push(synthetic('}'));
  return out;
}

/** Labels that the piece jumps to and no piece shows. */
function labels(piece: FunctionPiece, all: readonly FunctionPiece[]): ChunkLine[] {
  const shown = new Set(
    all.flatMap(({ lines }) => lines.flatMap(({ text }) => /^\s*(\w+):(?!:)/.exec(text)?.[1] ?? [])),
  );
  const wanted = new Set(
    piece.lines.flatMap(({ text }) => [...text.matchAll(/\bgoto\s+(\w+)\s*;/g)].flatMap((match) => match[1] ?? [])),
  );
  const missing = [...wanted].filter((name) => !shown.has(name)).sort();
  return missing.map((name) => synthetic(`${name}: ;`));
}
