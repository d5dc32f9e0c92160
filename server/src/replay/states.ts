/** The initial states a run is explored from: what the user pinned, both ways for the rest, low memory only when asked. */
import type { StatePins } from './api';
import type { ModelReach } from './programs';

export interface InitialState {
  /** CONTRACT's spelling: 'pcp=empty,slab=warm,zone=ok'. */
  readonly name: string;
  /** The model's integers. */
  readonly globals: readonly { readonly name: string; readonly value: bigint }[];
}

/** Both ways only where it makes a difference to the code; else one state stands for all. */
export function initialStates(pins: StatePins, reach: ModelReach): readonly InitialState[] {
  const pcp = pins.pcp !== undefined ? [pins.pcp] : reach.pages ? (['empty', 'warm'] as const) : (['warm'] as const);
  const slab = pins.slab !== undefined ? [pins.slab] : reach.slab ? (['warm', 'cold'] as const) : (['warm'] as const);
  // 1: between the reserves; 2: below all of them.
  const low = pins.zone === 'low' ? [1, 2] : [0];
  return pcp.flatMap((lists) =>
    slab.flatMap((objects) =>
      low.map((depth) => ({
        name: `pcp=${lists},slab=${objects},zone=${depth === 0 ? 'ok' : 'low'}`,
        globals: [
          { name: 'model_pcp_warm', value: lists === 'warm' ? 1n : 0n },
          { name: 'model_slab_warm', value: objects === 'warm' ? 1n : 0n },
          { name: 'model_zone_low', value: BigInt(depth) },
        ],
      })),
    ),
  );
}

/** 'pcp=warm,slab=cold' of the command line; a message if it is not of that form. */
export function parseStatePins(text: string): StatePins | string {
  const pins: { pcp?: 'warm' | 'empty'; slab?: 'warm' | 'cold'; zone?: 'ok' | 'low' } = {};
  for (const part of text.split(',').filter((p) => p !== '')) {
    const [key, value] = part.split('=');
    if (key === 'pcp' && (value === 'warm' || value === 'empty')) pins.pcp = value;
    else if (key === 'slab' && (value === 'warm' || value === 'cold')) pins.slab = value;
    else if (key === 'zone' && (value === 'ok' || value === 'low')) pins.zone = value;
    else return `--state: "${part}" is none of pcp=warm|empty, slab=warm|cold, zone=ok|low`;
  }
  return pins;
}
