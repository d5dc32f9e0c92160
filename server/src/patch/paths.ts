/** Paths as diff headers write them: `a/` and `b/` in front, C quotes around, time stamps behind. */

const ESCAPES: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, a: 7, b: 8, f: 12, v: 11, '"': 34, '\\': 92 };

/** git quotes a path with unusual bytes as a C string (core.quotePath); other paths stay as they are. */
export function gitPath(text: string): string {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/.exec(text.trim());
  if (quoted?.[1] === undefined) return text.trim();
  const bytes: number[] = [];
  for (const [, octal, escaped, plain] of quoted[1].matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/gs)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8) & 0xff);
    else if (escaped !== undefined) bytes.push(ESCAPES[escaped] ?? escaped.charCodeAt(0));
    else bytes.push(...Buffer.from(plain ?? '', 'utf8'));
  }
  return Buffer.from(bytes).toString('utf8');
}

/** The path of a `---` or `+++` line; undefined: /dev/null. A tab ends it, or the time stamp other diffs put there. */
export function plainPath(text: string): string | undefined {
  const path = gitPath(text.replace(/(?:\t.*|\s+\d{4}-\d\d-\d\d[ T].*|\s+(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) .*)$/, ''));
  if (path === '/dev/null') return undefined;
  return withoutPrefix(path);
}

/** `a/x b/x` of a `diff --git` line. A path with spaces is found by its two halves being equal. */
export function headerPaths(text: string): { readonly old: string; readonly new: string } | undefined {
  const quoted = /^("(?:[^"\\]|\\.)*"|\S+) ("(?:[^"\\]|\\.)*"|\S+)\s*$/.exec(text);
  if (quoted?.[1] !== undefined && quoted[2] !== undefined) {
    return { old: withoutPrefix(gitPath(quoted[1])), new: withoutPrefix(gitPath(quoted[2])) };
  }
  const half = text.trim();
  const middle = (half.length - 1) / 2;
  const [left, right] = [half.slice(0, middle), half.slice(middle + 1)];
  if (Number.isInteger(middle) && half[middle] === ' ' && left.slice(1) === right.slice(1)) {
    return { old: withoutPrefix(left), new: withoutPrefix(right) };
  }
  return undefined;
}

/** `a/`, `b/`, and the letters of diff.mnemonicPrefix; `linux-6.12.orig/mm/x.c` loses its first folder likewise. */
function withoutPrefix(path: string): string {
  const git = /^[abciow]\/(.+)$/s.exec(path);
  if (git?.[1] !== undefined) return git[1];
  return path.replace(/^(?:\.\/|[^/]*(?:\.orig|\.old|\.new|-orig|-new|-old|linux[^/]*)\/)/, '');
}
