/**
 * Schedules as text: who ran for how many pieces, '0.57,1.12,0.3', after '=' the part that repeats for ever, after '/' what
 * unknowns decided on the way. Independent of how the explorer found the run: enough to make it again.
 */
export interface Slice {
  readonly thread: number;
  readonly pieces: number;
}

export interface Schedule {
  readonly slices: readonly Slice[];
  /** A livelock's round; empty for runs that end. */
  readonly cycle: readonly Slice[];
  readonly choices: string;
}

export function encodeSchedule({ slices, cycle, choices }: Schedule): string {
  const round = cycle.length === 0 ? '' : `=${spell(cycle)}`;
  return `${spell(slices)}${round}${choices === '' ? '' : `/${choices}`}`;
}

/** undefined: no schedule. */
export function decodeSchedule(text: string): Schedule | undefined {
  const match = /^([0-9.,]*)(?:=([0-9.,]+))?(?:\/([0-9a-z]+))?$/.exec(text);
  if (match === null) return undefined;
  const slices = read(match[1] ?? '');
  const cycle = read(match[2] ?? '');
  return slices === undefined || cycle === undefined ? undefined : { slices, cycle, choices: match[3] ?? '' };
}

/** Slices of one thread after another are one. */
function spell(slices: readonly Slice[]): string {
  const merged: Slice[] = [];
  for (const slice of slices) {
    const last = merged.at(-1);
    if (last?.thread === slice.thread)
      merged[merged.length - 1] = { thread: last.thread, pieces: last.pieces + slice.pieces };
    else if (slice.pieces > 0) merged.push(slice);
  }
  return merged.map(({ thread, pieces }) => `${thread}.${pieces}`).join(',');
}

function read(text: string): readonly Slice[] | undefined {
  if (text === '') return [];
  const slices: Slice[] = [];
  for (const part of text.split(',')) {
    const match = /^(\d{1,2})\.(\d{1,9})$/.exec(part);
    if (match === null) return undefined;
    slices.push({ thread: Number(match[1]), pieces: Number(match[2]) });
  }
  return slices;
}
