// biome-ignore-all format: a registration is one row
/**
 * Which calls and initialisers register callbacks, and in what context those run per world (kernel/irq,
 * kernel/time, kernel/softirq.c, kernel/irq_work.c, kernel/rcu 6.12). On RT handlers, timers and irq_work move to threads
 * unless a flag of the registration keeps them in hard interrupt context: that is what the variants say.
 */
import type { CallbackArgument, CallbackRegistration, CallbackVariant, EntryFacts } from './contexts';
import { OPERATIONS, type OperationRow } from './operations';
import { inRange } from './versions';
import type { World } from './worlds';

type Entries = Readonly<Record<World, EntryFacts>>;

const both = (plain: EntryFacts, rt: EntryFacts): Entries => ({ smp: plain, rt, up: plain });
const everywhere = (facts: EntryFacts): Entries => both(facts, facts);

const TASK: EntryFacts = { context: 'task', irqs: 'on', maySleep: true };
const SOFTIRQ: EntryFacts = { context: 'softirq', irqs: 'on', maySleep: false };
const SOFTIRQ_IRQS_OFF: EntryFacts = { context: 'softirq', irqs: 'off', maySleep: false };
const HARDIRQ: EntryFacts = { context: 'hardirq', irqs: 'off', maySleep: false };
const HARDIRQ_THREADABLE: EntryFacts = { context: 'hardirq-threaded', irqs: 'off', maySleep: false };
const IRQ_THREAD: EntryFacts = { context: 'irq-thread', irqs: 'on', maySleep: true };
/** A forced-threaded handler runs with bottom halves off (irq_forced_thread_fn), so it must not sleep. */
const FORCED_THREAD: EntryFacts = { context: 'bh-kthread', irqs: 'on', maySleep: false };

/** request_irq(): lockdep marks the handler threadable on non-RT, RT runs it in a thread. */
const HANDLER = both(HARDIRQ_THREADABLE, FORCED_THREAD);
const THREAD_FN = everywhere(IRQ_THREAD);
const HARD = everywhere(HARDIRQ);
const SOFT = everywhere(SOFTIRQ);
const SLEEPABLE = everywhere(TASK);
const SPIN_LOCKED = both({ context: 'spin-locked', irqs: 'off', maySleep: false }, { context: 'spin-locked', irqs: 'on', maySleep: false });
const IRQ_LOCKED = both({ ...SPIN_LOCKED.smp, fromInterrupts: true }, SPIN_LOCKED.rt);
const NO_SLEEP = everywhere({ context: 'no-sleep', irqs: 'any', maySleep: false });
const BH_THREAD = everywhere({ context: 'bh-kthread', irqs: 'on', maySleep: false });

