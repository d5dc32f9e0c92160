/**
 * Functions of a text without parsing it, by the kernel's style: a head at the margin, braces at the margin around the body.
 * Enough to say what cannot matter; what a function does is for the analysis to say.
 */

export interface TextFunction {
  readonly name: string;
  /** 1-based, inclusive; the first line is that of the head. */
  readonly first: number;
  readonly last: number;
  readonly words: ReadonlySet<string>;
  /** Last names of what is given to lock calls. */
  readonly locks: ReadonlySet<string>;
}

const LOCK_CALL = /\b\w*(?:lock|unlock|seq\w*|mutex\w*|sem|read|write|trylock|save|restore)\w*\s*\(\s*([^;]{1,80})/g;

export function textFunctions(rows: readonly string[]): readonly TextFunction[] {
  const found: TextFunction[] = [];
  for (let at = 0; at < rows.length; at++) {
    if (rows[at] !== '{') continue;
    let head = at - 1;
    while (head >= 0 && at - head < 12 && !/^[A-Za-z_].*\(/.test(rows[head] ?? '')) head--;
    const name = nameIn(rows.slice(Math.max(0, head), at).join(' '));
    let end = at + 1;
    while (end < rows.length && !(rows[end] ?? '').startsWith('}')) end++;
    if (name !== undefined) {
      const body = rows.slice(at, end + 1).join('\n');
      found.push({
        name,
        first: Math.max(0, head) + 1,
        last: end + 1,
        words: new Set(wordsOf(body)),
        locks: new Set([...body.matchAll(LOCK_CALL)].flatMap((match) => lockName(match[1] ?? ''))),
      });
    }
    at = end;
  }
  return found;
}

/** Words of code; those of comments and strings are not. */
export function wordsOf(text: string): string[] {
  return text.replace(/\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"/g, ' ').match(/[A-Za-z_]\w+/g) ?? [];
}

/** `SYSCALL_DEFINE3(name, ...)` has its name inside. */
function nameIn(head: string): string | undefined {
  const called = /([A-Za-z_]\w*)\s*\(/.exec(
    head.replace(/__(?:attribute__|acquires|releases|must_hold|printf)\s*\([^)]*\)/g, ''),
  );
  if (called?.[1] === undefined) return undefined;
  if (!/^[A-Z][A-Z0-9_]+$/.test(called[1])) return called[1];
  return /\(\s*([A-Za-z_]\w*)/.exec(head.slice(called.index))?.[1];
}

/** The last name of the first argument: `&zone->lock` is lock. Plain parameters tell nothing. */
function lockName(text: string): string[] {
  const first = text.split(/[,)]/)[0] ?? '';
  const name = /(\w+)\s*(?:\[[^\]]*\])?\s*$/.exec(first)?.[1];
  return name === undefined || !(first.includes('&') || first.includes('>') || first.includes('.')) ? [] : [name];
}
