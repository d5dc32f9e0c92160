/** A line on a terminal's stderr that says how far a long run is; silent anywhere else. */

export interface Progress {
  show(finished: number, what: string): void;
  end(): void;
}

const CLEAR = '\r\x1b[K';

/** Fewer files are read before anybody could read the line. */
const WORTH_TELLING = 500;

/** While files of a tree are looked at. */
export function treeProgress(what: string): (finished: number, of: number) => void {
  let line: Progress | undefined;
  return (finished, of) => {
    if (of < WORTH_TELLING) return;
    line ??= progressLine(of);
    if (finished < of) line.show(finished, what);
    else line.end();
  };
}

export function progressLine(total: number): Progress {
  if (!process.stderr.isTTY || total < 2) return { show: () => {}, end: () => {} };
  return {
    show: (finished, what) =>
      process.stderr.write(
        `${CLEAR}[${finished}/${total}] ${what}`.slice(0, (process.stderr.columns ?? 80) + CLEAR.length - 1),
      ),
    end: () => process.stderr.write(CLEAR),
  };
}
