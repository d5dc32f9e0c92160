/**
 * Third pass of the mask: everything inside braces. Walks all tokens once with a stack of what encloses them, and rewrites
 * macro calls by what stands before and after them: a call before a statement is a loop, a scope, or brings its own `;`.
 */
import { anyKeyword, roles } from './dialect';
import { kinds } from './lexer';
import { maskArgument, maskStatementArgument } from './maskArguments';
import { blankCall, guessDeclaration, maskDeclaration } from './maskDeclarations';
import {
  argumentsOf,
  asterisk,
  close,
  colon,
  comma,
  dot,
  endOf,
  equals,
  isPlainWord,
  kindAt,
  linesApart,
  type MaskState,
  macroShape,
  open,
  partnerOf,
  rolesAt,
  semicolon,
  startOf,
  textOf,
} from './maskState';

type Context =
  | { readonly kind: 'body' | 'struct' | 'enum' | 'initialiser' | 'bracket' | 'group' }
  /** The arguments of a call; `index` counts them. */
  | { readonly kind: 'call'; readonly callee: number; index: number; first: number };

interface Walk {
  readonly state: MaskState;
  readonly stack: Context[];
  /** `)` tokens that close the head of a control statement or of what became one. */
  readonly heads: Set<number>;
}

export function maskStatements(state: MaskState): void {
  const walk: Walk = { state, stack: [], heads: new Set() };
  const bodies: Bodies = {
    starts: new Set(state.functions.map(({ body }) => body.start)),
    ends: new Set(state.functions.map(({ body }) => body.end)),
  };
  for (let at = 0; at < state.tokens.length; ) {
    const skip = state.done.get(at);
    if (skip !== undefined && skip > at) {
      at = skip;
      continue;
    }
    at = Math.max(visit(walk, at, bodies), at + 1);
  }
}

/** Offsets of function bodies. */
interface Bodies {
  readonly starts: ReadonlySet<number>;
  readonly ends: ReadonlySet<number>;
}

function visit(walk: Walk, at: number, bodies: Bodies): number {
  const { state, stack } = walk;
  const kind = kindAt(state, at);
  switch (kind) {
    case kinds.word:
      return visitWord(walk, at);
    case open.brace:
      stack.push({ kind: bodies.starts.has(startOf(state, at)) ? 'body' : braceContext(walk, at) });
      return at + 1;
    case open.bracket:
      stack.push({ kind: 'bracket' });
      return at + 1;
    case open.parenthesis: {
      if (partnerOf(state, at) < 0) return at + 1;
      stack.push({ kind: 'group' });
      return at + 1;
    }
    case close.parenthesis:
    case close.bracket:
    case close.brace:
      // What half-typed text left open in a body ends with it.
      if (kind === close.brace && bodies.ends.has(endOf(state, at))) stack.length = 0;
      else if (partnerOf(state, at) >= 0) stack.pop();
      return at + 1;
    case comma: {
      const top = stack.at(-1);
      if (top?.kind !== 'call') return at + 1;
      top.index++;
      top.first = at + 1;
      return maskArgument(state, top.callee, top.index, at + 1);
    }
    case kinds.number:
      return visitNumber(walk, at);
    case semicolon: {
      // A statement among the arguments of a macro: `LOOP(new.count++; , return;)`.
      const top = stack.at(-1);
      if (top?.kind !== 'call' || top.first > at) return at + 1;
      const after = maskStatementArgument(state, top.first);
      return Math.max(after, at + 1);
    }
    case kinds.dots: {
      if (stack.at(-1)?.kind === 'body') {
        const span = { start: startOf(state, at), end: endOf(state, at) };
        state.canvas.put(span.start, '|| ');
        state.marks.push({ kind: 'case-range', span });
      }
      return at + 1;
    }
    default:
      return at + 1;
  }
}

