/**
 * Short ids by which a run can be made again: what was run, from which state, and the machine's decisions. ASCII, one word,
 * safe in shells and mails. The text's hash is part of it: another text is another run.
 */
import { isWorld, type World } from '../kernel/worlds';

export type RunId =
  | {
      readonly kind: 'scenario';
      readonly scenario: string;
      readonly variant: string;
      readonly world: World;
      readonly decisions: string;
      /** Functions of a file that stand in for the model's. */
      readonly own?: OwnFunctions;
    }
  | {
      readonly kind: 'function';
      readonly file: string;
      readonly textHash: string;
      readonly function: string;
      readonly variant: string;
      readonly world: World;
      readonly state: string;
      /** Which of the function's start contexts, in the order startContexts() gives. */
      readonly start: number;
      /** Whose functions ran: 'file', or 'model'/'request'/'path' and the names kept: 'path,rmqueue_buddy'. */
      readonly program: string;
      /** Every leak counted (a finding's exit). */
      readonly leaks: boolean;
      /** The path that ran before on the same machine. */
      readonly before?: EarlierId;
      /** Called with interrupts off. */
      readonly irqsOff?: true;
      /** What others may set is unknown. */
      readonly amongOthers?: true;
      /** A writer passes through the counters it reads. */
      readonly passingWriter?: true;
      readonly decisions: string;
    };

export interface OwnFunctions {
  readonly file: string;
  readonly textHash: string;
  readonly functions: readonly string[];
}

/** An earlier path: its function, which of its starts, and the place (offsets) it came through. */
export interface EarlierId {
  readonly function: string;
  readonly start: number;
  readonly until: string;
  readonly from: number;
  readonly to: number;
}

const FORMAT = 'ls1';

export function encodeRunId(id: RunId): string {
  const parts =
    id.kind === 'scenario'
      ? ['s', id.scenario, id.variant, id.world, id.decisions, ...ownParts(id.own)]
      : [
          'f',
          id.file,
          id.textHash,
          id.function,
          id.variant,
          id.world,
          shortState(id.state),
          spellStart(id),
          `${id.leaks ? '+' : ''}${id.program}`,
          id.decisions,
        ];
  return [FORMAT, ...parts.map(escapePart)].join(':');
}

function ownParts(own: OwnFunctions | undefined): readonly string[] {
  return own === undefined ? [] : [own.file, own.textHash, own.functions.join(',')];
}

/** undefined: not an id of this format. */
export function decodeRunId(text: string): RunId | undefined {
  const [format, kind, ...raw] = text.split(':');
  if (format !== FORMAT) return undefined;
  const parts = raw.map(unescapePart);
  if (kind === 's' && (parts.length === 4 || parts.length === 7)) {
    const [scenario = '', variant = '', world = '', decisions = '', file, textHash = '', functions = ''] = parts;
    const own = file === undefined ? {} : { own: { file, textHash, functions: functions.split(',') } };
    return isWorld(world) ? { kind: 'scenario', scenario, variant, world, decisions, ...own } : undefined;
  }
  if (kind === 'f' && parts.length === 9) {
    const [
      file = '',
      textHash = '',
      fn = '',
      variant = '',
      world = '',
      state = '',
      start = '',
      run = '',
      decisions = '',
    ] = parts;
    const begins = readStart(start);
    if (!isWorld(world) || begins === undefined) return undefined;
    const long = longState(state);
    if (long === undefined) return undefined;
    return {
      kind: 'function',
      file,
      textHash,
      function: fn,
      variant,
      world,
      state: long,
      ...begins,
      program: run.replace(/^\+/, ''),
      leaks: run.startsWith('+'),
      decisions,
    };
  }
  return undefined;
}

type Begin = Pick<
  Extract<RunId, { kind: 'function' }>,
  'start' | 'before' | 'irqsOff' | 'amongOthers' | 'passingWriter'
>;

function spellStart({ start, before, irqsOff, amongOthers, passingWriter }: Begin): string {
  const own = `${start}${irqsOff === true ? 'i' : ''}${amongOthers === true ? 'o' : ''}${passingWriter === true ? 'w' : ''}`;
  if (before === undefined) return own;
  return `${own},${before.function},${before.start},${before.until},${before.from},${before.to}`;
}

function readStart(text: string): Begin | undefined {
  const match = /^(\d+)(i?)(o?)(w?)(?:,(\w+),(\d+),(\w+),(\d+),(\d+))?$/.exec(text);
  if (match === null) return undefined;
  const [, first, off, others, writer, name, index, until = '', from, to] = match;
  const own = {
    start: Number(first),
    ...(off === 'i' ? { irqsOff: true as const } : {}),
    ...(others === 'o' ? { amongOthers: true as const } : {}),
    ...(writer === 'w' ? { passingWriter: true as const } : {}),
  };
  if (name === undefined) return own;
  return { ...own, before: { function: name, start: Number(index), until, from: Number(from), to: Number(to) } };
}

const LETTERS = [
  ['pcp=warm', 'w'],
  ['pcp=empty', 'e'],
  ['slab=warm', 'w'],
  ['slab=cold', 'c'],
  ['zone=ok', 'o'],
  ['zone=low', 'l'],
] as const;

function shortState(state: string): string {
  return state
    .split(',')
    .map((part) => LETTERS.find(([long]) => long === part)?.[1] ?? '?')
    .join('');
}

function longState(short: string): string | undefined {
  if (!/^[we][wc][ol]$/.test(short)) return undefined;
  return [
    short[0] === 'w' ? 'pcp=warm' : 'pcp=empty',
    short[1] === 'w' ? 'slab=warm' : 'slab=cold',
    short[2] === 'o' ? 'zone=ok' : 'zone=low',
  ].join(',');
}

/** Bytes other than these are spelled ~hh of their UTF-8. */
function escapePart(text: string): string {
  let out = '';
  for (const byte of new TextEncoder().encode(text)) {
    const char = String.fromCharCode(byte);
    out += /[A-Za-z0-9_./+=,-]/.test(char) ? char : `~${byte.toString(16).padStart(2, '0')}`;
  }
  return out;
}

function unescapePart(text: string): string {
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '~') {
      bytes.push(Number.parseInt(text.slice(i + 1, i + 3), 16) & 0xff);
      i += 2;
    } else bytes.push(text.charCodeAt(i) & 0xff);
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
