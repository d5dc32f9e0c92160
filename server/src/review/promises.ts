/**
 * Sentences that may promise something of the code: those of a commit message that name a function or a GFP flag, those about
 * "it" where the subject names the only one, and what an added comment says of a flag. Which of them promise anything is for
 * the rules to say.
 */
import type { Patch } from '../patch/model';

const MAX_SENTENCES = 200;
const MAX_LENGTH = 500;
const FUNCTION = /\b([A-Za-z_]\w*)\(\)/g;
const FLAG = /\b__GFP_\w+\b/g;

export function promisesOf(patch: Patch): readonly string[] {
  if (patch.reply) return flagComments(patch);
  const { subject } = patch.headers;
  const functions = new Set([...subject.matchAll(FUNCTION)].flatMap((match) => match[1] ?? []));
  const flags = new Set(subject.match(FLAG) ?? []);
  const names = [...[...functions].map((name) => `${name}()`), ...flags];
  const [only] = names.length === 1 ? names : [];
  const promises: string[] = [];
  for (const sentence of sentencesIn(messageLines(patch))) {
    if (promises.length === MAX_SENTENCES) break;
    if (sentence.length > MAX_LENGTH) continue;
    if (/\b[A-Za-z_]\w*\(\)|\b__GFP_\w/.test(sentence)) promises.push(sentence);
    else if (only !== undefined) promises.push(`${only}: ${sentence}`);
  }
  return [...promises, ...flagComments(patch)].slice(0, MAX_SENTENCES);
}

/** Functions that the message speaks of. */
export function functionsNamedIn(patch: Patch): readonly string[] {
  return promisesOf(patch).flatMap((sentence) => [...sentence.matchAll(FUNCTION)].flatMap((match) => match[1] ?? []));
}

/** Up to the `---`, without trailers. */
function messageLines(patch: Patch): readonly string[] {
  const end = patch.message.findIndex(({ text }) => text === '---');
  return patch.message
    .slice(0, end === -1 ? undefined : end)
    .map(({ text }) => text.trim())
    .map((text) => (/^[A-Z][\w-]*(?:-by|-to)?: \S/.test(text) && /-by:|^(?:Link|Fixes|Cc):/.test(text) ? '' : text));
}

/** ` * %__GFP_X says this. It says that.`: its sentences, each with the flag in front. */
function flagComments(patch: Patch): string[] {
  const promises: string[] = [];
  for (const { lines } of patch.files.flatMap((file) => file.hunks)) {
    const added = lines.filter(({ kind }) => kind === 'add').map(({ text }) => text.trim());
    const comment = added.flatMap((text) => /^(?:\/?\*+)\s?(.*)$/.exec(text)?.[1] ?? []);
    for (const paragraph of comment.join('\n').split(/\n\s*\n|(?=%__GFP_)/)) {
      const flag = /^%(__GFP_\w+)/.exec(paragraph)?.[1];
      if (flag === undefined) continue;
      promises.push(...sentencesIn([paragraph]).map((sentence) => `${flag}: ${sentence.replaceAll(`%${flag}`, 'it')}`));
    }
  }
  return promises.filter((sentence) => sentence.length <= MAX_LENGTH);
}

/** Sentences, each on one line. */
function sentencesIn(lines: readonly string[]): readonly string[] {
  return lines
    .join('\n')
    .split(/\n{2,}/)
    .flatMap((paragraph) => paragraph.replace(/\s+/g, ' ').split(/(?<=[.!?])\s+(?=[A-Z])/))
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}