/** What the brace at token `at` opens, by what stands before it. */
function braceContext(walk: Walk, at: number): 'body' | 'struct' | 'enum' | 'initialiser' {
  const { state, stack } = walk;
  const before = kindAt(state, at - 1);
  if (before === kinds.word) {
    const role = rolesAt(state, at - 1);
    const tag = (role & roles.tagged) !== 0 ? at - 1 : (rolesAt(state, at - 2) & roles.tagged) !== 0 ? at - 2 : -1;
    if (tag >= 0) return textOf(state, tag, tag) === 'enum' ? 'enum' : 'struct';
    if ((role & (roles.statement | roles.storage)) !== 0)
      return textOf(state, at - 1, at - 1) === 'return' ? 'initialiser' : 'body';
    return stack.at(-1)?.kind === 'body' ? 'body' : 'initialiser';
  }
  if (before === close.parenthesis) {
    const from = partnerOf(state, at - 1);
    // `if (x) {`, `name(x) {`: a statement; `(struct x) {`: a compound literal.
    const head =
      from > 0 &&
      kindAt(state, from - 1) === kinds.word &&
      (rolesAt(state, from - 1) & (roles.statement | roles.operator)) === 0;
    return head || walk.heads.has(at - 1) || kindAt(state, from - 1) === close.parenthesis ? 'body' : 'initialiser';
  }
  if (before === open.parenthesis || before === comma) {
    const outer = stack.at(-1)?.kind;
    if (outer === 'initialiser' || outer === 'enum') return 'initialiser';
    return hasSemicolon(state, at) ? 'body' : before === open.parenthesis && outer === 'group' ? 'body' : 'initialiser';
  }
  if (before === semicolon || before === close.brace || before === open.brace || before === colon) {
    const outer = stack.at(-1)?.kind;
    return outer === 'initialiser' ? 'initialiser' : outer === 'struct' ? 'struct' : 'body';
  }
  return 'initialiser';
}

function hasSemicolon(state: MaskState, brace: number): boolean {
  const end = partnerOf(state, brace);
  for (let at = brace + 1; at < end; at++) if (kindAt(state, at) === semicolon) return true;
  return false;
}

function visitWord(walk: Walk, at: number): number {
  const { state, stack } = walk;
  const word = state.words[at];
  if (!word) return at + 1;
  const called = kindAt(state, at + 1) === open.parenthesis;
  const end = called ? partnerOf(state, at + 1) : -1;
  if ((word.roles & anyKeyword) !== 0 && (word.roles & roles.typeOf) === 0) {
    if ((word.roles & roles.control) !== 0 && end > at) walk.heads.add(end);
    if ((word.roles & roles.assembler) !== 0) return maskAssembler(walk, at);
    if (word.name === 'auto') maskAuto(state, at);
    if (word.name === 'goto' && kindAt(state, at + 1) === asterisk) return maskComputedGoto(state, at);
    if (
      (word.roles & roles.operator) !== 0 &&
      word.name.includes('align') &&
      end > at &&
      !(kindAt(state, at + 2) === kinds.word && end === at + 3) &&
      (rolesAt(state, at + 2) & (roles.type | roles.qualifier)) === 0
    ) {
      // __alignof__(*p): the grammar knows types only, so the operator becomes a call.
      const span = { start: startOf(state, at), end: endOf(state, at) };
      state.canvas.put(span.end - 1, '0');
      state.marks.push({ kind: 'type-argument', span, type: word.name });
      return at + 1;
    }
    if (word.name === 'offsetof' && end > at) {
      stack.push({ kind: 'call', callee: at, index: 0, first: at + 2 });
      return maskArgument(state, at, 0, at + 2);
    }
    return at + 1;
  }
  if (end <= at) return called ? at + 1 : visitPlainWord(walk, at);
  const context = stack.at(-1)?.kind;
  if ((word.roles & roles.typeOf) !== 0) return maskAsIdentifier(state, at, end);
  if (context === 'struct' && startsMember(state, at)) return visitMember(walk, at, end);
  // A macro that makes enumerators; in their values calls are calls.
  if (context === 'enum' && [comma, open.brace, kinds.word].includes(kindAt(state, at - 1))) {
    state.canvas.blank(startOf(state, at + 1), endOf(state, end));
    state.marks.push({
      kind: 'blanked-call',
      span: { start: startOf(state, at), end: endOf(state, end) },
      name: word.name,
    });
    return end + 1;
  }
  const next = kindAt(state, end + 1);
  if (next === kinds.string || kindAt(state, at - 1) === kinds.string) {
    // "x" __stringify(y) "z": the grammar joins strings and words, not calls.
    const span = { start: startOf(state, at), end: endOf(state, end) };
    state.canvas.identifier(span.start, span.end);
    state.marks.push({ kind: 'blanked-call', span, name: word.name });
    return end + 1;
  }
  if (context === 'body') {
    const after = visitStatementCall(walk, at, end, next);
    if (after !== undefined) return after;
  } else if (
    context === 'initialiser' &&
    (next === kinds.word || next === open.brace || next === dot || next === open.bracket) &&
    linesApart(state, end, end + 1)
  ) {
    writeInto(state, end, ',');
  }
  return enterCall(walk, at);
}

