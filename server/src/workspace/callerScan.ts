/**
 * Which functions of other files a .c file calls where its caller could forbid what they do: inside a section that spins or
 * turns interrupts, softirqs or preemption off, in an RCU read side, in a handler that is registered for such a context, or
 * in a function of the file that is called there. A look at the text without a parser, for the survey of a whole tree
 * (definitions.ts): it says where to look, never what is wrong. Too much costs time, too little is missed.
 */

/** Between the name and nothing: the name is called in some such place. */
const CALLED_ATOMIC = '~';
/** The same where not even spinlock_t may be taken on PREEMPT_RT: raw locks, interrupts or preemption really off. */
const CALLED_HARD = '^';

/** How a name is looked up in the survey. */
export function atomicCallKey(name: string): string {
  return CALLED_ATOMIC + name;
}

export function hardCallKey(name: string): string {
  return CALLED_HARD + name;
}

/** A function's text in its file. */
export interface BodyText {
  readonly name: string;
  /** Of the line break in front of its brace, and of its closing brace. */
  readonly start: number;
  readonly end: number;
  readonly isHandler: boolean;
}

/** 1: atomic, 2: hard. */
type Depth = 1 | 2;

/** A body with none of these begins no section, nearly always: what is quick to look for. */
const HINTS = ['lock', '_disable(', 'irq_save('] as const;
const OPENS_SOMEWHERE =
  /(?:spin_|read_|write_|rq_|task_|bit_|bl_|map_|excl_?|p[mu]d_|sock_)(?:try)?lock|_lock_(?:irq|bh)|irq_(?:save|disable)|(?:bh|preempt)_disable|get_cpu|guard\(|write_seq|kmap_atomic/;
/** Heads of functions that are made to be registered: interrupt handlers, timers, tasklets, RCU and irq_work callbacks. */
const HANDLER_HEAD =
  /\birqreturn_t\b|\bhrtimer_restart\b|\(\s*struct (?:timer_list|tasklet_struct|rcu_head|irq_work) \*\s*\w+\s*\)|\(\s*struct napi_struct \*\s*\w+,\s*int\b/;

const OPENS =
  /^(?:_*(?:raw_)?(?:spin|read|write)_(?:try)?lock(?:_\w+)?|bit_spin_lock|hlist_bl_lock|rcu_read_lock(?:_\w+)?|(?:raw_)?local_irq_(?:save|disable)|local_bh_disable|preempt_disable(?:_\w+)?|get_cpu(?:_\w+)?|(?:read|write)_seqlock(?:_\w+)?|(?:read_)?seqlock_excl(?:_\w+)?|raw_write_seqcount_begin|\w+_lock_(?:irq|irqsave|bh)|\w*rq_lock|task_lock|pte_offset_map_lock|p[mu]d_(?:trans_huge_)?lock|kmap_atomic|bh_lock_sock\w*)$/;
const CLOSES =
  /^(?:_*(?:raw_)?(?:spin|read|write)_unlock(?:_\w+)?|bit_spin_unlock|hlist_bl_unlock|rcu_read_unlock(?:_\w+)?|(?:raw_)?local_irq_(?:restore|enable)|local_bh_enable(?:_\w+)?|preempt_enable(?:_\w+)?|put_cpu(?:_\w+)?|(?:read|write)_sequnlock(?:_\w+)?|\w+_unlock_(?:irq|irqrestore|bh)|\w*rq_unlock(?:_\w+)?|task_unlock|pte_unmap_unlock|kunmap_atomic|bh_unlock_sock\w*)$/;
/** Of those that open or close: nothing that sleeps on PREEMPT_RT may follow. */
const HARD = /raw_|local_irq|preempt|_cpu|bit_spin|rq_(?:un)?lock/;
const GUARD = /^\s*\(\s*(raw_spinlock|spinlock|rcu|irq|preempt|read_lock|write_lock|task_lock)/;

const TOKENS =
  /\/\*[\s\S]*?\*\/|\/\/.*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[{};]|\b(?:return|break|continue)\b|\bgoto\s+(\w+)|^(\w+):|\b([A-Za-z_]\w*)\s*\(/gm;

const WORDS = new Set(['if', 'for', 'while', 'switch', 'sizeof', 'return', 'typeof', 'defined', 'likely', 'unlikely']);
/** Sections inside one another are counted up to here. */
const MAX_DEPTH = 5;
const MAX_HEAD = 600;

/** Keys of the names that are called in such places and that the text does not define, sorted. */
export function atomicCalls(text: string): string[] {
  const scan = new FileScan(text);
  return scan.isQuiet ? [] : scan.keys();
}

/** The functions of the text whose own sections or registration lead to calls of `name`, in file order. */
export function atomicCallers(text: string, name: string): readonly string[] {
  return new FileScan(text).callersOf(name);
}

/** Functions of the text that use the name otherwise than by calling it, in file order. */
export function mentioningFunctions(text: string, name: string): readonly string[] {
  const mention = new RegExp(`\\b${name}\\b(?!\\s*\\()`);
  const found: string[] = [];
  for (const body of bodiesOf(text).values())
    if (body.name !== name && mention.test(text.slice(body.start, body.end))) found.push(body.name);
  return found;
}

class FileScan {
  private readonly bodies: ReadonlyMap<string, BodyText>;
  /** By function where the section begins, or that is registered: what is called there. */
  private readonly roots = new Map<string, Map<string, Depth>>();
  private readonly plain = new Map<string, readonly string[]>();

  constructor(private readonly text: string) {
    this.bodies = bodiesOf(text);
    for (const { name, start, end, isHandler } of this.bodies.values()) {
      const body = text.slice(start, end);
      const found =
        HINTS.some((hint) => body.includes(hint)) && OPENS_SOMEWHERE.test(body)
          ? callsInSections(body)
          : new Map<string, Depth>();
      if (isHandler) for (const callee of callsIn(body)) if (!found.has(callee)) found.set(callee, 1);
      if (found.size > 0) this.roots.set(name, found);
    }
  }

  get isQuiet(): boolean {
    return this.roots.size === 0;
  }

  keys(): string[] {
    const all = new Map<string, Depth>();
    for (const root of this.roots.values()) this.spread(root, all);
    const keys: string[] = [];
    for (const [name, depth] of all) {
      if (this.bodies.has(name)) continue;
      keys.push(atomicCallKey(name));
      if (depth === 2) keys.push(hardCallKey(name));
    }
    return keys.sort();
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

  private calledBy(name: string): readonly string[] {
    const known = this.plain.get(name);
    if (known !== undefined) return known;
    const body = this.bodies.get(name);
    const calls = body === undefined ? [] : callsIn(this.text.slice(body.start, body.end));
    this.plain.set(name, calls);
    return calls;
  }
}

function callsIn(body: string): string[] {
  const names = new Set<string>();
  for (const [, , , name] of body.matchAll(TOKENS)) if (name !== undefined && isPlain(name)) names.add(name);
  return [...names];
}

function isPlain(name: string): boolean {
  return /[a-z]/.test(name) && !WORDS.has(name) && !OPENS.test(name) && !CLOSES.test(name);
}

interface Level {
  readonly any: number;
  readonly hard: number;
}

const NONE: Level = { any: 0, hard: 0 };

/** Names called inside sections of one body, by a count along the text: blocks that leave the function change nothing after them. */
function callsInSections(body: string): Map<string, Depth> {
  const found = new Map<string, Depth>();
  const blocks: { readonly before: Level; guarded: boolean }[] = [];
  const labels = new Map<string, Level>();
  let level = NONE;
  let leaves = false;
  TOKENS.lastIndex = 0;
  for (let match = TOKENS.exec(body); match !== null; match = TOKENS.exec(body)) {
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
      } else if (level.any > 0 && isPlain(name)) {
        if (level.hard > 0) found.set(name, 2);
        else if (!found.has(name)) found.set(name, 1);
      }
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
      if (block !== undefined && (leaves || next || block.guarded)) level = block.before;
      leaves = false;
    } else if (target !== undefined) {
      if (level.any >= (labels.get(target)?.any ?? 0)) labels.set(target, level);
      leaves = true;
    } else if (token === 'return' || token === 'break' || token === 'continue') leaves = true;
  }
  return found;
}

function deeper({ any, hard }: Level, by: 1 | -1, isHard: boolean): Level {
  const within = (depth: number): number => Math.max(0, Math.min(MAX_DEPTH, depth));
  return { any: within(any + by), hard: isHard ? within(hard + by) : hard };
}

/** Functions of the text by name, the first of each; functions that macros make are left out. */
function bodiesOf(text: string): ReadonlyMap<string, BodyText> {
  const bodies = new Map<string, BodyText>();
  for (let at = text.indexOf('\n{'); at !== -1; at = text.indexOf('\n{', at + 2)) {
    const end = text.indexOf('\n}', at);
    if (end === -1) break;
    const head = headBefore(text, at);
    const name = headName(head);
    if (name === undefined || bodies.has(name)) continue;
    bodies.set(name, { name, start: at, end, isHandler: HANDLER_HEAD.test(head) });
  }
  return bodies;
}

function headBefore(text: string, at: number): string {
  const near = text.slice(Math.max(0, at - MAX_HEAD), at);
  const before = Math.max(near.lastIndexOf(';'), near.lastIndexOf('}'), near.lastIndexOf('\n\n'));
  return near.slice(before + 1);
}

/** The name before the parameters; undefined: no function. */
function headName(head: string): string | undefined {
  const plain = /[#/]/.test(head) ? head.replace(/^\s*#.*$|\/\*[\s\S]*?\*\/|\/\/.*$/gm, ' ') : head;
  if (plain.includes('=')) return undefined;
  let fallback: string | undefined;
  for (const [, name = ''] of plain.matchAll(/(\w+)\s*\(/g)) {
    if (!name.startsWith('__')) return /[a-z]/.test(name) ? name : fallback;
    fallback ??= name;
  }
  return fallback;
}
