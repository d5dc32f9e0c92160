/** C-<design>-<context>: the caller tables of allocator.md section 7, one scenario per cell, lists empty for D0. */
import type { SplatKind } from '../../machine/api';
import type { ScenarioActor } from '../../machine/scenario';
import { type ModelScenario, taskActor } from './types';

type Cell = 'ok' | 'WC' | 'WC+SLP' | 'SLP' | 'deadlock' | 'corruption';

const KINDS: Readonly<Record<Cell, readonly SplatKind[] | 'ok'>> = {
  ok: 'ok',
  WC: ['invalid-wait-context'],
  'WC+SLP': ['invalid-wait-context', 'sleeping-in-atomic'],
  SLP: ['sleeping-in-atomic'],
  deadlock: ['deadlock'],
  corruption: ['list-corruption', 'page-twice'],
};

interface Design {
  readonly name: string;
  readonly title: string;
  readonly variants: readonly string[];
  readonly rtVariant?: string;
  readonly warm: 0 | 1;
  /** Per context, [non-RT, RT]. */
  readonly cells: Readonly<Record<string, readonly [Cell, Cell]>>;
}

const QUIET: Design['cells'] = {
  task: ['ok', 'ok'],
  spinlock: ['ok', 'ok'],
  raw: ['ok', 'ok'],
  irqsave: ['ok', 'ok'],
  hardirq: ['ok', 'ok'],
};

const DESIGNS: readonly Design[] = [
  {
    name: 'D0',
    title: 'ordinary NOWAIT request',
    variants: ['5.8+D0', '6.12+D0'],
    rtVariant: '6.12+D0',
    warm: 0,
    cells: {
      task: ['ok', 'ok'],
      spinlock: ['ok', 'ok'],
      raw: ['WC', 'WC+SLP'],
      irqsave: ['ok', 'SLP'],
      hardirq: ['WC', 'WC+SLP'],
    },
  },
  { name: 'D1', title: 'lockless function as first written', variants: ['5.8+D1'], warm: 1, cells: QUIET },
  { name: 'D2', title: 'lockless function for RCU', variants: ['5.8+D2'], warm: 1, cells: QUIET },
  { name: 'D3', title: '__GFP_NO_LOCKS, order 0', variants: ['5.8+D3'], warm: 1, cells: QUIET },
  { name: 'D4', title: 'NOWAIT request, raw zone->lock', variants: ['5.8+D4', '6.12+D4'], warm: 0, cells: QUIET },
  { name: 'D5', title: 'alloc_pages_nolock()', variants: ['6.15+D5', '6.12+D5'], warm: 0, cells: QUIET },
];

/** Contexts nobody asks permission of: an NMI on top of a refilling request. */
const NMI: readonly ModelScenario[] = [
  { design: 'D0', variant: '5.8+D0', warm: 0, kinds: KINDS.deadlock },
  { design: 'D1', variant: '5.8+D1-prep', warm: 1, kinds: KINDS.corruption },
  { design: 'D2', variant: '5.8+D2', warm: 1, kinds: KINDS.corruption },
  { design: 'D3', variant: '5.8+D3', warm: 1, kinds: KINDS.corruption },
  { design: 'D4', variant: '5.8+D4', warm: 0, kinds: KINDS.deadlock },
  { design: 'D5', variant: '6.15+D5', warm: 0, kinds: 'ok' as const },
].map(
  ({ design, variant, warm, kinds }): ModelScenario => ({
    id: `C-${design}-nmi`,
    title: `${design} called from an NMI that hits an ordinary request`,
    variants: [variant],
    worlds: ['smp', 'rt'],
    globals: { model_pcp_warm: warm, model_pcp_batch: 2 },
    actors: [
      taskActor('request', 'caller_interrupted'),
      { name: 'nmi', function: 'caller_task', cpu: 0, context: 'nmi', arrival: 'interrupt' },
    ],
    explore: { preemptions: 0, interrupts: 1 },
    expected: { smp: kinds, rt: kinds },
  }),
);

/** Re-entry from a tracepoint of the refill: zone->lock is held by the very CPU. D1-D3 are the NMI's case again. */
const TRACEPOINT: readonly ModelScenario[] = [
  { design: 'D0', variant: '5.8+D0', kinds: KINDS.deadlock },
  { design: 'D4', variant: '5.8+D4', kinds: KINDS.deadlock },
  { design: 'D5', variant: '6.15+D5', kinds: 'ok' as const },
].map(
  ({ design, variant, kinds }): ModelScenario => ({
    id: `C-${design}-tracepoint`,
    title: `${design} called from a tracepoint inside the refill`,
    variants: [variant],
    worlds: ['smp'],
    globals: { model_pcp_warm: 0 },
    actors: [taskActor('request', 'caller_tracepoint')],
    expected: { smp: kinds },
  }),
);

/** D3 with an order it was not meant for. */
const ORDER_1: Design = {
  name: 'D3o1',
  title: '__GFP_NO_LOCKS, order 1',
  variants: ['5.8+RT+D3'],
  warm: 1,
  cells: { raw: ['WC', 'WC+SLP'], irqsave: ['ok', 'SLP'], hardirq: ['WC', 'WC+SLP'] },
};

const TABLE: readonly ModelScenario[] = [...DESIGNS, ORDER_1].flatMap((design) =>
  Object.entries(design.cells).map(
    ([context, [smp, rt]]): ModelScenario => ({
      id: `C-${design.name}-${context}`,
      title: `${design.title}, called from ${context}`,
      variants: design.variants,
      ...(design.rtVariant === undefined ? {} : { variantIn: { rt: design.rtVariant } }),
      worlds: ['smp', 'rt'],
      globals: { model_pcp_warm: design.warm },
      actors: [caller(context, design.name === 'D3o1' ? '_order_1' : '')],
      expected: { smp: KINDS[smp], rt: KINDS[rt] },
    }),
  ),
);

export const CALLERS: readonly ModelScenario[] = [...TABLE, ...NMI, ...TRACEPOINT];

function caller(context: string, suffix: string): ScenarioActor {
  if (context !== 'hardirq') return taskActor('caller', `caller_${context}${suffix}`);
  return { name: 'caller', function: `caller_task${suffix}`, cpu: 0, context: 'hardirq', arrival: 'start' };
}