/** Steps into the arguments of the call at token `at`. */
function enterCall(walk: Walk, at: number): number {
  const { state, stack } = walk;
  if (stack.length === 0 || declares(state, at)) {
    // Parameters, not arguments.
    stack.push({ kind: 'group' });
    return at + 2;
  }
  stack.push({ kind: 'call', callee: at, index: 0, first: at + 2 });
  return maskArgument(state, at, 0, at + 2);
}

/** `extern int name(struct x *)`: a prototype, whose parentheses hold parameters. */
function declares(state: MaskState, at: number): boolean {
  const before = state.words[at - 1];
  if (before)
    return (before.roles & (roles.type | roles.qualifier)) !== 0 || (before.roles === 0 && isPlainWord(state, at - 1));
  return (
    kindAt(state, at - 1) === asterisk &&
    ((rolesAt(state, at - 2) & roles.type) !== 0 || (rolesAt(state, at - 3) & roles.tagged) !== 0)
  );
}

/** Where a statement can begin: after `;`, a brace, a label, `else`, `do`, or the head of a control statement. */
function startsStatement(walk: Walk, at: number): boolean {
  const { state } = walk;
  switch (kindAt(state, at - 1)) {
    case semicolon:
    case open.brace:
    case close.brace:
    case colon:
      return true;
    case close.parenthesis:
      return walk.heads.has(at - 1);
    case kinds.word: {
      const name = textOf(state, at - 1, at - 1);
      return name === 'else' || name === 'do';
    }
    default:
      return false;
  }
}

/** A call in a body, `)` at `end`. Returns where to go on, or undefined if it is an ordinary expression. */
function visitStatementCall(walk: Walk, at: number, end: number, next: number): number | undefined {
  const { state } = walk;
  const word = state.words[at];
  if (!word) return undefined;
  const isStatic = (rolesAt(state, at - 1) & roles.storage) !== 0;
  if (word.declaration && word.declaration.function !== true && (isStatic || startsStatement(walk, at))) {
    const after =
      next === semicolon || next === equals || next === comma || next === kinds.word
        ? maskDeclaration(state, at, word)
        : undefined;
    if (after !== undefined) {
      if (next === kinds.word) writeInto(state, end, ';');
      if (after <= end) walk.stack.push({ kind: 'call', callee: at, index: 0, first: after });
      return after;
    }
  }
  if (isStatic && next === equals) {
    const after = maskDeclaration(state, at, { ...word, declaration: guessDeclaration(state, at) });
    if (after !== undefined) return after;
  }
  if (isStatic && next === semicolon) {
    // `static DEFINE_UNKNOWN(x);`: readable as a call once the storage word is gone.
    state.canvas.blank(startOf(state, at - 1), endOf(state, at - 1));
    return undefined;
  }
  if (!startsStatement(walk, at)) return undefined;
  if (kindAt(state, at - 1) === close.brace && rolesAt(state, partnerOf(state, at - 1) - 1) !== 0) {
    const opener = partnerOf(state, at - 1) - 1;
    // `do { ... } while_each_thread(g, t);`
    if (textOf(state, opener, opener) === 'do') return convert(walk, at, end, 'loop');
  }
  const certain = next === semicolon;
  const shape = macroShape(state, word, certain);
  if (shape === 'plain') keepExpression(state, at, end);
  switch (next) {
    case semicolon:
      return shape === 'loop' || shape === 'scope' ? convert(walk, at, end, shape) : undefined;
    case open.brace:
      return convert(walk, at, end, shape === 'plain' ? 'loop' : shape);
    case kinds.word:
      if (shape !== 'plain') return convert(walk, at, end, shape);
      if (!linesApart(state, end, end + 1) && looksDeclared(state, end + 1)) return maskAsIdentifier(state, at, end);
      markSemicolon(walk, end);
      return undefined;
    case close.brace:
      markSemicolon(walk, end);
      return undefined;
    case asterisk:
    case kinds.increment:
    case open.parenthesis:
      if (
        shape === 'plain' &&
        /[;}]\s*$/.test(state.macros.get(word.name)?.body ?? '') &&
        linesApart(state, end, end + 1)
      ) {
        markSemicolon(walk, end);
        return undefined;
      }
      return shape !== 'plain' && (next !== open.parenthesis || linesApart(state, end, end + 1))
        ? convert(walk, at, end, shape)
        : undefined;
    default:
      return undefined;
  }
}