const handler = (argument: number): CallbackArgument => ({ argument, entry: HANDLER, what: 'interrupt handler' });
const noThread = (flags: number, argument: number): CallbackVariant => ({ names: ['IRQF_NO_THREAD', 'IRQF_PERCPU', 'IRQF_TIMER', 'IRQF_ONESHOT'], flags, argument, entry: HARD });
const timer = (argument: number): CallbackArgument => ({ argument, entry: SOFT, what: 'timer callback' });
const timerIrqSafe = (flags: number): CallbackVariant => ({ names: ['TIMER_IRQSAFE'], flags, entry: everywhere(SOFTIRQ_IRQS_OFF) });
/** hrtimer modes: hard on non-RT unless _SOFT; on RT soft unless _HARD. lockdep gives all but _HARD the CONFIG limit. */
const HRTIMER = both(HARDIRQ_THREADABLE, SOFTIRQ);
const hrtimerModes = (flags: number): readonly CallbackVariant[] => [
  { names: ['HRTIMER_MODE_ABS_HARD', 'HRTIMER_MODE_REL_HARD', 'HRTIMER_MODE_HARD', 'HRTIMER_MODE_ABS_PINNED_HARD', 'HRTIMER_MODE_REL_PINNED_HARD'], flags, entry: HARD },
  { names: ['HRTIMER_MODE_ABS_SOFT', 'HRTIMER_MODE_REL_SOFT', 'HRTIMER_MODE_SOFT', 'HRTIMER_MODE_ABS_PINNED_SOFT', 'HRTIMER_MODE_REL_PINNED_SOFT'], flags, entry: SOFT },
];
/** include/linux/notifier.h: callouts of an atomic chain must not block; the chain runs in an RCU reader. */
const atomicNotifier = (name: string, argument: number, source: string): CallbackRegistration => ({ name, kind: 'call', callbacks: [{ argument, entry: NO_SLEEP, what: 'atomic notifier' }], variants: [], object: { argument, field: 'notifier_call' }, source });
/** Hot-plug states that run on the CPU while it comes up or goes down, with interrupts off (include/linux/cpuhotplug.h). */
const hotplug = (name: string, argument: number): CallbackRegistration => ({
  name, kind: 'call', source: 'kernel/cpu.c: cpuhp_is_atomic_state() 6.12',
  callbacks: [{ argument, entry: SLEEPABLE, what: 'CPU hotplug callback' }, { argument: argument + 1, entry: SLEEPABLE, what: 'CPU hotplug callback' }],
  variants: [{ names: ['CPUHP_AP_\\w*_STARTING', 'CPUHP_AP_\\w*_DYING'], flags: 0, entry: everywhere({ context: 'task-irqs-off', irqs: 'off', maySleep: false }) }],
});
const urb = (argument: number): CallbackArgument => ({ argument, entry: BH_THREAD, what: 'URB completion' });
const noSleep = (argument: number, what: string): CallbackArgument => ({ argument, entry: NO_SLEEP, what });
const work = (argument: number): CallbackArgument => ({ argument, entry: SLEEPABLE, what: 'work function' });
const IRQ_WORK = both(HARDIRQ_THREADABLE, { context: 'task', irqs: 'on', maySleep: false });

const call = (name: string, source: string, callbacks: readonly CallbackArgument[], variants: readonly CallbackVariant[] = []): CallbackRegistration => ({ name, kind: 'call', callbacks, variants, source });
const initialiser = (name: string, source: string, callbacks: readonly CallbackArgument[], variants: readonly CallbackVariant[] = []): CallbackRegistration => ({ name, kind: 'initialiser', callbacks, variants, source });

