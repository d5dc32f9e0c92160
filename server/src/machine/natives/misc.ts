/** Context queries, BUG() and WARN(), barriers, time, static keys, and the model's own calls. */

import type { CType } from '../../ir/types';
import { isRealtime } from '../../kernel/worlds';
import { SPLAT_KINDS, type SplatKind } from '../api';
import { contextStack, inHardirq, inInterrupt, isPreemptible, preemptCount, servingSoftirq } from '../contextState';
import { addEvent } from '../events';
import { binary, canonical, wrap } from '../integers';
import { wake } from '../locks';
import { type Machine, RunEnd } from '../machine';
import { writable } from '../memory';
import { isModelUnit } from '../ofModel';
import { blocks } from '../operands';
import { pagesOut } from '../pageEvents';
import { STAGE } from '../schedule';
import { rememberWritersLock } from '../sequences';
import { leaveCpu } from '../state';
import { derive } from '../unknowns';
import { isInteger, isPointer, isUnknown, type Pointer, spell, type Value } from '../values';
import { arg, integerOf, type Native, target, truthValue } from './call';

export const MISC_NATIVES = new Map<string, Native>();

function define(names: readonly string[], native: Native): void {
  for (const name of names) MISC_NATIVES.set(name, native);
}

const truth = (value: boolean): Value => (value ? 1 : 0);

define(['in_hardirq', 'in_irq', '__lockstep_in_hardirq'], (machine) => truth(inHardirq(machine)));
define(['in_nmi', '__lockstep_in_nmi'], (machine) => truth(machine.thread.context === 'nmi'));
define(['in_serving_softirq'], (machine) =>
  truth(servingSoftirq(machine) || (isRealtime(machine.world) && machine.thread.context === 'softirq')));
define(['in_softirq', '__lockstep_in_softirq'], (machine) =>
  truth(servingSoftirq(machine) || contextStack(machine).some((thread) => thread.bh > 0)));
define(['in_interrupt', '__lockstep_in_interrupt'], (machine) => truth(inInterrupt(machine)));
define(['in_task', '__lockstep_in_task'], (machine) => truth(!inHardirq(machine) && !servingSoftirq(machine)));
define(['in_atomic'], (machine) => truth(preemptCount(machine) !== 0));
define(['preempt_count'], (machine) => preemptCount(machine));
define(['preemptible'], (machine) => truth(isPreemptible(machine)));
define(['irqs_disabled', 'raw_irqs_disabled'], (machine) => truth(machine.thread.irqsOff));
define(['irqs_disabled_flags', 'raw_irqs_disabled_flags'], (machine, call) => {
  const flags = arg(machine, call, 0);
  return isInteger(flags) ? truth((BigInt(flags) & 0x200n) === 0n) : derive('!', derive('&', flags, 0x200));
});
define(['rcu_preempt_depth'], (machine) => machine.thread.rcu);
define(['rcu_read_lock_held', 'rcu_read_lock_any_held', 'rcu_read_lock_bh_held', 'rcu_read_lock_sched_held'], () => 1);
define(['lockdep_is_held', 'lockdep_is_held_type', 'lock_is_held'], () => 1);
define(['__lockstep_this_cpu'], (machine) => machine.thread.cpu);

define(['gfpflags_allow_blocking', 'gfpflags_normal_context'], (machine, call) =>
  truth(blocks(machine, arg(machine, call, 0))));
define(['gfpflags_allow_spinning'], (machine, call) => {
  const gfp = arg(machine, call, 0);
  if (isInteger(gfp)) return truth((binary('&', gfp, 0xc00, { bits: 32, signed: false }) ?? 0) !== 0);
  return derive('!=', derive('&', gfp, 0xc00), 0);
});

define(['BUG', 'panic', '__builtin_unreachable', 'unreachable', 'do_exit', 'make_task_dead'], (machine, call) => {
  // Behind a guess of the same function it is what the author says cannot be.
  if (machine.frame.guesses !== undefined) throw new RunEnd('invalid');
  if (call.name === 'BUG' || call.name === 'panic') machine.report('kernel-bug', call.name);
  throw new RunEnd('oops');
});
define(['BUG_ON', 'VM_BUG_ON', 'VM_BUG_ON_PAGE', 'VM_BUG_ON_FOLIO'], (machine, call) => {
  if (call.name !== 'BUG_ON') return 0;
  // An unknown condition is what the author says cannot be: only what is certain is a bug.
  const condition = arg(machine, call, 0);
  if (machine.truth(condition) === true) {
    machine.report('kernel-bug', call.name);
    throw new RunEnd('oops');
  }
  machine.assumeFalse(condition);
  return 0;
});
define([
  'WARN_ON',
  'WARN_ON_ONCE',
  'WARN',
  'WARN_ONCE',
  'WARN_TAINT',
  'WARN_RATELIMIT',
  'WARN_ON_SMP',
  'unlikely',
  'likely',
  'unlikely_notrace',
  'likely_notrace',
], (machine, call) => truthValue(machine, arg(machine, call, 0)));
define([
  'VM_WARN_ON',
  'VM_WARN_ON_ONCE',
  'VM_WARN_ON_PAGE',
  'VM_WARN_ON_ONCE_PAGE',
  'VM_WARN_ON_FOLIO',
  'VM_WARN_ON_ONCE_FOLIO',
  'DEBUG_LOCKS_WARN_ON',
], () => 0);

