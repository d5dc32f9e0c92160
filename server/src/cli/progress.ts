/** A line on a terminal's stderr that says how far a long run is; silent anywhere else. */

export interface Progress {
  show(finished: number, what: string): void;
  end(): void;
}

const CLEAR = '\r\x1b[K';

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
