/** What the passes of the mask share: the tokens that are left, their partners, the canvas and the marks. */
import type { FunctionSpan, Mark } from './api';
import type { Canvas } from './canvas';
import type { LocalMacro } from './conditions';
import { type CompiledDialect, isLoopName, roles, type Word } from './dialect';
import { kinds, type Tokens } from './lexer';

export interface MaskState {
  readonly text: string;
  readonly canvas: Canvas;
  readonly dialect: CompiledDialect;
  readonly macros: ReadonlyMap<string, LocalMacro>;
  readonly tokens: Tokens;
  /** Per token: what the word is; undefined for other kinds. */
  readonly words: (Word | undefined)[];
  /** Per bracket: its partner, or -1. */
  readonly partner: Int32Array;
  readonly marks: Mark[];
  readonly functions: FunctionSpan[];
  /** Tokens the top-level pass dealt with: first -> where to go on. */
  readonly done: Map<number, number>;
}

export const open = { parenthesis: 40, bracket: 91, brace: 123 } as const;
export const close = { parenthesis: 41, bracket: 93, brace: 125 } as const;
export const semicolon = 59;
export const comma = 44;
export const colon = 58;
export const equals = 61;
export const asterisk = 42;
export const dot = 46;

/** The kind of token `at`; 0 outside the text. */
export function kindAt(state: MaskState, at: number): number {
  return at >= 0 && at < state.tokens.length ? (state.tokens.kind[at] ?? 0) : 0;
}

export function startOf(state: MaskState, at: number): number {
  return at < state.tokens.length ? (state.tokens.start[at] ?? 0) : state.text.length;
}

export function endOf(state: MaskState, at: number): number {
  return at >= 0 ? (state.tokens.end[at] ?? 0) : 0;
}

/** The partner of the bracket `at`, or -1. */
export function partnerOf(state: MaskState, at: number): number {
  return state.partner[at] ?? -1;
}

export function rolesAt(state: MaskState, at: number): number {
  return state.words[at]?.roles ?? 0;
}

/** A word that is no keyword. */
export function isPlainWord(state: MaskState, at: number): boolean {
  const word = state.words[at];
  return word !== undefined && (word.roles & keywordRoles) === 0;
}

const keywordRoles =
  roles.type |
  roles.qualifier |
  roles.storage |
  roles.control |
  roles.statement |
  roles.operator |
  roles.typeOf |
  roles.assembler;

/** Does token `at` stand in the first column of its line? */
export function inFirstColumn(state: MaskState, at: number): boolean {
  const start = startOf(state, at);
  return start === 0 || state.text.charCodeAt(start - 1) === 10;
}

/** Is there a line end between the two neighbouring tokens? */
export function linesApart(state: MaskState, before: number, after: number): boolean {
  const at = state.text.indexOf('\n', endOf(state, before));
  return at !== -1 && at < startOf(state, after);
}

/** Token ranges [first, last] of the arguments between the parentheses `from` and its partner; none for `()`. */
export function argumentsOf(
  state: MaskState,
  from: number,
): readonly { readonly first: number; readonly last: number }[] {
  const end = partnerOf(state, from);
  if (end <= from + 1) return [];
  const args: { first: number; last: number }[] = [];
  let first = from + 1;
  for (let at = from + 1; at < end; at++) {
    const kind = kindAt(state, at);
    if (kind === comma) {
      args.push({ first, last: at - 1 });
      first = at + 1;
    } else if (kind === open.parenthesis || kind === open.brace || kind === open.bracket) {
      const partner = partnerOf(state, at);
      if (partner > at) at = Math.min(partner, end - 1);
    }
  }
  args.push({ first, last: end - 1 });
  return args;
}

export function textOf(state: MaskState, first: number, last: number): string {
  return first > last ? '' : state.text.slice(startOf(state, first), endOf(state, last));
}

export type MacroShape = 'loop' | 'scope' | 'plain';

/** What `name(...)` before a statement is: by the table, by the file's own #define, or by the custom of names. */
export function macroShape(state: MaskState, word: Word, certain: boolean): MacroShape {
  if ((word.roles & roles.scope) !== 0) return 'scope';
  if ((word.roles & roles.loop) !== 0) return 'loop';
  const local = localShape(state, word.name, 0);
  if (local) return local;
  return !certain && isLoopName(word.name) ? 'loop' : 'plain';
}

function localShape(state: MaskState, name: string, depth: number): MacroShape | undefined {
  const macro = state.macros.get(name);
  if (!macro?.params) return undefined;
  const body = macro.body.trimStart();
  const head = /^(?:[({\s]*)([A-Za-z_]\w*)\s*\(/.exec(body)?.[1];
  // A body that ends in `;` or `}` or `)` of a do-while is complete; one that ends in the loop's head is not.
  if (head === 'for' || head === 'while') return endsInHead(body) ? 'loop' : 'plain';
  if (head === 'if') return endsInHead(body) || /\belse\s*$/.test(body) ? 'scope' : 'plain';
  if (!head || depth > 4 || !endsInHead(body)) return undefined;
  const word = state.dialect.word(head);
  if ((word.roles & roles.loop) !== 0 || isLoopName(head)) return 'loop';
  return localShape(state, head, depth + 1);
}

/** Is the body `head (...)` and possibly more heads, with no statement after the last? */
function endsInHead(body: string): boolean {
  return /\)\s*$/.test(body) || /\belse\s*$/.test(body);
}

export function isKind(state: MaskState, at: number, kind: keyof typeof kinds): boolean {
  return kindAt(state, at) === kinds[kind];
}