/** Loads behind it are carried out behind it: that matters to a scenario's weakly ordered actors only. */
define([
  'mb',
  'rmb',
  'smp_mb',
  'smp_rmb',
  'smp_mb__before_atomic',
  'smp_mb__after_atomic',
  'smp_mb__after_spinlock',
  'dma_rmb',
], (machine) => {
  machine.barrier();
  return 0;
});

/** Stores are carried out in order; hints and annotations do nothing. */
define([
  'barrier',
  'wmb',
  'smp_wmb',
  'smp_mb__after_unlock_lock',
  'dma_wmb',
  'cpu_relax',
  'cpu_relax_yield',
  'prefetch',
  'prefetchw',
  'touch_nmi_watchdog',
  'touch_softlockup_watchdog',
  'instrumentation_begin',
  'instrumentation_end',
  'kasan_check_write',
  'kasan_check_read',
  'instrument_atomic_write',
  '__builtin_prefetch',
  'ASSERT_EXCLUSIVE_WRITER',
  'ASSERT_EXCLUSIVE_ACCESS',
  'lockdep_init_map',
  'lockdep_set_class',
  'lockdep_set_class_and_name',
  'lockdep_set_subclass',
  'lockdep_set_novalidate_class',
  'lockdep_register_key',
  'lockdep_unregister_key',
  'count_vm_event',
  'count_vm_events',
  '__count_vm_event',
  '__count_vm_events',
  'udelay',
  'ndelay',
  'mdelay',
  '__acquire',
  '__release',
  '__must_hold',
  'BUILD_BUG_ON',
  'BUILD_BUG_ON_MSG',
  'BUILD_BUG',
  'static_assert',
  'compiletime_assert',
  '__WARN',
  '__warn_printk',
  'kmemleak_alloc',
  'kmemleak_free',
  'kmemleak_not_leak',
  'kmemleak_ignore',
  'EXPORT_SYMBOL',
  'add_taint',
  'delayacct_freepages_start',
  'delayacct_freepages_end',
  'set_current_state',
  '__set_current_state',
  'va_start',
  'va_end',
  'va_copy',
  'spin_lock_init',
  'raw_spin_lock_init',
  'rwlock_init',
  'mutex_init',
  '__mutex_init',
  'init_rwsem',
  'seqcount_init',
  'seqlock_init',
  'local_lock_init',
  'sema_init',
  'init_completion',
  'reinit_completion',
  'init_waitqueue_head',
  'init_swait_queue_head',
  'hrtimer_init',
  'hrtimer_setup',
  'timer_setup',
  'INIT_WORK',
  'INIT_DELAYED_WORK',
  'INIT_RCU_WORK',
  'init_irq_work',
  'tasklet_setup',
  'tasklet_init',
  'rt_mutex_init',
  'init_rcu_head',
  'destroy_rcu_head',
  'INIT_HLIST_HEAD',
  'INIT_HLIST_NODE',
  'lockdep_assert_held',
  'tracepoint_enabled',
], () => 0);

define(['likely_true'], () => 1);
/** Searches, text and lookups that take no lock and change nothing the machine follows: any value. */
define([
  '_find_next_bit',
  '_find_first_bit',
  '_find_first_zero_bit',
  '_find_next_zero_bit',
  '_find_first_and_bit',
  '_find_next_and_bit',
  '_find_last_bit',
  'find_next_bit',
  'find_first_bit',
  'find_first_zero_bit',
  'find_next_zero_bit',
  '__bitmap_weight',
  'bitmap_weight',
  'int_sqrt',
  'fls',
  'fls64',
  '__fls',
  'ffs',
  '__ffs',
  'ffz',
  'hweight_long',
  'hweight32',
  'hweight64',
  'hash_long',
  'hash_ptr',
  'hash_32',
  'hash_64',
  'strcmp',
  'strncmp',
  'strlen',
  'strnlen',
  'strchr',
  'strrchr',
  'strstr',
  'memcmp',
  'memchr',
  'strcasecmp',
  'snprintf',
  'scnprintf',
  'sprintf',
  'vsnprintf',
  'vscnprintf',
  'strscpy',
  'strlcpy',
  'debug_lockdep_rcu_enabled',
  'xa_load',
  'xa_find',
  'xa_find_after',
  'radix_tree_lookup',
  'idr_find',
  'kthread_data',
  '__builtin_return_address',
  'cpumask_first',
  'cpumask_next',
  'cpumask_weight',
  'cpumask_test_cpu',
  'cpu_online',
  '_static_cpu_has',
], (machine, call) => machine.freshUnknown(call.name));