export const CALLBACK_REGISTRATIONS: readonly CallbackRegistration[] = [
  initialiser('DECLARE_DEFERRABLE_WORK', 'include/linux/workqueue.h 6.12', [work(1)]),
  initialiser('DECLARE_DELAYED_WORK', 'include/linux/workqueue.h 6.12', [work(1)]),
  initialiser('DECLARE_TASKLET', 'include/linux/interrupt.h 6.12', [{ argument: 1, entry: SOFT, what: 'tasklet' }]),
  initialiser('DECLARE_TASKLET_DISABLED', 'include/linux/interrupt.h 6.12', [{ argument: 1, entry: SOFT, what: 'tasklet' }]),
  initialiser('DECLARE_TASKLET_DISABLED_OLD', 'include/linux/interrupt.h 6.12', [{ argument: 1, entry: SOFT, what: 'tasklet' }]),
  initialiser('DECLARE_TASKLET_OLD', 'include/linux/interrupt.h 6.12', [{ argument: 1, entry: SOFT, what: 'tasklet' }]),
  initialiser('DECLARE_WORK', 'include/linux/workqueue.h 6.12', [work(1)]),
  initialiser('DEFINE_IRQ_WORK', 'include/linux/irq_work.h 6.12', [{ argument: 1, entry: IRQ_WORK, what: 'irq_work' }]),
  initialiser('DEFINE_KTHREAD_DELAYED_WORK', 'include/linux/kthread.h 6.12', [{ argument: 1, entry: SLEEPABLE, what: 'kernel thread work' }]),
  initialiser('DEFINE_KTHREAD_WORK', 'include/linux/kthread.h 6.12', [{ argument: 1, entry: SLEEPABLE, what: 'kernel thread work' }]),
  initialiser('DEFINE_TIMER', 'include/linux/timer.h 6.12', [timer(1)]),
  call('INIT_CSD', 'include/linux/smp.h 6.12', [{ argument: 1, entry: HARD, what: 'cross-CPU call' }]),
  call('INIT_DEFERRABLE_WORK', 'include/linux/workqueue.h 6.12', [work(1)]),
  call('INIT_DELAYED_WORK', 'include/linux/workqueue.h 6.12', [work(1)]),
  call('INIT_DELAYED_WORK_ONSTACK', 'include/linux/workqueue.h 6.12', [work(1)]),
  call('INIT_RCU_WORK', 'include/linux/workqueue.h 6.12', [work(1)]),
  call('INIT_WORK', 'include/linux/workqueue.h 6.12', [work(1)]),
  call('INIT_WORK_ONSTACK', 'include/linux/workqueue.h 6.12', [work(1)]),
  initialiser('IRQ_WORK_INIT', 'include/linux/irq_work.h 6.12', [{ argument: 0, entry: IRQ_WORK, what: 'irq_work' }]),
  initialiser('IRQ_WORK_INIT_HARD', 'include/linux/irq_work.h 6.12', [{ argument: 0, entry: HARD, what: 'irq_work' }]),
  initialiser('IRQ_WORK_INIT_LAZY', 'include/linux/irq_work.h 6.12', [{ argument: 0, entry: IRQ_WORK, what: 'irq_work' }]),
  initialiser('TIMER_INITIALIZER', 'include/linux/timer.h 6.12', [timer(0)], [timerIrqSafe(1)]),
  initialiser('__DELAYED_WORK_INITIALIZER', 'include/linux/workqueue.h 6.12', [work(1)]),
  initialiser('__TIMER_INITIALIZER', 'include/linux/timer.h 6.12', [timer(0)], [timerIrqSafe(1)]),
  initialiser('__WORK_INITIALIZER', 'include/linux/workqueue.h 6.12', [work(1)]),
  call('__irq_set_handler', 'include/linux/irq.h 6.12', [{ argument: 1, entry: HARD, what: 'flow handler' }]),
  call('__request_percpu_irq', 'include/linux/interrupt.h 6.12', [{ argument: 1, entry: HARD, what: 'per-CPU interrupt handler' }]),
  call('__timer_setup', 'include/linux/timer.h 6.12', [timer(1)], [timerIrqSafe(2)]),
  call('apply_to_existing_page_range', 'mm/memory.c 6.12', [{ argument: 3, entry: everywhere({ context: 'task-preempt-off', irqs: 'on', maySleep: false }), what: 'page table callback' }]),
  call('apply_to_page_range', 'mm/memory.c: apply_to_pte_range() 6.12', [{ argument: 3, entry: everywhere({ context: 'task-preempt-off', irqs: 'on', maySleep: false }), what: 'page table callback' }]),
  atomicNotifier('atomic_notifier_chain_register', 1, 'kernel/notifier.c 6.12'),
  atomicNotifier('atomic_notifier_chain_register_unique_prio', 1, 'kernel/notifier.c 6.12'),
  call('call_rcu', 'include/linux/rcupdate.h 6.12', [{ argument: 1, entry: both(SOFTIRQ, { context: 'bh-kthread', irqs: 'on', maySleep: false }), what: 'RCU callback' }]),
  call('call_rcu_hurry', 'include/linux/rcupdate.h 6.12', [{ argument: 1, entry: both(SOFTIRQ, { context: 'bh-kthread', irqs: 'on', maySleep: false }), what: 'RCU callback' }]),
  call('call_rcu_tasks', 'include/linux/srcu.h, rcupdate.h 6.12', [{ argument: 1, entry: BH_THREAD, what: 'RCU callback' }]),
  call('call_rcu_tasks_trace', 'include/linux/srcu.h, rcupdate.h 6.12', [{ argument: 1, entry: BH_THREAD, what: 'RCU callback' }]),
  call('call_srcu', 'include/linux/srcu.h, rcupdate.h 6.12', [{ argument: 2, entry: BH_THREAD, what: 'RCU callback' }]),
  hotplug('cpuhp_setup_state', 2),
  hotplug('cpuhp_setup_state_cpuslocked', 2),
  hotplug('cpuhp_setup_state_nocalls', 2),
  hotplug('cpuhp_setup_state_nocalls_cpuslocked', 2),
  call('devm_request_any_context_irq', 'include/linux/interrupt.h 6.12', [handler(2)]),
  call('devm_request_irq', 'include/linux/interrupt.h 6.12', [handler(2)], [noThread(3, 2)]),
  call('devm_request_threaded_irq', 'include/linux/interrupt.h 6.12', [handler(2), { argument: 3, entry: THREAD_FN, what: 'interrupt thread' }], [noThread(4, 2)]),
  call('dma_fence_add_callback', 'include/linux/dma-fence.h: dma_fence_func_t 6.12', [{ argument: 2, entry: SPIN_LOCKED, what: 'fence callback' }]),
  { name: 'hrtimer_init', kind: 'call', callbacks: [{ argument: 0, entry: HRTIMER, what: 'hrtimer callback' }], variants: hrtimerModes(2), object: { argument: 0, field: 'function' }, source: 'include/linux/hrtimer.h 6.12' },
  { name: 'hrtimer_init_on_stack', kind: 'call', callbacks: [{ argument: 0, entry: HRTIMER, what: 'hrtimer callback' }], variants: hrtimerModes(2), object: { argument: 0, field: 'function' }, source: 'include/linux/hrtimer.h 6.12' },
  call('hrtimer_setup', 'include/linux/hrtimer.h 6.13', [{ argument: 1, entry: HRTIMER, what: 'hrtimer callback' }], hrtimerModes(3)),
  call('hrtimer_setup_on_stack', 'include/linux/hrtimer.h 6.13', [{ argument: 1, entry: HRTIMER, what: 'hrtimer callback' }], hrtimerModes(3)),
  call('ieee80211_iter_keys_rcu', 'include/net/mac80211.h 6.12', [noSleep(2, 'iterator in an RCU reader')]),
  call('ieee80211_iterate_active_interfaces_atomic', 'include/net/mac80211.h 6.12', [noSleep(2, 'iterator in an RCU reader')]),
  call('ieee80211_iterate_stations_atomic', 'include/net/mac80211.h 6.12', [noSleep(1, 'iterator in an RCU reader')]),
  call('init_irq_work', 'include/linux/irq_work.h 6.12', [{ argument: 1, entry: IRQ_WORK, what: 'irq_work' }]),
  call('irq_poll_init', 'lib/irq_poll.c 6.12', [{ argument: 2, entry: SOFT, what: 'interrupt poll' }]),
  call('irq_set_chained_handler', 'include/linux/irq.h 6.12', [{ argument: 1, entry: HARD, what: 'flow handler' }]),
  call('irq_set_chained_handler_and_data', 'include/linux/irq.h 6.12', [{ argument: 1, entry: HARD, what: 'flow handler' }]),
  call('irq_set_handler', 'include/linux/irq.h 6.12', [{ argument: 1, entry: HARD, what: 'flow handler' }]),
  call('iterate_fd', 'fs/file.c 6.12', [{ argument: 2, entry: everywhere({ context: 'spin-locked', irqs: 'on', maySleep: false }), what: 'file iterator' }]),
  call('kthread_create', 'include/linux/kthread.h 6.12', [{ argument: 0, entry: SLEEPABLE, what: 'kernel thread' }]),
  call('kthread_create_on_cpu', 'include/linux/kthread.h 6.12', [{ argument: 0, entry: SLEEPABLE, what: 'kernel thread' }]),
  call('kthread_create_on_node', 'include/linux/kthread.h 6.12', [{ argument: 0, entry: SLEEPABLE, what: 'kernel thread' }]),
  call('kthread_init_delayed_work', 'include/linux/kthread.h 6.12', [{ argument: 1, entry: SLEEPABLE, what: 'kernel thread' }]),
  call('kthread_init_work', 'include/linux/kthread.h 6.12', [{ argument: 1, entry: SLEEPABLE, what: 'kernel thread' }]),
  call('kthread_run', 'include/linux/kthread.h 6.12', [{ argument: 0, entry: SLEEPABLE, what: 'kernel thread' }]),
  call('kthread_run_on_cpu', 'include/linux/kthread.h 6.12', [{ argument: 0, entry: SLEEPABLE, what: 'kernel thread' }]),
  call('netif_napi_add', 'include/linux/netdevice.h 6.12', [{ argument: 2, entry: SOFT, what: 'NAPI poll' }]),
  call('netif_napi_add_tx', 'include/linux/netdevice.h 6.12', [{ argument: 2, entry: SOFT, what: 'NAPI poll' }]),
  call('netif_napi_add_weight', 'include/linux/netdevice.h 6.12', [{ argument: 2, entry: SOFT, what: 'NAPI poll' }]),
  call('on_each_cpu', 'include/linux/smp.h 6.12', [{ argument: 0, entry: HARD, what: 'cross-CPU call' }]),
  call('on_each_cpu_cond', 'include/linux/smp.h 6.12', [{ argument: 1, entry: HARD, what: 'cross-CPU call' }]),
  call('on_each_cpu_mask', 'include/linux/smp.h 6.12', [{ argument: 1, entry: HARD, what: 'cross-CPU call' }]),
  call('open_softirq', 'include/linux/interrupt.h 6.12', [{ argument: 1, entry: SOFT, what: 'softirq action' }]),
  call('pci_request_irq', 'drivers/pci/irq.c 6.12', [handler(2), { argument: 3, entry: THREAD_FN, what: 'interrupt thread' }]),
  call('percpu_ref_init', 'lib/percpu-refcount.c 6.12', [noSleep(1, 'reference release')]),
  atomicNotifier('register_dcbevent_notifier', 0, 'net/dcb/dcbevent.c 6.12'),
  atomicNotifier('register_die_notifier', 0, 'kernel/notifier.c 6.12'),
  atomicNotifier('register_fib_notifier', 1, 'net/core/fib_notifier.c 6.12'),
  atomicNotifier('register_inet6addr_notifier', 0, 'net/ipv6/addrconf_core.c 6.12'),
  atomicNotifier('register_keyboard_notifier', 0, 'drivers/tty/vt/keyboard.c 6.12'),
  atomicNotifier('register_netevent_notifier', 0, 'net/core/netevent.c 6.12'),
  call('register_nmi_handler', 'arch/x86/include/asm/nmi.h 6.12', [{ argument: 1, entry: everywhere({ context: 'nmi', irqs: 'off', maySleep: false }), what: 'NMI handler' }]),
  atomicNotifier('register_restart_handler', 0, 'kernel/reboot.c 6.12'),
  atomicNotifier('register_switchdev_notifier', 0, 'net/switchdev/switchdev.c 6.12'),
  atomicNotifier('register_vt_notifier', 0, 'drivers/tty/vt/vt.c 6.12'),
  call('request_any_context_irq', 'include/linux/interrupt.h 6.12', [handler(1)]),
  call('request_irq', 'include/linux/interrupt.h 6.12', [handler(1)], [noThread(2, 1)]),
  call('request_nmi', 'include/linux/interrupt.h 6.12', [{ argument: 1, entry: everywhere({ context: 'nmi', irqs: 'off', maySleep: false }), what: 'NMI handler' }]),
  call('request_percpu_irq', 'include/linux/interrupt.h 6.12', [{ argument: 1, entry: HARD, what: 'per-CPU interrupt handler' }]),
  call('request_threaded_irq', 'include/linux/interrupt.h 6.12', [handler(1), { argument: 2, entry: THREAD_FN, what: 'interrupt thread' }], [noThread(3, 1)]),
  call('smp_call_function', 'include/linux/smp.h 6.12', [{ argument: 0, entry: HARD, what: 'cross-CPU call' }]),
  call('smp_call_function_any', 'include/linux/smp.h 6.12', [{ argument: 1, entry: HARD, what: 'cross-CPU call' }]),
  call('smp_call_function_many', 'include/linux/smp.h 6.12', [{ argument: 1, entry: HARD, what: 'cross-CPU call' }]),
  call('smp_call_function_single', 'include/linux/smp.h 6.12', [{ argument: 1, entry: HARD, what: 'cross-CPU call' }]),
  call('smp_call_on_cpu', 'include/linux/smp.h 6.12', [{ argument: 1, entry: SLEEPABLE, what: 'work function' }]),
  call('stop_machine', 'include/linux/stop_machine.h 6.12', [{ argument: 0, entry: everywhere({ context: 'task-irqs-off', irqs: 'off', maySleep: false }), what: 'stop_machine function' }]),
  call('stop_one_cpu', 'include/linux/stop_machine.h 6.12', [{ argument: 1, entry: everywhere({ context: 'task-preempt-off', irqs: 'on', maySleep: false }), what: 'stopper function' }]),
  call('tasklet_init', 'include/linux/interrupt.h 6.12', [{ argument: 1, entry: SOFT, what: 'tasklet' }]),
  call('tasklet_setup', 'include/linux/interrupt.h 6.12', [{ argument: 1, entry: SOFT, what: 'tasklet' }]),
  call('timer_setup', 'include/linux/timer.h 6.12', [timer(1)], [timerIrqSafe(2)]),
  call('timer_setup_on_stack', 'include/linux/timer.h 6.12', [timer(1)], [timerIrqSafe(2)]),
  call('usb_fill_bulk_urb', 'Documentation/driver-api/usb/URB.rst 6.12', [urb(5)]),
  call('usb_fill_control_urb', 'Documentation/driver-api/usb/URB.rst 6.12', [urb(6)]),
  call('usb_fill_int_urb', 'Documentation/driver-api/usb/URB.rst 6.12', [urb(5)]),
];

