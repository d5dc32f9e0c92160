// biome-ignore-all format: a call is one row
/** Calls that wait until a callback has run: which argument names the object the callback was registered for. */
export type WaitObject = 'work' | 'timer' | 'irq' | 'thread' | 'rcu';

export interface WaitRow {
  readonly name: string;
  readonly argument: number;
  readonly object: WaitObject;
  readonly source: string;
}

export const WAITS: readonly WaitRow[] = [
  { name: 'cancel_delayed_work_sync', argument: 0, object: 'work', source: 'kernel/workqueue.c 6.12' },
  { name: 'cancel_work_sync', argument: 0, object: 'work', source: 'kernel/workqueue.c 6.12' },
  { name: 'del_timer_sync', argument: 0, object: 'timer', source: 'kernel/time/timer.c 6.12' },
  { name: 'disable_delayed_work_sync', argument: 0, object: 'work', source: 'kernel/workqueue.c 6.12' },
  { name: 'disable_irq', argument: 0, object: 'irq', source: 'kernel/irq/manage.c 6.12' },
  { name: 'disable_work_sync', argument: 0, object: 'work', source: 'kernel/workqueue.c 6.12' },
  { name: 'flush_delayed_work', argument: 0, object: 'work', source: 'kernel/workqueue.c 6.12' },
  { name: 'flush_work', argument: 0, object: 'work', source: 'kernel/workqueue.c 6.12' },
  { name: 'free_irq', argument: 0, object: 'irq', source: 'kernel/irq/manage.c 6.12' },
  { name: 'hrtimer_cancel', argument: 0, object: 'timer', source: 'kernel/time/hrtimer.c 6.12' },
  { name: 'irq_work_sync', argument: 0, object: 'work', source: 'kernel/irq_work.c 6.12' },
  { name: 'kthread_stop', argument: 0, object: 'thread', source: 'kernel/kthread.c 6.12' },
  { name: 'rcu_barrier', argument: -1, object: 'rcu', source: 'kernel/rcu/tree.c 6.12' },
  { name: 'synchronize_irq', argument: 0, object: 'irq', source: 'kernel/irq/manage.c 6.12' },
  { name: 'tasklet_disable', argument: 0, object: 'work', source: 'include/linux/interrupt.h 6.12' },
  { name: 'tasklet_kill', argument: 0, object: 'work', source: 'kernel/softirq.c 6.12' },
  { name: 'timer_delete_sync', argument: 0, object: 'timer', source: 'kernel/time/timer.c 6.12' },
  { name: 'timer_shutdown_sync', argument: 0, object: 'timer', source: 'kernel/time/timer.c 6.12' },
];

/** Calls whose result is the thread that runs the function they are given. */
export const THREAD_MAKERS: ReadonlySet<string> = new Set(['kthread_create', 'kthread_run', 'kthread_run_worker']);
/** Calls that register an RCU callback (argument 1). */
export const RCU_CALLS: ReadonlySet<string> = new Set(['call_rcu', 'call_rcu_hurry']);

const ROWS: ReadonlyMap<string, WaitRow> = new Map(WAITS.map((row) => [row.name, row]));

export function waitOf(name: string): WaitRow | undefined {
  return ROWS.get(name);
}
