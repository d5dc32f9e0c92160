/**
 * Sentences of a commit message that may promise something of a function: those that name one, and those about "it" where the
 * subject names the only one. Which of them promise anything is for the rules to say.
 */
import type { Patch } from '../patch/model';

const MAX_SENTENCES = 200;
const MAX_LENGTH = 500;
const FUNCTION = /\b([A-Za-z_]\w*)\(\)/g;

export function promisesOf(patch: Patch): readonly string[] {
  if (patch.reply) return [];
  const named = new Set([...patch.headers.subject.matchAll(FUNCTION)].flatMap((match) => match[1] ?? []));
  const [only] = named.size === 1 ? named : [];
  const promises: string[] = [];
  for (const sentence of sentencesOf(patch)) {
    if (promises.length === MAX_SENTENCES) break;
    if (sentence.length > MAX_LENGTH) continue;
    if (FUNCTION.test(sentence)) promises.push(sentence);
    else if (only !== undefined) promises.push(`${only}(): ${sentence}`);
    FUNCTION.lastIndex = 0;
  }
  return promises;
}

/** Paragraphs up to the `---`, without trailers, as sentences on one line. */
function sentencesOf(patch: Patch): readonly string[] {
  const end = patch.message.findIndex(({ text }) => text === '---');
  const lines = patch.message.slice(0, end === -1 ? undefined : end).map(({ text }) => text.trim());
  const paragraphs = lines.map((text) =>
    /^[A-Z][\w-]*(?:-by|-to)?: \S/.test(text) && /-by:|^(?:Link|Fixes|Cc):/.test(text) ? '' : text,
  );
  return paragraphs
    .join('\n')
    .split(/\n{2,}/)
    .flatMap((paragraph) => paragraph.replace(/\s+/g, ' ').split(/(?<=[.!?])\s+(?=[A-Z])/))
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}