/**
 * `free(ROUND(a * b));` may be read, without an error, as a type made by a macro, and the calls would disappear. A `+` before
 * it leaves one reading; tree.ts takes it away again.
 */
function keepExpression(state: MaskState, at: number, end: number): void {
  let product = false;
  for (let k = at + 3; k < end; k++) {
    const kind = kindAt(state, k);
    if (kind === asterisk && kindAt(state, k - 1) === kinds.word) product = true;
    if (kind === open.brace) return;
  }
  if (!product || argumentsOf(state, at + 1).length !== 1) return;
  const cell = state.canvas.freeCell(endOf(state, at - 1), startOf(state, at));
  if (cell >= 0) state.canvas.put(cell, '+');
}

/** `FOO(x) y = ...;`: the call is a type. */
function looksDeclared(state: MaskState, at: number): boolean {
  const next = kindAt(state, at + 1);
  return isPlainWord(state, at) && (next === equals || next === semicolon || next === comma);
}

/** A macro that heads a statement becomes `while`, its arguments the condition. */
function convert(walk: Walk, at: number, end: number, shape: 'loop' | 'scope'): number | undefined {
  const { state } = walk;
  const span = { start: startOf(state, at), end: endOf(state, at) };
  const room = startOf(state, at + 1) - span.start;
  const keyword = room >= 5 ? 'while' : 'if';
  if (room < 2) return undefined;
  if (end === at + 2) {
    // `rcu_scope() {`: a condition must not be empty.
    const to = endOf(state, end);
    if (!state.canvas.layout(span.start, to, [{ text: keyword }, { text: '(0)', at: to - 3 }])) return undefined;
  } else {
    state.canvas.blank(span.start, span.end);
    state.canvas.put(span.start, keyword);
  }
  state.marks.push({ kind: shape, span, macro: textOf(state, at, at) });
  walk.heads.add(end);
  return enterCall(walk, at);
}

function markSemicolon(walk: Walk, end: number): void {
  const { state } = walk;
  walk.heads.add(end); // what follows begins a statement
  const at = writeInto(state, end, ';');
  if (at >= 0) state.marks.push({ kind: 'semicolon', span: { start: at, end: at + 1 } });
}

/** Writes one character into the white space after token `end`; -1 if there is none. */
function writeInto(state: MaskState, end: number, text: string): number {
  const at = state.canvas.freeCell(endOf(state, end), startOf(state, end + 1));
  if (at >= 0) state.canvas.put(at, text);
  return at;
}

function maskAsIdentifier(state: MaskState, at: number, end: number): number {
  const span = { start: startOf(state, at), end: endOf(state, end) };
  state.canvas.identifier(span.start, span.end);
  state.marks.push({ kind: 'type-argument', span, type: textOf(state, at, end) });
  return end + 1;
}

/** `auto x = ...` of C23: a type of the mask's own. */
function maskAuto(state: MaskState, at: number): void {
  if (!isPlainWord(state, at + 1) || kindAt(state, at + 2) !== equals) return;
  const span = { start: startOf(state, at), end: endOf(state, at) };
  state.canvas.put(span.start, 'auto_'.slice(0, 3));
  state.canvas.put(span.start + 3, '_');
  state.marks.push({ kind: 'type-argument', span, type: 'auto' });
}