/** (a, b, &result): true on overflow; unknown operands are taken not to overflow. */
for (const [name, operator] of [
  ['add', '+'],
  ['sub', '-'],
  ['mul', '*'],
] as const) {
  define([`__builtin_${name}_overflow`, `check_${name}_overflow`], (machine, call) => {
    const [a, b] = [arg(machine, call, 0), arg(machine, call, 1)];
    const type = integerOf(machine, target(machine, call, 2));
    const into = arg(machine, call, 2);
    if (!isInteger(a) || !isInteger(b)) {
      machine.storeAt(into, derive(operator, a, b), type);
      return 0;
    }
    const [x, y] = [BigInt(a), BigInt(b)];
    const exact = operator === '+' ? x + y : operator === '-' ? x - y : x * y;
    const stored = wrap(canonical(exact), type);
    machine.storeAt(into, stored, type);
    return BigInt(stored) === exact ? 0 : 1;
  });
}

/** Clocks, chance and identity: any value, each time another. */
define([
  'ktime_get',
  'ktime_get_ns',
  'ktime_get_real',
  'ktime_get_real_ns',
  'ktime_get_boottime',
  'ktime_get_boottime_ns',
  'ktime_get_mono_fast_ns',
  'ktime_get_seconds',
  'ktime_get_real_seconds',
  'local_clock',
  'sched_clock',
  'cpu_clock',
  'get_cycles',
  'get_jiffies_64',
  'get_random_u32',
  'get_random_u64',
  'get_random_long',
  'prandom_u32',
  'prandom_u32_state',
  'get_random_u32_below',
  'get_random_u32_inclusive',

  'page_to_nid',
  'page_to_pfn',
  'page_zone_id',
  'task_pid_nr',
  'current_uid',
  'num_online_cpus',
  'nr_cpu_ids',
  'numa_node_id',
  'numa_mem_id',
  'jiffies_to_msecs',
  'jiffies_to_usecs',
  'msecs_to_jiffies',
  'usecs_to_jiffies',
  'nsecs_to_jiffies',
  'round_jiffies',
  'round_jiffies_relative',
], (machine, call) => machine.freshUnknown(call.name));
define(['ms_to_ktime', 'us_to_ktime', 'ns_to_ktime', 'ktime_set'], (machine, call) => {
  const value = arg(machine, call, 0);
  const scale = call.name.startsWith('ms')
    ? 1_000_000
    : call.name.startsWith('us')
      ? 1000
      : call.name.startsWith('ns')
        ? 1
        : 1_000_000_000;
  return isInteger(value) ? Number(value) * scale : derive('*', value, scale);
});
define(['ktime_add', 'ktime_sub', 'ktime_add_ns', 'ktime_sub_ns'], (machine, call) => {
  const [a, b] = [arg(machine, call, 0), arg(machine, call, 1)];
  const sign = call.name.includes('add') ? '+' : '-';
  return isInteger(a) && isInteger(b) ? (binary(sign, a, b, { bits: 64, signed: true }) ?? 0) : derive(sign, a, b);
});

/** A static key is in its declared state: patched branches are the exception. */
define(['static_branch_unlikely', 'static_key_false', 'static_key_enabled', 'static_branch_maybe'], (machine, call) =>
  staticKey(machine, arg(machine, call, call.name === 'static_branch_maybe' ? 1 : 0), 0));
define(['static_branch_likely', 'static_key_true'], (machine, call) => staticKey(machine, arg(machine, call, 0), 1));

function staticKey(machine: Machine, key: Value, otherwise: 0 | 1): Value {
  const global = isPointer(key) ? machine.program.globalById(key.object) : undefined;
  if (machine.scenario.amongOthers === true && !isModelUnit(global?.unit))
    return derive('!=', { kind: 'unknown', key: `static key ${spell(key)}` }, 0);
  const macro = global?.initialiser?.macro?.name ?? '';
  if (macro.includes('KEY_TRUE')) return 1;
  if (macro.includes('KEY_FALSE')) return 0;
  return otherwise;
}

