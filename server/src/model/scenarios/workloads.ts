/** What compare runs: requests by the dozen from one context, on lists and zones in one state, the same for every design. */
import type { MachineContext } from '../../machine/api';

export interface Workload {
  readonly name: string;
  readonly title: string;
  /** Integers of the model written before it boots. */
  readonly globals: Readonly<Record<string, number>>;
}

export const WORKLOADS: readonly Workload[] = [
  {
    name: 'flood',
    title: '100 requests in a row, 60 pages on the lists of the CPU at the start',
    globals: { model_pcp_warm: 1 },
  },
  {
    name: 'drained',
    title: '100 requests in a row, lists of the CPU just drained',
    globals: { model_pcp_warm: 0 },
  },
  {
    name: 'mixed',
    title: '100 requests, an ordinary page taken and given back between two of them',
    globals: { model_pcp_warm: 1, model_traffic: 1 },
  },
  {
    name: 'burst',
    title: '10 requests between 400 ordinary pages taken and given back: the lists overflow',
    globals: { model_pcp_warm: 0, model_attempts: 10, model_burst: 400 },
  },
  {
    name: 'pressure',
    title: '100 requests in a zone between its reserves',
    globals: { model_pcp_warm: 0, model_zone_low: 1 },
  },
];

/** Callers of the tables in allocator.md section 7, in their order. */
export const WORKLOAD_CONTEXTS: readonly {
  readonly name: string;
  readonly function: string;
  readonly context: MachineContext;
}[] = [
  { name: 'task', function: 'workload_task', context: 'task' },
  { name: 'spinlock_t held', function: 'workload_spinlock', context: 'task' },
  { name: 'raw_spinlock held', function: 'workload_raw', context: 'task' },
  { name: 'irqs off', function: 'workload_irqsave', context: 'task' },
  { name: 'hardirq', function: 'workload_hardirq', context: 'hardirq' },
];
