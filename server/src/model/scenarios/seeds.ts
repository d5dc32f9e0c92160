/**
 * S<mail>-<n>: what the mails the project began from claim about their own designs, one scenario per claim
 * (reference/seeds.md, 'Simulation acceptance').
 */
import type { SplatKind } from '../../machine/api';
import type { ScenarioActor } from '../../machine/scenario';
import { type ModelScenario, taskActor } from './types';
import { ZONELIST } from './zonelist';

const WARM = { model_pcp_warm: 1 };
const EMPTY = { model_pcp_warm: 0 };
const WAIT: readonly SplatKind[] = ['invalid-wait-context'];
const WAIT_AND_SLEEP: readonly SplatKind[] = ['invalid-wait-context', 'sleeping-in-atomic'];
const OK = { smp: 'ok', rt: 'ok' } as const;
const BROKEN_UNDER_RAW = { smp: WAIT, rt: WAIT_AND_SLEEP } as const;
const RAW: readonly ScenarioActor[] = [taskActor('caller', 'caller_raw')];
/** The RT columns assume the RT tree's own conversion of 5.8's lists. */
const FLAG = { variants: ['5.8+D3'], variantIn: { rt: '5.8+RT+D3' }, worlds: ['smp', 'rt'] } as const;

/** 000: the sketch of a lockless function. */
const SKETCH: readonly ModelScenario[] = [
  {
    id: 'S000-1',
    title: 'lockless function as written, one good page on the list: NULL',
    variants: ['5.8+D1'],
    worlds: ['smp', 'rt'],
    globals: EMPTY,
    prepare: ['seed_one_page'],
    actors: [taskActor('request', 'call_design')],
    golden: 'IRQ- IRQ+ RET NULL',
    expected: OK,
  },
  {
    id: 'S000-2',
    title: 'the same with the check turned round: a page without a user',
    variants: ['5.8+D1-polarity'],
    worlds: ['smp', 'rt'],
    globals: EMPTY,
    prepare: ['seed_one_page'],
    actors: [taskActor('request', 'call_design')],
    golden: 'IRQ- POP 1 IRQ+ RET page',
    expected: { smp: ['bad-page'], rt: ['bad-page'] },
  },
  {
    id: 'S000-3',
    title: 'the same with the page prepared',
    variants: ['5.8+D1-prep'],
    worlds: ['smp', 'rt'],
    globals: EMPTY,
    prepare: ['seed_one_page'],
    actors: [taskActor('request', 'call_design')],
    golden: 'IRQ- POP 1 IRQ+ RET page',
    expected: OK,
  },
  {
    id: 'S000-4',
    title: 'the repaired function inside zone->lock and a raw lock',
    variants: ['5.8+D1-prep'],
    worlds: ['smp', 'rt'],
    globals: WARM,
    actors: [taskActor('caller', 'caller_zone_raw')],
    expected: OK,
  },
  {
    id: 'S000-5',
    title: 'the ordinary request inside zone->lock: zone->lock again',
    variants: ['5.8+D0'],
    variantIn: { rt: '5.8+RT+D0' },
    worlds: ['smp', 'rt'],
    globals: EMPTY,
    actors: [taskActor('caller', 'caller_zone')],
    expected: { smp: ['recursive-locking'], rt: ['recursive-locking'] },
  },
  {
    id: 'S000-6',
    title: 'as written where pages are checked: the bad page is the one handed out',
    variants: ['5.8+D1'],
    worlds: ['smp', 'rt'],
    globals: { model_pcp_warm: 1, model_debug_check: 1 },
    prepare: ['golden_spoil_first'],
    actors: [taskActor('request', 'call_design')],
    golden: 'IRQ- bad POP 1 IRQ+ RET page',
    expected: { smp: ['bad-page'], rt: ['bad-page'] },
  },
  {
    id: 'S000-7',
    title:
      'the ordinary request inside zone->lock and a raw lock: lockdep stops at the raw lock, the CPU at zone->lock',
    variants: ['5.8+D0'],
    variantIn: { rt: '5.8+RT+D0' },
    worlds: ['smp', 'rt'],
    globals: EMPTY,
    actors: [taskActor('caller', 'caller_zone_raw')],
    expected: { smp: ['invalid-wait-context', 'deadlock'], rt: ['invalid-wait-context', 'deadlock'] },
  },
];

/** 001: what if zone->lock were a raw lock? */
const RAW_LOCK: readonly ModelScenario[] = [
  {
    id: 'S001-1',
    title: 'a raw zone->lock under a raw lock: the refill is legal',
    variants: ['5.8+D4', '6.12+D4'],
    worlds: ['smp', 'rt'],
    globals: EMPTY,
    actors: RAW,
    expected: OK,
  },
  {
    id: 'S001-2',
    title: 'the same on a boosted zone: the wait queue of kswapd is not raw',
    variants: ['5.8+D4'],
    worlds: ['smp', 'rt'],
    globals: { model_pcp_warm: 1, model_boosted: 1 },
    actors: RAW,
    expected: BROKEN_UNDER_RAW,
  },
  {
    id: 'S001-3',
    title: 'the same with page_owner: the lock of the stack depot is not raw',
    variants: ['5.8+D4'],
    worlds: ['smp', 'rt'],
    globals: { model_pcp_warm: 1, model_page_owner: 1 },
    actors: RAW,
    expected: BROKEN_UNDER_RAW,
  },
];

