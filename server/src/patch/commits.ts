/**
 * `git show` and `git log -p`: commits as git prints them, each with its headers and an indented message. git log prints the
 * newest first; a series is read oldest first.
 */
import type { InputLine } from './model';

const COMMIT = /^commit [0-9a-f]{7,64}(?: \(.*\))?$/;

/** The commits of the input, oldest first; undefined: it is no such output. */
export function splitCommits(lines: readonly InputLine[]): readonly (readonly InputLine[])[] | undefined {
  const first = lines.find(({ text }) => text.trim() !== '');
  if (first === undefined || !COMMIT.test(first.text)) return undefined;
  const commits: InputLine[][] = [];
  for (const line of lines) {
    // In a diff every line has a marker, in a message four blanks: only a header stands at the margin.
    if (COMMIT.test(line.text)) commits.push([]);
    commits.at(-1)?.push(line);
  }
  const dates = commits.map(dateOf);
  const [oldest, newest] = [dates.at(-1), dates[0]];
  // Equal dates (a rebase makes many) say nothing: then it is the order git log has unless told otherwise.
  const backwards = oldest !== undefined && newest !== undefined && newest >= oldest;
  return backwards ? commits.reverse() : commits;
}

function dateOf(lines: readonly InputLine[]): number | undefined {
  const text = lines.slice(0, 8).find((line) => /^(?:Author)?Date: /.test(line.text))?.text;
  const time = text === undefined ? Number.NaN : Date.parse(text.replace(/^\w+:\s*/, ''));
  return Number.isNaN(time) ? undefined : time;
}

/** Author and date of such a commit, and its message without the indentation. */
export function commitHeaders(lines: readonly InputLine[]): { readonly author?: string; readonly date?: string } {
  const field = (name: string): string | undefined => {
    const text = lines.slice(0, 8).find((line) => line.text.startsWith(`${name}:`))?.text;
    return text?.slice(name.length + 1).trim();
  };
  const [author, date] = [field('Author'), field('Date') ?? field('AuthorDate')];
  return { ...(author === undefined ? {} : { author }), ...(date === undefined ? {} : { date }) };
}
