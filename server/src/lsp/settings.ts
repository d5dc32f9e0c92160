/** The client's settings, read defensively: a wrong value gives the default, never an error. */
import { BANDS, type Band } from '../analysis/finding';
import { DEFAULT_WORLDS, isWorld, WORLDS, type World } from '../kernel/worlds';

export interface Settings {
  /** '' : the nearest parent of the file that is a kernel tree. */
  readonly kernelRoot: string;
  readonly worlds: readonly World[];
  readonly band: Band;
  readonly replayOnSave: boolean;
  /** A function's contract above its head. */
  readonly contracts: boolean;
  /** The context behind lines that change it. */
  readonly contextHints: boolean;
}

export const DEFAULT_SETTINGS: Settings = {
  kernelRoot: '',
  worlds: DEFAULT_WORLDS,
  band: 'proven',
  replayOnSave: false,
  contracts: false,
  contextHints: false,
};

export function readSettings(value: unknown): Settings {
  if (typeof value !== 'object' || value === null) return DEFAULT_SETTINGS;
  const { kernelRoot, worlds, band, replayOnSave, contracts, contextHints } = value as Readonly<
    Record<string, unknown>
  >;
  return {
    kernelRoot: typeof kernelRoot === 'string' ? kernelRoot.trim() : DEFAULT_SETTINGS.kernelRoot,
    worlds: readWorlds(worlds),
    band: BANDS.find((each) => each === band) ?? DEFAULT_SETTINGS.band,
    replayOnSave: readSwitch(replayOnSave, DEFAULT_SETTINGS.replayOnSave),
    contracts: readSwitch(contracts, DEFAULT_SETTINGS.contracts),
    contextHints: readSwitch(contextHints, DEFAULT_SETTINGS.contextHints),
  };
}

function readSwitch(value: unknown, otherwise: boolean): boolean {
  return typeof value === 'boolean' ? value : otherwise;
}

/** In the order of WORLDS, without repetitions; none that is known: the default ones. */
function readWorlds(value: unknown): readonly World[] {
  if (!Array.isArray(value)) return DEFAULT_SETTINGS.worlds;
  const asked = value.filter((each): each is World => typeof each === 'string' && isWorld(each));
  const worlds = WORLDS.filter((world) => asked.includes(world));
  return worlds.length === 0 ? DEFAULT_SETTINGS.worlds : worlds;
}

/** Whether a text looks the same under both. */
export function judgeAlike(a: Settings, b: Settings): boolean {
  return a.kernelRoot === b.kernelRoot && a.worlds.join() === b.worlds.join() && a.band === b.band;
}