/** `goto *table[i];` has no rule in the grammar; the operand becomes a label whose text the mark keeps. */
function maskComputedGoto(state: MaskState, at: number): number {
  let last = at + 1;
  while (
    last + 1 < state.tokens.length &&
    kindAt(state, last + 1) !== semicolon &&
    kindAt(state, last + 1) !== close.brace
  )
    last++;
  const span = { start: startOf(state, at + 1), end: endOf(state, last) };
  state.canvas.identifier(span.start, span.end);
  state.marks.push({ kind: 'statement-argument', span, text: textOf(state, at + 1, last) });
  return last + 1;
}

/** A word that is no call and no keyword. Two in a row inside a call's arguments are one for the grammar. */
function visitPlainWord(walk: Walk, at: number): number {
  const { state, stack } = walk;
  const top = stack.at(-1);
  if (top?.kind === 'body' && startsStatement(walk, at)) return visitBareMacro(state, at);
  if (top?.kind === 'initialiser') return visitBareElement(state, at);
  if (top?.kind !== 'call' || !isPlainWord(state, at + 1) || declares(state, top.callee)) return at + 1;
  const before = kindAt(state, at - 1);
  if (before !== open.parenthesis && before !== comma && before !== kinds.string) return at + 1;
  if (kindAt(state, at + 2) === open.parenthesis || kindAt(state, at + 2) === kinds.string) {
    state.canvas.blank(startOf(state, at), endOf(state, at));
    return at + 1;
  }
  return maskAsIdentifier(state, at, at + 1);
}

/** A word alone on its line where a statement stands: a macro that brings its own `;`. */
function visitBareMacro(state: MaskState, at: number): number {
  const next = kindAt(state, at + 1);
  if (next !== close.brace && !(next === kinds.word && linesApart(state, at, at + 1))) return at + 1;
  const name = textOf(state, at, at);
  const local = state.macros.get(name);
  if (!(local && !local.params) && !/^[A-Z_][A-Z0-9_]{2,}\w*$/.test(name)) return at + 1;
  const free = writeInto(state, at, ';');
  const end = endOf(state, at);
  if (free < 0 && name.length > 1) {
    // No white space but the line's end: the word gives up its last letter.
    state.canvas.put(end - 1, ';');
    state.marks.push({ kind: 'type-argument', span: { start: startOf(state, at), end: end - 1 }, type: name });
  }
  const place = free < 0 ? end - 1 : free;
  state.marks.push({ kind: 'semicolon', span: { start: place, end: place + 1 } });
  return at + 1;
}

/** An element of an initialiser that a macro spells together with its comma. */
function visitBareElement(state: MaskState, at: number): number {
  const local = state.macros.get(textOf(state, at, at));
  if (!local || local.params) return at + 1;
  const next = kindAt(state, at + 1);
  if (local.body === '') state.canvas.blank(startOf(state, at), endOf(state, at));
  else if (local.body.endsWith(',') && next !== comma && next !== close.brace) writeInto(state, at, ',');
  return at + 1;
}

function startsMember(state: MaskState, at: number): boolean {
  const before = kindAt(state, at - 1);
  return before === open.brace || before === semicolon || before === close.brace || before === close.parenthesis;
}

/** A macro call where a struct has a member. */
function visitMember(walk: Walk, at: number, end: number): number {
  const { state, stack } = walk;
  const word = state.words[at];
  if (!word || kindAt(state, at + 2) === asterisk) return at + 1;
  if (groups[word.name] !== undefined) {
    const skipped = groups[word.name] ?? 0;
    let first = at + 2;
    for (let left = skipped; left > 0 && first < end; first++) if (kindAt(state, first) === comma) left--;
    const from = startOf(state, at);
    if (state.canvas.layout(from, startOf(state, first), [{ text: 'struct' }, { text: '{' }])) {
      state.canvas.put(startOf(state, end), '}');
      stack.push({ kind: 'struct' });
      return first;
    }
  }
  const after = word.declaration ? maskDeclaration(state, at, word) : undefined;
  if (after !== undefined) {
    if (after <= end) stack.push({ kind: 'call', callee: at, index: 0, first: after });
    return after;
  }
  blankCall(state, at, end);
  return end + 1;
}

/** include/linux/stddef.h: macros that wrap members, with the number of arguments before the members. */
const groups: Readonly<Record<string, number>> = {
  struct_group: 1,
  struct_group_attr: 2,
  struct_group_tagged: 2,
  __struct_group: 3,
  libeth_cacheline_group: 1,
};