const BY_NAME: ReadonlyMap<string, CallbackRegistration> = new Map(CALLBACK_REGISTRATIONS.map((row) => [row.name, row]));

/** What `name` registers on a kernel of `version` ('6.12' unless given). */
export function callbackRegistration(name: string, version = '6.12'): CallbackRegistration | undefined {
  const row = BY_NAME.get(name);
  return row !== undefined && inRange(row, version) ? row : undefined;
}

const ENTRIES: Readonly<Record<(typeof OPERATIONS)[number]['entry'], Entries>> = {
  task: SLEEPABLE,
  hardirq: HARD,
  handler: HANDLER,
  softirq: SOFT,
  'bh-off': BH_THREAD,
  'irq-work': IRQ_WORK,
  'task-irqs-off': everywhere({ context: 'task-irqs-off', irqs: 'off', maySleep: false }),
  'spin-locked': SPIN_LOCKED,
  'irq-locked': IRQ_LOCKED,
  'raw-locked': everywhere({ context: 'raw-locked', irqs: 'off', maySleep: false }),
  'no-sleep': NO_SLEEP,
  nmi: everywhere({ context: 'nmi', irqs: 'any', maySleep: false }),
  caller: everywhere({ context: 'caller', irqs: 'any', maySleep: false }),
};

const OPERATION_FACTS: ReadonlyMap<string, CallbackRegistration> = new Map(
  OPERATIONS.map((row: OperationRow) => [
    `${row.struct}.${row.field}`,
    {
      name: `${row.struct}.${row.field}`,
      kind: 'operation',
      callbacks: [{ argument: 0, entry: ENTRIES[row.entry], what: row.what, ...(row.under === undefined ? {} : { under: row.under }), ...(row.unless === undefined ? {} : { unless: row.unless }) }],
      variants: [],
      source: row.source,
    },
  ]),
);

/** The context of a function stored in `field` of a `struct structTag`; the tag with or without the word struct. */
export function operationContext(structTag: string, field: string): CallbackRegistration | undefined {
  return OPERATION_FACTS.get(`${structTag.replace(/^struct\s+/, '')}.${field}`);
}
