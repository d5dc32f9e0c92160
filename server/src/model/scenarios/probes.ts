/**
 * Requests that lead through the allocator's functions, for trying a function of the user's in the place of the model's: the
 * golden traces T6-T11, and what these do not reach. What must come out is what comes out of the model alone.
 */
import { GOLDEN } from './golden';
import { type ModelScenario, taskActor } from './types';

const SMP = ['smp'] as const;

function probe(id: string, title: string, fn: string, globals: Readonly<Record<string, number>> = {}): ModelScenario {
  return { id, title, variants: [], worlds: SMP, globals, actors: [taskActor('request', fn)] };
}

const MORE: readonly ModelScenario[] = [
  probe('P1', 'order 2, lists empty, and back', 'probe_order_2', { model_pcp_warm: 0 }),
  probe('P2', 'order 5 and order 10, and back', 'probe_large', { model_pcp_warm: 0 }),
  probe('P3', 'pages that can be moved or reclaimed', 'probe_types', { model_pcp_warm: 0 }),
  probe('P4', 'a high-order atomic request', 'probe_atomic', { model_pcp_warm: 0 }),
  probe('P5', 'lists drained', 'probe_drain', { model_pcp_warm: 1 }),
  probe('P6', 'ten pages at once', 'probe_bulk', { model_pcp_warm: 1 }),
  probe('P7', 'zonelists built again', 'probe_rebuild', { model_two_nodes: 1 }),
  probe('P8', 'a movable page where only small pieces are free', 'probe_movable', {
    model_pcp_warm: 0,
    model_zone_low: 1,
  }),
  probe('P9', 'two zones, a boosted one', 'golden_kernel', {
    model_pcp_warm: 0,
    model_two_zones: 1,
    model_boosted: 1,
  }),
  probe('P10', 'an atomic request below all reserves', 'golden_atomic', { model_pcp_warm: 0, model_zone_low: 2 }),
  probe('P11', 'a request that may not fail, in a zone that is nearly empty', 'probe_nofail', {
    model_pcp_warm: 0,
    model_zone_low: 2,
  }),
  probe('P12', 'order 3 under memory pressure', 'probe_order_3', { model_pcp_warm: 0, model_zone_low: 1 }),
  probe('P13', 'pages checked on each way', 'probe_order_2', { model_pcp_warm: 0, model_debug_check: 1 }),
  probe('P14', 'an address, and back', 'probe_address', { model_pcp_warm: 0 }),
  {
    ...probe('P15', 'mixing types in a block', 'probe_mix', { model_pcp_warm: 0 }),
    prepare: ['probe_leave_order_8'],
  },
  {
    ...probe('P16', 'a bad page at the head of the list', 'golden_nowait', {
      model_pcp_warm: 1,
      model_debug_check: 1,
    }),
    prepare: ['golden_spoil_first'],
  },
  {
    ...probe('P17', 'a page freed that is still mapped', 'golden_free', { model_pcp_warm: 1 }),
    prepare: ['golden_take_page', 'golden_map_page'],
  },
];

const FIRST = ['T6', 'T7', 'T8', 'T9', 'T10', 'T11'];

export const PROBES: readonly ModelScenario[] = [
  ...GOLDEN.filter(({ id }) => FIRST.includes(id)),
  ...GOLDEN.filter(({ id }) => id === 'T19'),
  ...MORE,
];

/** Those the kernel's own tables speak of: a function must pass all of these that it takes part in. */
export const GOLDEN_PROBES: readonly string[] = FIRST;