/** The template of an asm statement may join strings with macros in ways no grammar knows; it becomes one string. */
function maskAssembler(walk: Walk, at: number): number {
  const { state } = walk;
  let from = at + 1;
  while (kindAt(state, from) === kinds.word) from++;
  const end = kindAt(state, from) === open.parenthesis ? partnerOf(state, from) : -1;
  if (end < 0) return at + 1;
  const next = kindAt(state, end + 1);
  if (from === at + 1 && isPlainWord(state, at - 1) && (next === equals || next === semicolon)) {
    // `register long rax asm("rax") = x;`
    const span = { start: startOf(state, at), end: endOf(state, end) };
    state.canvas.blank(span.start, span.end);
    state.marks.push({ kind: 'attribute', span, word: 'asm' });
    return end + 1;
  }
  const name = textOf(state, at, at);
  if (name.includes('_inline') || name.includes('goto')) {
    // Spellings of include/linux/compiler_types.h.
    state.canvas.blank(startOf(state, at), endOf(state, at));
    state.canvas.put(startOf(state, at), name.includes('goto') ? 'asm goto' : 'asm');
  }
  let last = from;
  let plain = true;
  for (let k = from + 1; k < end && kindAt(state, k) !== colon; k++) {
    last = k;
    if (kindAt(state, k) !== kinds.string) plain = false;
    const partner = kindAt(state, k) === open.parenthesis ? partnerOf(state, k) : -1;
    if (partner > k) {
      last = partner;
      k = partner;
    }
  }
  if (last > from && !plain) {
    const span = { start: startOf(state, from + 1), end: endOf(state, last) };
    if (state.canvas.layout(span.start, span.end, [{ text: '""' }])) {
      state.marks.push({ kind: 'statement-argument', span, text: state.text.slice(span.start, span.end) });
    }
  }
  maskOperands(state, last + 1, end);
  // Operands are `"constraint" (expression)`: the group is walked as a plain one.
  walk.stack.push({ kind: 'group' });
  return Math.max(last, from) + 1;
}

/** Operands that a macro spells (ASM_CALL_CONSTRAINT): a constraint of the mask's own. */
function maskOperands(state: MaskState, from: number, end: number): void {
  let section = 0;
  for (let at = from; at < end; at++) {
    const kind = kindAt(state, at);
    if (kind === colon) section++;
    const before = kindAt(state, at - 1);
    const partner = kind === open.parenthesis || kind === open.bracket ? partnerOf(state, at) : -1;
    if (partner > at) at = partner;
    if (kind !== kinds.word || section === 0 || section > 2 || (before !== colon && before !== comma)) continue;
    const last = kindAt(state, at + 1) === open.parenthesis ? Math.max(partnerOf(state, at + 1), at) : at;
    const span = { start: startOf(state, at), end: endOf(state, last) };
    if (kindAt(state, last + 1) === kinds.string || !state.canvas.layout(span.start, span.end, [{ text: '""(0)' }]))
      continue;
    state.marks.push({ kind: 'blanked-call', span, name: textOf(state, at, at) });
    state.done.set(at, last + 1);
    at = last;
  }
}

/** `16 KB` with a macro that begins with an operator, and version names like `220A`: one identifier each. */
function visitNumber(walk: Walk, at: number): number {
  const { state } = walk;
  const last = isPlainWord(state, at + 1) && kindAt(state, at + 2) !== open.parenthesis ? at + 1 : at;
  const span = { start: startOf(state, at), end: endOf(state, last) };
  if (last === at) {
    const final = state.text.charCodeAt(span.end - 1);
    if (final < 65 || validNumber.test(state.text.slice(span.start, span.end))) return at + 1;
  }
  state.canvas.identifier(span.start, span.end);
  state.marks.push({ kind: 'statement-argument', span, text: textOf(state, at, last) });
  return last + 1;
}

const validNumber = /^(?:0[xX][\da-fA-F.]+(?:[pP][+-]?\d+)?|0[bB][01]+|[\d.]+(?:[eE][+-]?\d+)?)[uUlLfFiIwWbB\d]*$/;
