/**
 * Promises in words: what the comment above a function, or a sentence about it elsewhere, says of the contexts it may be called
 * in and of the locks it takes. Only phrases that leave no choice; everything else is no promise.
 */
import type { Span } from '../base/span';

export type Promised = 'never-sleeps' | 'takes-no-lock' | 'takes-no-sleeping-lock';

export interface Contract {
  readonly promise: Promised;
  /** The words it was read from. */
  readonly words: string;
  /** Offset of the words in the text that was read. */
  readonly at: number;
}

const PHRASES: readonly { readonly promise: Promised; readonly words: RegExp }[] = [
  { promise: 'never-sleeps', words: /\bContext:\s*Any context(?:\.|,|$| except)/i },
  {
    promise: 'never-sleeps',
    words:
      /(?:\b(?:this|the|it|requests?)\b|\w\(\))[^.;]{0,30}\b(?:never|does not|doesn't|will not|won't)\s+(?:sleeps?\b(?! (?:on|for|in|until|while|the))|blocks?(?=\s*(?:[.,;:)]|$|\s(?:and|or|so|as|because|since)\b)))/i,
  },
  { promise: 'never-sleeps', words: /(?:^|[.:*]\s+)(?:Never sleeps|Does not sleep)(?=\s*(?:[.,;:]|$))/ },
  {
    promise: 'never-sleeps',
    words:
      /\b(?:can|may) (?:safely )?be called (?:from|in|under) (?:any|interrupt|irq|hardirq|softirq|atomic|non-sleepable)\b(?! or (?:process|user|task) context)/i,
  },
  {
    promise: 'never-sleeps',
    words: /\bsafe to (?:call|use) (?:from|in) (?:interrupt|irq|atomic|hardirq|softirq) context/i,
  },
  {
    promise: 'takes-no-sleeping-lock',
    words:
      /\b(?:rather than|instead of|without) (?:acquir|tak|us)(?:e|ing) (?:any |a |its own )?(?:non-raw|sleepable|sleeping)[- ](?:spin)?locks?\b|\bwithout (?:any )?sleepable-locks\b/i,
  },
  {
    promise: 'takes-no-lock',
    words:
      /\b(?:rather than|instead of) (?:acquir|tak)(?:e|ing) (?:any|a|its own) (?:spin)?lock|\b(?:obtained|provides|obtains?|works?) [^.;]{0,40}\block-?(?:less|free)\b|\b(?:takes?|acquires?) no (?:spin)?locks?\b|\bno (?:spin)?locks? (?:is|are) (?:taken|acquired)\b|\b(?:does not|doesn't|do not|don't|never) (?:take|acquire)s? (?:a|any) (?:spin)?locks?\b|\b(?:takes?|gets?|grabs?|allocates?|obtains?)\b[^.;]{0,40}\bwithout (?:a |any )(?:spin)?locks?\b(?! (?:held|being))|\bwithout (?:taking|acquiring) any (?:spin)?locks?\b/i,
  },
];

/** Words that make a promise hold in some cases only. */
const CONDITIONS = /\b(?:if|unless|when|where|but|except|provided|depending|otherwise|order-\d|as long as)\b/i;

function sentenceAround(text: string, at: number, length: number): string {
  const start = Math.max(text.lastIndexOf('. ', at), text.lastIndexOf(': ', at), 0);
  const end = text.indexOf('. ', at + length);
  return text.slice(start, end < 0 ? undefined : end);
}

/** The promises of a text, in its order; one of each kind. */
/** What every phrase has one of. */
const WORTH_READING = /sleep|block|context|lock|safe to/i;

export function contractsIn(text: string): Contract[] {
  if (!WORTH_READING.test(text)) return [];
  const plain = text.replace(/\n[ \t]*\*?[ \t]?/g, (gap) => ' '.repeat(gap.length));
  const found: Contract[] = [];
  for (const { promise, words } of PHRASES) {
    const match = words.exec(plain);
    if (match === null || found.some((c) => c.promise === promise)) continue;
    if (!/^Context:/i.test(match[0]) && CONDITIONS.test(sentenceAround(plain, match.index, match[0].length))) continue;
    found.push({ promise, words: match[0].replace(/\s+/g, ' ').trim(), at: match.index });
  }
  return found.sort((a, b) => a.at - b.at);
}

/** The comment that ends right above `start`, with its offset; undefined: there is none. */
export function commentAbove(text: string, start: number): { readonly text: string; readonly at: number } | undefined {
  let end = start;
  while (end > 0 && /\s/.test(text[end - 1] ?? '')) end--;
  if (text.slice(end - 2, end) !== '*/' || /\n\s*\n/.test(text.slice(end, start))) return undefined;
  const at = text.lastIndexOf('/*', end - 2);
  return at < 0 ? undefined : { text: text.slice(at, end), at };
}

/** "f() ... with preemption disabled", said of a function in any comment of the text. */
export interface Unpreemptible {
  readonly function: string;
  readonly words: string;
  readonly span: Span;
}

export function unpreemptibleIn(text: string): Unpreemptible[] {
  const found: Unpreemptible[] = [];
  for (const comment of text.matchAll(/\/\*[\s\S]*?\*\//g)) {
    const plain = comment[0].replace(/\n[ \t]*\*?[ \t]?/g, (gap) => ' '.repeat(gap.length));
    const said = /\b(\w+)\(\)[^.;"]{0,200}?\bwith ((?:context switching|preemption) (?:disabled|off))/.exec(plain);
    if (said?.[1] === undefined || said[2] === undefined) continue;
    const start = comment.index + said.index + said[0].length - said[2].length;
    found.push({ function: said[1], words: `with ${said[2]}`, span: { start, end: start + said[2].length } });
  }
  return found;
}
