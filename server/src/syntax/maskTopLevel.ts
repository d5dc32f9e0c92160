/**
 * Second pass of the mask: the top level of the file. Finds every function body by counting braces, rewrites or blanks
 * macro calls that stand where C wants a declaration, and drops unlisted attribute words from function heads.
 */
import { anyKeyword, roles } from './dialect';
import { kinds } from './lexer';
import { blankCall, maskDeclaration, maskFunctionMacro } from './maskDeclarations';
import {
  asterisk,
  close,
  comma,
  endOf,
  equals,
  inFirstColumn,
  isPlainWord,
  kindAt,
  linesApart,
  type MaskState,
  open,
  partnerOf,
  rolesAt,
  semicolon,
  startOf,
  textOf,
} from './maskState';

export function maskTopLevel(state: MaskState): void {
  for (let at = 0; at < state.tokens.length; ) {
    const kind = kindAt(state, at);
    at = kind === semicolon || kind === close.brace ? at + 1 : Math.max(scanItem(state, at), at + 1);
  }
}

/** Scans the item at token `first`; returns the token after it. */
function scanItem(state: MaskState, first: number): number {
  let start = first;
  let name = -1;
  for (let at = first; at < state.tokens.length; ) {
    const kind = kindAt(state, at);
    if (kind === semicolon) return at + 1;
    if (kind === close.brace) return at;
    if (kind === equals) return skipInitialiser(state, at);
    if (kind === open.brace) {
      const end = partnerOf(state, at);
      const after = end > at ? end + 1 : state.tokens.length;
      if (kindAt(state, at - 1) === close.parenthesis && at > first && name >= 0) {
        addFunction(state, start, name, at);
        return after;
      }
      if (kindAt(state, at - 1) === kinds.string) return at + 1; // extern "C" {
      const tagged = rolesAt(state, at - 1) !== 0 ? rolesAt(state, at - 1) : rolesAt(state, at - 2);
      if ((tagged & roles.tagged) === 0) return after;
      at = after;
      continue;
    }
    if (kind === open.parenthesis) {
      const end = partnerOf(state, at);
      if (end < at) return nextFirstColumn(state, at);
      if (isPlainWord(state, at - 1) && at > start) {
        const step = scanCall(state, start, at - 1, end, name);
        if (step.kind === 'end') return step.at;
        if (step.kind === 'restart') {
          start = step.at;
          at = step.at;
          name = -1;
          continue;
        }
        if (name < 0) name = step.name;
      } else if (name < 0 && kindAt(state, at + 1) === asterisk) {
        // `int (*name(int a))(int b) {`: a function that returns a pointer to one.
        let inner = at + 2;
        while (kindAt(state, inner) === asterisk) inner++;
        if (isPlainWord(state, inner) && kindAt(state, inner + 1) === open.parenthesis) name = inner;
      }
      at = end + 1;
      continue;
    }
    // A head without `;` before something that begins an item (half-typed text).
    if (name >= 0 && at > name && (rolesAt(state, at) & (roles.storage | roles.type)) !== 0 && inFirstColumn(state, at))
      return at;
    at++;
  }
  return state.tokens.length;
}

type Step =
  | { readonly kind: 'end'; readonly at: number }
  | { readonly kind: 'restart'; readonly at: number }
  | { readonly kind: 'name'; readonly name: number };

/** `word(...)` at the top level, word at token `at`, `)` at `end`. */
function scanCall(state: MaskState, start: number, at: number, end: number, name: number): Step {
  const next = kindAt(state, end + 1);
  const word = state.words[at];
  if (name >= 0 || !word) return { kind: 'name', name: at };
  if (!isBareHead(state, start, at)) {
    // `foo_t (*name(int a))(int b)`: the name is inside.
    if (
      next === open.parenthesis &&
      kindAt(state, at + 2) !== asterisk &&
      kindAt(state, partnerOf(state, end + 1) + 1) === open.brace
    ) {
      // `int NAME(x)(int a) {`: the macro makes the name.
      state.canvas.identifier(startOf(state, at), endOf(state, end));
      state.marks.push({
        kind: 'type-argument',
        span: { start: startOf(state, at), end: endOf(state, end) },
        type: textOf(state, at, end),
      });
      state.done.set(at, end + 1);
      return { kind: 'name', name: at };
    }
    if (kindAt(state, at + 2) === asterisk && isPlainWord(state, at + 3) && next === open.parenthesis)
      return { kind: 'name', name: at + 3 };
    return { kind: 'name', name: at };
  }
  if (next === open.parenthesis) {
    const inner = kindAt(state, at + 2) === asterisk && isPlainWord(state, at + 3);
    return { kind: 'name', name: inner ? at + 3 : at };
  }
  if (next === open.brace) {
    const nameToken = maskFunctionMacro(state, at, word) ?? at;
    addFunction(state, start, nameToken, end + 1);
    const close = partnerOf(state, end + 1);
    state.done.set(at, end + 1);
    return { kind: 'end', at: close > end ? close + 1 : state.tokens.length };
  }
  if (word.declaration && word.declaration.function !== true) {
    const after = maskDeclaration(state, at, word);
    if (after !== undefined) {
      state.done.set(at, after);
      if (next === equals) return { kind: 'end', at: skipInitialiser(state, end + 1) };
      if (next === semicolon) return { kind: 'end', at: end + 2 };
      return { kind: 'name', name: -1 };
    }
  }
  const isWord = next === kinds.word;
  if (next !== semicolon && next !== equals && next !== 0 && next !== close.brace && !isWord)
    return { kind: 'name', name: at };
  // A call that declares what no table knows. `static` before it would be left alone on the line.
  if (next === equals) {
    const after = skipInitialiser(state, end + 1);
    state.canvas.blank(startOf(state, start), endOf(state, after - 1));
    state.marks.push({
      kind: 'blanked-call',
      span: { start: startOf(state, start), end: endOf(state, after - 1) },
      name: word.name,
    });
    state.done.set(start, after);
    return { kind: 'end', at: after };
  }
  const sameLine = isWord && !linesApart(state, end, end + 1);
  if (!sameLine) state.canvas.blank(startOf(state, start), startOf(state, at));
  blankCall(state, at, end);
  state.done.set(at, end + 1);
  if (isWord) return sameLine ? { kind: 'restart', at: end + 1 } : { kind: 'end', at: end + 1 };
  return { kind: 'end', at: next === semicolon ? end + 2 : end + 1 };
}

