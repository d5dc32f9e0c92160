/** T1-T21: the golden traces of allocator.md section 10. One node, one zone far above its high mark unless said. */
import { type ModelScenario, taskActor } from './types';

const WARM = { model_pcp_warm: 1 };
const EMPTY = { model_pcp_warm: 0 };
const OLD = ['5.8'];
const NEW = ['6.12'];

export const GOLDEN: readonly ModelScenario[] = [
  {
    id: 'T1', title: '5.8, NOWAIT, order 0, pages on the CPU list', variants: OLD, globals: WARM,
    actors: [taskActor('request', 'golden_nowait')], golden: 'IRQ- POP 1 IRQ+ RET page',
  },
  {
    id: 'T2', title: '5.8, NOWAIT, order 0, CPU list empty', variants: OLD, globals: EMPTY,
    actors: [taskActor('request', 'golden_nowait')],
    golden: 'IRQ- L(zone) BULK 63 U(zone) POP 1 IRQ+ RET page',
    expected: { smp: 'ok', rt: ['sleeping-in-atomic'] },
  },
  {
    id: 'T3', title: '5.8, KERNEL, order 0, pages on the CPU list', variants: OLD, globals: WARM,
    actors: [taskActor('request', 'golden_kernel')], golden: 'SLEEP? IRQ- POP 1 IRQ+ RET page',
  },
  {
    id: 'T4', title: '5.8, ATOMIC, order 2', variants: OLD, globals: WARM,
    actors: [taskActor('request', 'golden_atomic_order_2')],
    golden: { smp: 'IRQ- L(zone) split U(zone) IRQ+ RET page', up: 'IRQ- L(zone) split U(zone) IRQ+ RET page' },
  },
  {
    id: 'T5', title: '5.8, ATOMIC, order 0, free pages below the reserves', variants: OLD,
    globals: { model_pcp_warm: 0, model_zone_low: 2 },
    actors: [taskActor('request', 'golden_atomic')],
    golden: 'SEQ WAKE WAKE SEQ report IRQ- L(zone) U(zone) IRQ+ RET NULL',
  },
  {
    id: 'T6', title: '6.12 SMP, NOWAIT, order 0, pages on the CPU list', variants: NEW, globals: WARM, worlds: ['smp', 'rt'],
    actors: [taskActor('request', 'golden_nowait')], golden: 'PIN T(pcp) POP 1 U(pcp) UNPIN RET page',
  },
  {
    id: 'T7', title: '6.12 SMP, NOWAIT, order 0, CPU list empty', variants: NEW, globals: EMPTY, worlds: ['smp', 'rt'],
    actors: [taskActor('request', 'golden_nowait')],
    golden: {
      smp: 'PIN T(pcp) IRQ- L(zone) BULK 63 U(zone) IRQ+ POP 1 U(pcp) UNPIN RET page',
      rt: 'PIN T(pcp) L(zone) BULK 63 U(zone) POP 1 U(pcp) UNPIN RET page',
    },
  },
  {
    id: 'T8', title: '6.12, allocation while this CPU holds the list lock', variants: NEW, globals: WARM, worlds: ['smp'],
    actors: [taskActor('request', 'golden_alloc_in_pcp')],
    golden: 'PIN t(pcp) UNPIN IRQ- L(zone) split U(zone) IRQ+ RET page',
  },
  {
    id: 'T9', title: '6.12, free of order 0 at the high mark', variants: NEW, globals: EMPTY, worlds: ['smp'],
    prepare: ['golden_take_page', 'golden_fill_pcp'],
    actors: [taskActor('request', 'golden_free')],
    golden: 'PIN T(pcp) PUSH 1 IRQ- L(zone) merge 63 U(zone) IRQ+ U(pcp) UNPIN',
  },
  {
    id: 'T10', title: '6.12, free while the interrupted code holds the list lock', variants: NEW, globals: WARM, worlds: ['smp'],
    prepare: ['golden_take_page'],
    actors: [taskActor('request', 'golden_free_in_pcp')],
    golden: 'PIN t(pcp) UNPIN IRQ- L(zone) merge 1 U(zone) IRQ+',
  },
  {
    id: 'T11', title: '6.12 UP, NOWAIT, order 0: interrupts off around the trylock', variants: NEW, globals: WARM, worlds: ['up'],
    actors: [taskActor('request', 'golden_nowait')],
    golden: 'IRQ- PIN T(pcp) POP 1 U(pcp) UNPIN IRQ+ RET page',
  },
  {
    id: 'T12', title: '6.15 nolock, CPU list empty, zone lock held elsewhere', variants: ['6.15'], globals: EMPTY, worlds: ['smp'],
    actors: [taskActor('request', 'golden_nolock_contended')],
    golden: 'PIN T(pcp) t(zone) U(pcp) UNPIN t(zone) RET NULL',
  },
  {
    id: 'T13', title: '6.15 nolock, CPU list empty, zone lock free', variants: ['6.15'], globals: EMPTY, worlds: ['smp'],
    actors: [taskActor('request', 'golden_nolock')],
    golden: 'PIN T(pcp) IRQ- T(zone) BULK 63 U(zone) IRQ+ POP 1 U(pcp) UNPIN RET page',
  },
  {
    id: 'T14', title: '__GFP_NO_LOCKS, order 0, CPU lists empty, two zones', variants: ['5.8+D3'],
    globals: { model_pcp_warm: 0, model_two_zones: 1 },
    actors: [taskActor('request', 'call_design')], golden: 'IRQ- IRQ+ IRQ- IRQ+ RET NULL',
  },
  {
    id: 'T15', title: '__GFP_NO_LOCKS, order 1: takes zone->lock', variants: ['5.8+D3'], globals: WARM, worlds: ['smp'],
    actors: [taskActor('request', 'call_design_order_1')], golden: 'IRQ- L(zone) split U(zone) IRQ+ RET page',
  },
  {
    id: 'T16', title: '__GFP_NO_LOCKS, order 0, boosted zone: wakes kswapd', variants: ['5.8+D3'],
    globals: { model_pcp_warm: 1, model_boosted: 1 },
    actors: [taskActor('request', 'call_design')], golden: 'IRQ- POP 1 IRQ+ WAKE RET page',
  },
  {
    id: 'T17', title: 'lockless function as first written: NULL although pages exist', variants: ['5.8+D1'], globals: WARM,
    actors: [taskActor('request', 'call_design')], golden: 'IRQ- IRQ+ RET NULL',
  },
  {
    id: 'T18', title: 'lockless function for RCU, first page bad: reported at each call, never removed', variants: ['5.8+D2'],
    globals: { model_pcp_warm: 1, model_debug_check: 1 }, prepare: ['golden_spoil_first'],
    actors: [taskActor('request', 'golden_design_twice')],
    golden: 'IRQ- bad POP 1 IRQ+ RET page IRQ- bad POP 1 IRQ+ RET page',
  },
  {
    id: 'T19', title: '6.12, KERNEL, order 0 under memory pressure', variants: NEW, worlds: ['smp'],
    globals: { model_pcp_warm: 0, model_zone_low: 1 },
    actors: [taskActor('request', 'golden_kernel')],
    golden: 'SLEEP? SEQ SEQ WAKE SEQ SEQ WAKE SLEEP? IRQ- L(zone) U(zone) IRQ+ SLEEP? PIN T(pcp) IRQ- L(zone) BULK 63 U(zone) IRQ+ POP 1 U(pcp) UNPIN RET page',
  },
  {
    id: 'T20', title: '5.9 kvfree_rcu(), block full, no cached page: the allocator under a raw lock', variants: ['5.9'],
    globals: { model_pcp_warm: 0, model_krc_full: 1 }, worlds: ['smp', 'up'],
    actors: [taskActor('request', 'golden_kvfree_rcu')],
    golden: 'IRQ- L(krcp) L(zone) BULK 63 U(zone) POP 1 RET page U(krcp) IRQ+',
    expected: { smp: ['invalid-wait-context'] },
  },
  {
    id: 'T21', title: '6.12 kvfree_rcu(), block full, no cached page', variants: NEW,
    globals: { model_pcp_warm: 0, model_krc_full: 1 },
    actors: [taskActor('request', 'golden_kvfree_rcu')],
    golden: 'IRQ- L(krcp) hrtimer U(krcp) IRQ+', expected: { smp: 'ok', rt: 'ok' },
  },
];
