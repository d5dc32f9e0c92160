/**
 * Which functions of other files a .c file calls where its caller could forbid what they do: inside a section that spins or
 * turns interrupts, softirqs or preemption off, in an RCU read side, in a handler that is registered for such a context, or
 * in a function of the file that is called there; calls through members of structures by the member's name; functions of
 * other files that it registers for such a context; and the locks that its handlers take. A look at the text without a parser,
 * for the survey of a whole tree (definitions.ts): it says where to look, never what is wrong. Too much costs time, too little
 * is missed.
 */
import { hashText } from '../base/hash';
import { CALLBACK_REGISTRATIONS } from '../kernel/callbacks';
import { OPERATIONS } from '../kernel/operations';
import { type FunctionText, functionTexts, isWordCode, wordBefore } from './functionTexts';

/** Between the name and nothing: the name is called in some such place. */
const CALLED_ATOMIC = '~';
/** The same where not even spinlock_t may be taken on PREEMPT_RT: raw locks, interrupts or preemption really off. */
const CALLED_HARD = '^';
/** The name is registered for some such place. */
const REGISTERED = '@';
/** Before the last word of a lock that a handler of the text takes, or what it calls there: a member's name, or an object's. */
const TAKEN = '%';
/** Before the name of a member that a call goes through. */
const MEMBER = '>';

/** The function that a file calls in some such place or registers for one; undefined: the key says something else. */
export function askedFunction(key: string): string | undefined {
  const isAsked = (key.startsWith(CALLED_ATOMIC) && !key.startsWith(MEMBER, 1)) || key.startsWith(REGISTERED);
  return isAsked ? key.slice(1) : undefined;
}

/** How a name is looked up in the survey. */
export function atomicCallKey(name: string): string {
  return CALLED_ATOMIC + name;
}

export function hardCallKey(name: string): string {
  return CALLED_HARD + name;
}

export function takenInHandlerKey(lock: string): string {
  return TAKEN + lock;
}

export function registeredKey(name: string): string {
  return REGISTERED + name;
}

/** What stands for calls through a member of that name, in place of a function's name; alone: called in any place. */
export function memberName(field: string): string {
  return MEMBER + field;
}

/** 1: atomic, 2: hard. */
type Depth = 1 | 2;