/** Are there only storage words (`static`, `extern`) between the item's start and the call? */
function isBareHead(state: MaskState, start: number, at: number): boolean {
  for (let k = start; k < at; k++) if ((rolesAt(state, k) & (roles.storage | roles.qualifier)) === 0) return false;
  return true;
}

function skipInitialiser(state: MaskState, from: number): number {
  let at = from;
  while (at < state.tokens.length) {
    const kind = kindAt(state, at);
    if (kind === semicolon) return at + 1;
    if (kind === close.brace) return at;
    // Half-typed: a declaration that begins in the first column ends this one.
    if ((rolesAt(state, at) & roles.storage) !== 0 && inFirstColumn(state, at)) return at;
    const partner =
      kind === open.parenthesis || kind === open.brace || kind === open.bracket ? partnerOf(state, at) : -1;
    at = partner > at ? partner + 1 : at + 1;
  }
  return at;
}

function nextFirstColumn(state: MaskState, from: number): number {
  let at = from + 1;
  while (at < state.tokens.length && !(inFirstColumn(state, at) && kindAt(state, at) === kinds.word)) at++;
  return at;
}

function addFunction(state: MaskState, start: number, name: number, brace: number): void {
  const end = partnerOf(state, brace);
  const bodyEnd = end > brace ? endOf(state, end) : state.text.length;
  const nameSpan = { start: startOf(state, name), end: endOf(state, madeEnd(state, name)) };
  const spanStart = startOf(state, start);
  state.functions.push({
    name: state.text.slice(nameSpan.start, nameSpan.end),
    span: { start: spanStart, end: bodyEnd },
    nameSpan,
    body: { start: startOf(state, brace), end: bodyEnd },
  });
  cleanHead(state, start, name, brace);
}

/** Unlisted attribute words of a function's head: at most one word before the name can be its type. */
function cleanHead(state: MaskState, start: number, name: number, brace: number): void {
  const candidates: number[] = [];
  let typed = false;
  for (let at = start; at < name; at++) {
    const role = rolesAt(state, at);
    if (kindAt(state, at) === open.parenthesis || kindAt(state, at) === comma) return;
    if ((role & roles.type) !== 0) {
      typed = true;
      if ((role & roles.tagged) !== 0) at++;
    } else if (kindAt(state, at) === kinds.word && (role & anyKeyword) === 0 && role === 0) candidates.push(at);
  }
  const keep = typed
    ? -1
    : (candidates.findLast((at) => !textOf(state, at, at).startsWith('__')) ?? candidates.at(-1) ?? -1);
  for (const at of candidates) if (at !== keep) blankWord(state, at, at);
  // Between the parameters and the body: `int f(void) __unknown __other(x) {`.
  const parameters = madeEnd(state, name) + 1;
  let after = partnerOf(state, parameters);
  if (after < 0 || kindAt(state, parameters) !== open.parenthesis) return;
  for (after++; after < brace; after++) {
    if (!isPlainWord(state, after)) continue;
    const call = kindAt(state, after + 1) === open.parenthesis ? partnerOf(state, after + 1) : after;
    if (call < after || call >= brace) return;
    blankWord(state, after, call);
    after = call;
  }
}

function blankWord(state: MaskState, first: number, last: number): void {
  const span = { start: startOf(state, first), end: endOf(state, last) };
  state.canvas.blank(span.start, span.end);
  state.marks.push({ kind: 'attribute', span, word: textOf(state, first, first) });
}

/** The last token of a function's name: the name itself, or the `)` of the macro call that makes it. */
function madeEnd(state: MaskState, name: number): number {
  const made = (state.done.get(name) ?? 0) - 1;
  return kindAt(state, made) === close.parenthesis && kindAt(state, made + 1) === open.parenthesis ? made : name;
}