define(['min', 'min_t', 'max', 'max_t'], (machine, call) => {
  const offset = call.name.endsWith('_t') ? 1 : 0;
  const a = arg(machine, call, offset);
  const b = arg(machine, call, offset + 1);
  if (isInteger(a) && isInteger(b)) return call.name.startsWith('min') === a < b ? a : b;
  return isUnknown(a) || isUnknown(b) ? derive(call.name, a, b) : a;
});
/** linux/minmax.h builds the comparison's token from the first argument: `__cmp(min, x, y)`. */
define(['__cmp'], (machine, call) => {
  const place = call.args[0]?.place;
  const at = place?.kind === 'memory' ? machine.pointer(place.address(machine)) : undefined;
  const operation = at === undefined ? undefined : machine.program.globalById(at.object)?.name;
  const [a, b] = [arg(machine, call, 1), arg(machine, call, 2)];
  if (operation !== 'min' && operation !== 'max') return machine.freshUnknown(call.name);
  if (isInteger(a) && isInteger(b)) return (operation === 'min') === a < b ? a : b;
  return derive(operation, a, b);
});

const TASK: CType = { kind: 'record', tag: 'task_struct', union: false };
/** DEFAULT_PRIO: nice 0. Lower numbers than 100 are real-time. */
const ORDINARY_PRIORITY = 120;

define(['current_thread_info', 'get_current', 'current'], (machine) => {
  const task = machine.pointer(machine.namedConstant(`current ${machine.thread.id}`), TASK);
  if (machine.scenario.plainTasks === true) makeOrdinary(machine, task);
  return task;
});

/** A task without any flag set, at the default priority. */
function makeOrdinary(machine: Machine, task: Pointer): void {
  if (machine.object(task).content === 'zero') return;
  const object = writable(machine.state.heap, machine.object(task));
  object.content = 'zero';
  for (const name of ['prio', 'static_prio', 'normal_prio']) {
    const field = machine.program.layouts.field(TASK, name);
    if (field !== undefined) object.cells.set(task.offset + field.offset, ORDINARY_PRIORITY);
  }
}

define(['IS_ENABLED', 'IS_BUILTIN', 'IS_REACHABLE', '__builtin_constant_p', 'oops_in_progress'], () => 0);
/** Others set these; alone, nobody does. */
define(['need_resched', 'should_resched', 'signal_pending', 'fatal_signal_pending'], (machine, call) =>
  machine.scenario.amongOthers === true ? machine.freshUnknown(call.name) : 0);
define(['__builtin_expect'], (machine, call) => arg(machine, call, 0));

define(['__lockstep_event'], (machine, call) => {
  const word = machine.text(arg(machine, call, 0));
  const number = arg(machine, call, 1);
  addEvent(machine, number === 0 ? word : `${word} ${isInteger(number) ? number : '?'}`);
  return 0;
});
define(['__lockstep_report'], (machine, call) => {
  const kind = machine.text(arg(machine, call, 0));
  if (isKind(kind)) machine.report(kind);
  return 0;
});
define(['__lockstep_pages_out'], (machine) => pagesOut(machine));
define(['__lockstep_any'], (machine) => machine.freshUnknown('any'));
define(['__lockstep_choose'], (machine, call) => {
  const count = arg(machine, call, 0);
  return machine.choose(isInteger(count) ? Number(count) : 2, 'choose');
});

define(['seqcount_spinlock_init', 'seqcount_raw_spinlock_init', 'seqcount_rwlock_init', 'seqcount_mutex_init'], (
  machine,
  call,
) => {
  rememberWritersLock(machine, arg(machine, call, 0), arg(machine, call, 1));
  return 0;
});

/** A scenario's script: a stage is reached; one actor moves alone while it can. */
define(['__lockstep_stage'], (machine, call) => {
  machine.touch('script', true);
  const stage = arg(machine, call, 0);
  if (Number(stage) > Number(machine.state.marks.get('stage') ?? 0)) machine.setMark('stage', stage);
  wake(machine, STAGE);
  return 0;
});
define(['__lockstep_alone'], (machine, call) => {
  machine.touch('script', true);
  machine.state.alone = arg(machine, call, 0) === 0 ? -1 : machine.thread.id;
  return 0;
});
/** The scheduler moves the running task to another CPU, if it may. */
define(['__lockstep_migrate'], (machine, call) => {
  const cpu = arg(machine, call, 0);
  const { thread, state } = machine;
  if (!isPreemptible(machine) || thread.migrate > 0 || typeof cpu !== 'number' || state.stacks[cpu]?.length !== 0)
    return 0;
  leaveCpu(state, thread);
  thread.cpu = cpu;
  state.stacks = state.stacks.map((stack, at) => (at === cpu ? [thread.id] : stack));
  addEvent(machine, `moved to CPU ${cpu}`);
  return 1;
});

function isKind(word: string): word is SplatKind {
  return (SPLAT_KINDS as readonly string[]).includes(word);
}