/** 002: the function for RCU. */
const FUNCTION: readonly ModelScenario[] = [
  {
    id: 'S002-1',
    title: 'function for RCU under a raw lock',
    variants: ['5.8+D2'],
    worlds: ['smp', 'rt'],
    globals: WARM,
    actors: RAW,
    golden: 'L(raw) IRQ- POP 1 IRQ+ RET page U(raw)',
    expected: OK,
  },
  {
    id: 'S002-2',
    title: 'DEBUG_PAGEALLOC compiled in, though switched off: never a page',
    variants: ['5.8+D2'],
    worlds: ['smp', 'rt'],
    globals: { model_pcp_warm: 1, model_debug_pagealloc_built: 1 },
    actors: [taskActor('request', 'call_design')],
    golden: 'RET NULL',
    expected: OK,
  },
  {
    id: 'S002-3',
    title: 'page_owner on: the stack depot takes a lock and four pages',
    variants: ['5.8+D2'],
    variantIn: { rt: '5.8+RT+D2' },
    worlds: ['smp', 'rt'],
    globals: { model_pcp_warm: 1, model_page_owner: 1 },
    actors: RAW,
    expected: BROKEN_UNDER_RAW,
  },
];

/** 004: the flag. Its promise is for callers under raw locks. */
const PROMISE: readonly ModelScenario[] = [
  {
    id: 'S004-1',
    title: '__GFP_NO_LOCKS, order 0, pages on the list: no zone->lock',
    ...FLAG,
    variantIn: {},
    globals: WARM,
    actors: RAW,
    golden: 'L(raw) IRQ- POP 1 IRQ+ RET page U(raw)',
    expected: OK,
  },
  {
    id: 'S004-2',
    title: '__GFP_NO_LOCKS, order 1: zone->lock all the same',
    ...FLAG,
    globals: WARM,
    actors: [taskActor('caller', 'caller_raw_order_1')],
    golden: { smp: 'L(raw) IRQ- L(zone) split U(zone) IRQ+ RET page U(raw)' },
    expected: BROKEN_UNDER_RAW,
  },
  {
    id: 'S004-3',
    title: '__GFP_NO_LOCKS, boosted zone: kswapd is woken',
    ...FLAG,
    globals: { model_pcp_warm: 1, model_boosted: 1 },
    actors: RAW,
    golden: { smp: 'L(raw) IRQ- POP 1 IRQ+ WAKE RET page U(raw)' },
    expected: BROKEN_UNDER_RAW,
  },
  {
    id: 'S004-4',
    title: '__GFP_NO_LOCKS, page_owner on: depot lock, and four pages for the depot',
    ...FLAG,
    globals: { model_pcp_warm: 1, model_page_owner: 1 },
    actors: RAW,
    golden: {
      smp: 'L(raw) IRQ- POP 1 IRQ+ IRQ- L(zone) split U(zone) IRQ+ RET page IRQ- L(depot) U(depot) IRQ+ RET page U(raw)',
    },
    expected: BROKEN_UNDER_RAW,
  },
  {
    id: 'S004-5',
    title: '__GFP_NO_LOCKS, lists empty: NULL, and no slow path',
    ...FLAG,
    variantIn: {},
    globals: EMPTY,
    actors: RAW,
    golden: 'L(raw) IRQ- IRQ+ RET NULL U(raw)',
    expected: OK,
  },
  {
    id: 'S004-6',
    title: '__GFP_BITS_SHIFT not raised, LOCKDEP off: the flag is masked away',
    ...FLAG,
    globals: { model_pcp_warm: 0, model_gfp_bits_short: 1 },
    actors: RAW,
    golden: { smp: 'L(raw) IRQ- L(zone) BULK 63 U(zone) POP 1 IRQ+ RET page U(raw)' },
    expected: BROKEN_UNDER_RAW,
  },
];

/** The forms of the counter that the third mail and its answers weigh against each other. */
const WEIGHED: readonly string[] = ['V2', 'V3', 'V5', 'V6a', 'V6b', 'V7a', 'V7b'].map((name) => `6.12+${name}`);

/** 003: the counter, asked what Z1 to Z11 ask, of those forms: S003-5 is Z5. */
const COUNTER: readonly ModelScenario[] = ZONELIST.flatMap((scenario) => {
  const number = /^Z(\d+)$/.exec(scenario.id)?.[1];
  return number === undefined || Number(number) > 11 ? [] : [{ ...scenario, id: `S003-${number}`, variants: WEIGHED }];
});

export const SEEDS: readonly ModelScenario[] = [...SKETCH, ...RAW_LOCK, ...FUNCTION, ...COUNTER, ...PROMISE];
