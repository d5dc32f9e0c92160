/**
 * A run's trace in the words of the golden tables: `IRQ- L(zone) BULK 63 U(zone) POP 1 IRQ+ RET page`. IRQ-/IRQ+ are what
 * really happened to the CPU, read from the state after each step, not from the names of the calls.
 */
import type { TraceStep } from '../machine/api';

const SHORT: readonly (readonly [RegExp, string])[] = [
  [/kswapd_wait|wait_queue_head/, ''],
  [/per_cpu_pages|pcp/, 'pcp'],
  [/kfree_rcu_cpu|krc/, 'krcp'],
  [/zone/, 'zone'],
  [/depot/, 'depot'],
  [/outer_raw/, 'raw'],
];

const PLAIN: readonly (readonly [RegExp, string])[] = [
  [/^pin$/, 'PIN'],
  [/^unpin$/, 'UNPIN'],
  [/^might sleep/, 'SLEEP?'],
  [/^seq (begin|retry)/, 'SEQ'],
  [/^wake kswapd$/, 'WAKE'],
  [/^split$/, 'split'],
  [/^bad page$/, 'bad'],
  [/^hrtimer start$/, 'hrtimer'],
  [/^return page$/, 'RET page'],
  [/^return NULL$/, 'RET NULL'],
];

/** The words of one actor's steps; only those between two 'golden' marks, if there are any. */
export function goldenWords(trace: readonly TraceStep[]): string {
  const marks = trace.flatMap((step, index) => (step.event === 'golden' ? [index] : []));
  const [first, last] = [marks[0], marks.at(-1)];
  const from = first === undefined ? 0 : first + 1;
  const to = first === undefined || last === undefined || last === first ? trace.length : last;
  const words: string[] = [];
  let irqs = from > 0 ? (trace[from - 1]?.irqs ?? true) : true;
  for (const step of trace.slice(from, to)) {
    // A report in the middle of a primitive is no event of the allocator's.
    if (step.event.startsWith('report ')) continue;
    const word = wordOf(step.event) ?? failureReport(step, words);
    const flip = step.irqs === irqs ? undefined : step.irqs ? 'IRQ+' : 'IRQ-';
    irqs = step.irqs;
    // Off comes before the lock is taken, on after it is released.
    if (flip === 'IRQ-') words.push(flip);
    if (word !== undefined) words.push(word);
    if (flip === 'IRQ+') words.push(flip);
  }
  return words.join(' ');
}

/** The report of a failed request is printed in pieces; one word. */
function failureReport(step: TraceStep, words: readonly string[]): string | undefined {
  return step.function === 'warn_alloc' && step.event === 'printk' && words.at(-1) !== 'report' ? 'report' : undefined;
}

function wordOf(event: string): string | undefined {
  for (const [pattern, word] of PLAIN) if (pattern.test(event)) return word;
  const counted = /^(pop|push|bulk|merge) (\d+)$/.exec(event);
  if (counted !== null) return `${counted[1] === 'merge' ? 'merge' : (counted[1] ?? '').toUpperCase()} ${counted[2]}`;
  const lock = /^(acquire|release|trylock) (\S+)( failed)?$/.exec(event);
  if (lock === null) return undefined;
  const name = shortLock(lock[2] ?? '');
  if (name === '') return undefined;
  if (lock[1] === 'acquire') return `L(${name})`;
  if (lock[1] === 'release') return `U(${name})`;
  return lock[3] === undefined ? `T(${name})` : `t(${name})`;
}

/** Locks the tables do not speak of have no short name. */
function shortLock(name: string): string {
  for (const [pattern, short] of SHORT) if (pattern.test(name)) return short;
  return '';
}