/** A body without all of these begins no section, nearly always: what is quick to look for, each by a letter that is rare. */
const HINTS = [
  { hint: 'lock', rare: 3 },
  { hint: '_disable(', rare: 6 },
  { hint: 'irq_save(', rare: 2 },
] as const;
const OPENS_SOMEWHERE =
  /(?:spin_|read_|write_|rq_|task_|bit_|bl_|map_|excl_?|p[mu]d_|sock_)(?:try)?lock|_lock_(?:irq|bh)|irq_(?:save|disable)|(?:bh|preempt)_disable|get_cpu|guard\(|write_seq|kmap_atomic/g;
/** Heads of functions that are made to be registered: interrupt handlers, timers, tasklets, RCU and irq_work callbacks. */
const HANDLER_HEAD =
  /\birqreturn_t\b|\bhrtimer_restart\b|\(\s*struct (?:timer_list|tasklet_struct|rcu_head|irq_work) \*\s*\w+\s*\)|\(\s*struct napi_struct \*\s*\w+,\s*int\b/;

const OPENS =
  /^(?!\w*_(?:init|held)$)(?:_*(?:raw_)?(?:spin|read|write)_(?:try)?lock(?:_\w+)?|bit_spin_lock|hlist_bl_lock|rcu_read_lock(?:_\w+)?|(?:raw_)?local_irq_(?:save|disable)|local_bh_disable|preempt_disable(?:_\w+)?|get_cpu(?:_\w+)?|(?:read|write)_seqlock(?:_\w+)?|(?:read_)?seqlock_excl(?:_\w+)?|raw_write_seqcount_begin|\w+_lock_(?:irq|irqsave|bh)|\w*rq_lock|task_lock|pte_offset_map_lock|p[mu]d_(?:trans_huge_)?lock|kmap_atomic|bh_lock_sock\w*)$/;
const CLOSES =
  /^(?:_*(?:raw_)?(?:spin|read|write)_unlock(?:_\w+)?|bit_spin_unlock|hlist_bl_unlock|rcu_read_unlock(?:_\w+)?|(?:raw_)?local_irq_(?:restore|enable)|local_bh_enable(?:_\w+)?|preempt_enable(?:_\w+)?|put_cpu(?:_\w+)?|(?:read|write)_sequnlock(?:_\w+)?|\w+_unlock_(?:irq|irqrestore|bh)|\w*rq_unlock(?:_\w+)?|task_unlock|pte_unmap_unlock|kunmap_atomic|bh_unlock_sock\w*)$/;
/** Of those that open or close: nothing that sleeps on PREEMPT_RT may follow. */
const HARD = /raw_|local_irq|preempt|_cpu|bit_spin|rq_(?:un)?lock/;
const GUARD = /^\s*\(\s*(raw_spinlock|spinlock|rcu|irq|preempt|read_lock|write_lock|task_lock)/;

/** Members and calls by which functions are registered for places where they must not sleep. */
const STORED_IN: ReadonlySet<string> = new Set([
  ...OPERATIONS.filter(({ entry }) => entry !== 'task' && entry !== 'caller').map(({ field }) => field),
  ...CALLBACK_REGISTRATIONS.flatMap(({ object }) => object?.field ?? []),
]);
const REGISTERING: ReadonlySet<string> = new Set(
  CALLBACK_REGISTRATIONS.filter(({ callbacks, variants }) =>
    [...callbacks, ...variants].some(({ entry }) => !entry.smp.maySleep),
  ).map(({ name }) => name),
);
/** What the scan takes from the tables: what it found before another set of them is of no use. */
export const SCAN_BASIS = hashText([...STORED_IN, ...REGISTERING].join(' '));
const STORED = /(\w+)\s*=\s*&?(\w+)/y;
/** A name alone; functions of a driver have more than one word. */
const ARGUMENT = /(?<=^|,)\s*&?(\w+_\w+)\s*(?=[,)]|$)/g;
/** From the end of the call's name on, which is what is quick to look for. */
const REGISTRATION =
  /_(?:irq|rcu|setup|init|irq_work|napi_add\w*|machine|each_cpu\w*|call_function\w*|chained_handler\w*|setup_state\w*|TIMER|TASKLET|IRQ_WORK|CSD)\(([^;{}]{0,300})/g;

const TOKENS =
  /\/\*[\s\S]*?\*\/|\/\/.*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[{};]|\b(?:return|break|continue)\b|\bgoto\s+(\w+)|^(\w+):|\b([A-Za-z_]\w*)\s*\(/gm;

/** Where a lock is taken: the last word of what stands for it. */
const TAKES = /\b(?:(?:raw_)?(?:spin|read|write)_(?:try)?lock(?:_\w+)?|guard\(\w*lock\w*\))\(&?[^,();]*?(\w+)\s*[,)]/g;

const WORDS = new Set(['if', 'for', 'while', 'switch', 'sizeof', 'return', 'typeof', 'defined', 'likely', 'unlikely']);
/** Sections inside one another are counted up to here. */
const MAX_DEPTH = 5;

/** Keys of the names that are called in such places and that the text does not define, sorted. */
export function atomicCalls(text: string, functions = functionTexts(text)): string[] {
  const scan = new FileScan(text, functions);
  return scan.isQuiet ? [] : scan.keys();
}

/** Keys of the members that the text calls through, wherever. */
export function memberCalls(text: string): string[] {
  const found = new Set<string>();
  // Without a regular expression, because every arrow of a tree is looked at.
  for (let at = text.indexOf('->'); at !== -1; at = text.indexOf('->', at)) {
    const start = at + 2;
    at = start;
    while (isWordCode(text.charCodeAt(at))) at++;
    if (at > start && text[at] === '(') found.add(memberName(text.slice(start, at)));
  }
  return [...found].sort();
}

/** The functions of the text whose own sections or registration lead to calls of `name`, in file order. */
export function atomicCallers(text: string, name: string): readonly string[] {
  return new FileScan(text, functionTexts(text)).callersOf(name);
}

/** The handlers of the text that may take a lock whose last word is this, in file order. */
export function handlersTaking(text: string, lock: string): readonly string[] {
  return new FileScan(text, functionTexts(text)).handlersTaking(lock);
}

/**
 * Does the text call what the name stands for in such places only? Of a member that it calls elsewhere too nobody knows
 * which object is which.
 */
export function isAlwaysAtomic(text: string, name: string): boolean {
  return new FileScan(text, functionTexts(text)).isAlwaysAtomic(name);
}

/** What the text registers for places where it must not sleep, as far as names tell: functions, and things named like them. */
function registeredNames(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (let at = text.indexOf('.'); at !== -1; at = text.indexOf('.', at + 1)) {
    if (!text.startsWith('\n\t', at - 2)) continue;
    STORED.lastIndex = at + 1;
    const [, field = '', name = ''] = STORED.exec(text) ?? [];
    if (STORED_IN.has(field) && isPlain(name)) found.add(name);
  }
  for (const { 0: call, 1: args = '', index } of text.matchAll(REGISTRATION)) {
    const end = index + call.length - args.length - 1;
    if (REGISTERING.has(wordBefore(text, end)))
      for (const [, name = ''] of args.matchAll(ARGUMENT)) if (isPlain(name)) found.add(name);
  }
  return found;
}

/** Functions of the text that use the name otherwise than by calling it, in file order. */

export function mentioningFunctions(text: string, name: string): readonly string[] {
  const mention = new RegExp(`\\b${name}\\b(?!\\s*\\()`);
  const found: string[] = [];
  for (const body of functionTexts(text))
    if (body.name !== name && mention.test(text.slice(body.start, body.end))) found.push(body.name);
  return found;
}

class FileScan {
  private byName: ReadonlyMap<string, FunctionText> | undefined;
  /** By function where the section begins, or that is registered: what is called there. */
  private readonly roots = new Map<string, Map<string, Depth>>();
  private readonly plain = new Map<string, ReadonlySet<string>>();
  private readonly registered: ReadonlySet<string>;
  private readonly handlers = new Set<string>();
  /** Registered functions of other files. */
  private readonly elsewhere: readonly string[];

  constructor(
    private readonly text: string,
    private readonly functions: readonly FunctionText[],
  ) {
    this.registered = registeredNames(text);
    const here = new Set(this.registered.size === 0 ? [] : functions.map(({ name }) => name));
    this.elsewhere = [...this.registered].filter((name) => !here.has(name));
    const hints = HINTS.map((hint) => ({ ...hint, at: hintAfter(text, hint, 0) }));
    for (const { name, head, start, end } of functions) {
      let mayOpen = false;
      for (const next of hints) {
        if (next.at !== -1 && next.at < start) next.at = hintAfter(text, next, start);
        if (next.at !== -1 && next.at < end) mayOpen = true;
      }
      const isHandler = HANDLER_HEAD.test(head) || this.registered.has(name);
      if (isHandler) this.handlers.add(name);
      if ((!mayOpen && !isHandler) || this.roots.has(name)) continue;
      const body = text.slice(start, end);
      const found = mayOpen ? callsInSections(body) : new Map<string, Depth>();
      if (isHandler) for (const callee of callsIn(body)) if (!found.has(callee)) found.set(callee, 1);
      if (found.size > 0) this.roots.set(name, found);
    }
  }

  private get bodies(): ReadonlyMap<string, FunctionText> {
    this.byName ??= byName(this.functions);
    return this.byName;
  }

  get isQuiet(): boolean {
    return this.roots.size === 0 && this.elsewhere.length === 0 && this.handlers.size === 0;
  }

  keys(): string[] {
    const all = new Map<string, Depth>();
    for (const root of this.roots.values()) this.spread(root, all);
    const keys = this.elsewhere.map(registeredKey);
    for (const [name, depth] of all) {
      if (this.bodies.has(name)) continue;
      keys.push(atomicCallKey(name));
      if (depth === 2) keys.push(hardCallKey(name));
    }
    const taken = new Set([...this.handlers].flatMap((handler) => [...this.takenBy(handler)]));
    keys.push(...[...taken].map(takenInHandlerKey));
    return keys.sort();
  }

  handlersTaking(lock: string): string[] {
    return [...this.handlers].filter((handler) => this.takenBy(handler).has(lock));
  }

  /** Last words of the locks that the function takes, or functions of the text that it calls. */
  private takenBy(handler: string): ReadonlySet<string> {
    const reached = new Set([handler]);
    const taken = new Set<string>();
    for (const name of reached) {
      const body = this.bodies.get(name);
      if (body === undefined) continue;
      for (const [, lock = ''] of this.text.slice(body.start, body.end).matchAll(TAKES)) taken.add(lock);
      for (const callee of this.calledBy(name)) reached.add(callee);
    }
    return taken;
  }

  callersOf(name: string): string[] {
    const callers: string[] = [];
    for (const [root, calls] of this.roots) {
      const all = new Map<string, Depth>();
      this.spread(calls, all);
      if (all.has(name)) callers.push(root);
    }
    return callers;
  }

  /** With what functions of the file call that are called there. */
  private spread(from: ReadonlyMap<string, Depth>, into: Map<string, Depth>): void {
    const work = [...from];
    for (let next = work.pop(); next !== undefined; next = work.pop()) {
      const [name, depth] = next;
      if ((into.get(name) ?? 0) >= depth) continue;
      into.set(name, depth);
      for (const callee of this.calledBy(name)) work.push([callee, depth]);
    }
  }

  /**
   * Is every call of the name in the text made in such a place? `asked`: names that were asked for on the way here, which
   * call each other in circles.
   */
  isAlwaysAtomic(name: string, asked: ReadonlySet<string> = new Set()): boolean {
    for (const fn of this.bodies.values()) {
      if (!this.calledBy(fn.name).has(name) || this.handlers.has(fn.name)) continue;
      const body = this.text.slice(fn.start, fn.end);
      let outside = everyCallIn(body).filter((called) => called === name).length;
      forEachCallInSections(body, (called) => {
        if (called === name) outside--;
      });
      if (outside <= 0) continue;
      const isKnown = fn.static && !asked.has(fn.name) && mentioningFunctions(this.text, fn.name).length === 0;
      if (!isKnown || !this.isAlwaysAtomic(fn.name, new Set([...asked, fn.name]))) return false;
    }
    return true;
  }

  private calledBy(name: string): ReadonlySet<string> {
    const known = this.plain.get(name);
    if (known !== undefined) return known;
    const body = this.bodies.get(name);
    const calls = body === undefined ? new Set<string>() : callsIn(this.text.slice(body.start, body.end));
    this.plain.set(name, calls);
    return calls;
  }
}

function hintAfter(
  text: string,
  { hint, rare }: { readonly hint: string; readonly rare: number },
  from: number,
): number {
  const letter = hint[rare] ?? hint;
  for (let at = text.indexOf(letter, from + rare); at !== -1; at = text.indexOf(letter, at + 1))
    if (text.startsWith(hint, at - rare)) return at - rare;
  return -1;
}

function callsIn(body: string): ReadonlySet<string> {
  return new Set(everyCallIn(body));
}

function everyCallIn(body: string): readonly string[] {
  const calls: string[] = [];
  // matchAll() begins where the last look ended.
  TOKENS.lastIndex = 0;
  for (const { index, 3: name } of body.matchAll(TOKENS))
    if (name !== undefined && isPlain(name)) calls.push(calledAt(body, index, name));
  return calls;
}

/** The function that is called there, or what stands for the member that the call goes through. */
function calledAt(body: string, index: number, name: string): string {
  const before = body[index - 1];
  return before === '.' || before === '>' ? memberName(name) : name;
}

/** No section, no macro, no word of the language. */
export function isPlain(name: string): boolean {
  return /[a-z]/.test(name) && !WORDS.has(name) && !OPENS.test(name) && !CLOSES.test(name);
}

interface Level {
  readonly any: number;
  readonly hard: number;
}

const NONE: Level = { any: 0, hard: 0 };

/** Names called inside sections of one body. */
function callsInSections(body: string): Map<string, Depth> {
  const found = new Map<string, Depth>();
  forEachCallInSections(body, (name, depth) => found.set(name, depth === 2 ? 2 : (found.get(name) ?? 1)));
  return found;
}

/** By a count along the text: blocks that leave the function change nothing after them. */
function forEachCallInSections(body: string, visit: (name: string, depth: Depth) => void): void {
  const blocks: { readonly before: Level; guarded: boolean }[] = [];
  const labels = new Map<string, Level>();
  let level = NONE;
  let leaves = false;
  TOKENS.lastIndex = 0;
  for (;;) {
    // Between sections nothing is looked at.
    if (level.any === 0 && labels.size === 0 && blocks.every(({ before }) => before.any === 0)) {
      const next = nextOpening(body, TOKENS.lastIndex);
      if (next === undefined) break;
      if (next > TOKENS.lastIndex) {
        TOKENS.lastIndex = next;
        blocks.length = 0;
        leaves = false;
      }
    }
    const match = TOKENS.exec(body);
    if (match === null) break;
    const [token, target, label, name] = match;
    if (name !== undefined) {
      if (OPENS.test(name)) level = deeper(level, 1, HARD.test(name));
      else if (CLOSES.test(name)) level = deeper(level, -1, HARD.test(name));
      else if (name === 'guard' || name === 'scoped_guard') {
        const kind = GUARD.exec(body.slice(match.index + name.length, match.index + name.length + 40))?.[1];
        if (kind !== undefined) {
          level = deeper(level, 1, /raw|irq|preempt/.test(kind));
          const block = blocks.at(-1);
          if (block !== undefined) block.guarded = true;
        }
      } else if (level.any > 0 && isPlain(name)) visit(calledAt(body, match.index, name), level.hard > 0 ? 2 : 1);
    } else if (label !== undefined) {
      const before = labels.get(label);
      if (before !== undefined && (leaves || before.any > level.any)) level = before;
      leaves = false;
    } else if (token === '{') {
      blocks.push({ before: level, guarded: false });
      leaves = false;
    } else if (token === '}') {
      const block = blocks.pop();
      const next = /^\s*else\b/.test(body.slice(TOKENS.lastIndex, TOKENS.lastIndex + 20));
      if (leaves || next || block?.guarded === true) level = block?.before ?? NONE;
      leaves = false;
    } else if (target !== undefined) {
      if (level.any >= (labels.get(target)?.any ?? 0)) labels.set(target, level);
      leaves = true;
    } else if (token === 'return' || token === 'break' || token === 'continue') leaves = true;
  }
}

/** Where the next name begins that may open a section, outside comments; undefined: none does. */
function nextOpening(body: string, from: number): number | undefined {
  OPENS_SOMEWHERE.lastIndex = from;
  for (let match = OPENS_SOMEWHERE.exec(body); match !== null; match = OPENS_SOMEWHERE.exec(body)) {
    let at = match.index;
    while (at > from && /\w/.test(body[at - 1] ?? '')) at--;
    const comment = body.lastIndexOf('/*', at);
    const commentEnd = comment < from ? -1 : body.indexOf('*/', comment);
    if (comment < from || (commentEnd !== -1 && commentEnd < at)) return at;
    if (commentEnd === -1) return undefined;
    OPENS_SOMEWHERE.lastIndex = commentEnd + 2;
  }
  return undefined;
}

function deeper({ any, hard }: Level, by: 1 | -1, isHard: boolean): Level {
  const within = (depth: number): number => Math.max(0, Math.min(MAX_DEPTH, depth));
  return { any: within(any + by), hard: isHard ? within(hard + by) : hard };
}

function byName(functions: readonly FunctionText[]): ReadonlyMap<string, FunctionText> {
  const bodies = new Map<string, FunctionText>();
  for (const fn of functions) if (!bodies.has(fn.name)) bodies.set(fn.name, fn);
  return bodies;
}
