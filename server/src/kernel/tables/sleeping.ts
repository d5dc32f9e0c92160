// biome-ignore-all format: a fact is one row, and a row is one line
/**
 * Calls that give up the CPU or check that they may. schedule() and msleep() have no might_sleep(): the report is "scheduling
 * while atomic". cond_resched() only checks.
 */
import type { SleepRow } from '../rows';

export const SLEEPING = [
  { name: '__might_fault', family: 'sleep', how: 'check', unless: 'pagefault-disabled', source: 'include/linux/kernel.h 6.12' },
  { name: '__might_sleep', family: 'sleep', how: 'check', source: 'include/linux/kernel.h 6.12' },
  { name: 'cond_resched', family: 'sleep', how: 'check', source: 'include/linux/sched.h 6.12' },
  { name: 'freezable_schedule', family: 'sleep', how: 'schedule-unchecked', until: '6.1', source: 'include/linux/freezer.h 5.8' },
  { name: 'freezable_schedule_timeout', family: 'sleep', how: 'schedule-unchecked', until: '6.1', source: 'include/linux/freezer.h 5.8' },
  { name: 'freezable_schedule_timeout_interruptible', family: 'sleep', how: 'schedule-unchecked', until: '6.1', source: 'include/linux/freezer.h 5.8' },
  { name: 'io_schedule', family: 'sleep', how: 'schedule-unchecked', source: 'include/linux/sched.h 6.12' },
  { name: 'io_schedule_timeout', family: 'sleep', how: 'schedule-unchecked', source: 'include/linux/sched.h 6.12' },
  { name: 'memalloc_retry_wait', family: 'sleep', how: 'schedule-unchecked', since: '5.17', source: 'include/linux/sched/mm.h 6.12' },
  { name: 'might_fault', family: 'sleep', how: 'check', unless: 'pagefault-disabled', source: 'include/linux/kernel.h 6.12' },
  { name: 'might_sleep', family: 'sleep', how: 'check', source: 'include/linux/kernel.h 6.12' },
  { name: 'might_sleep_if', family: 'sleep', how: 'check', when: 0, source: 'include/linux/kernel.h 6.12' },
  { name: 'msleep', family: 'sleep', how: 'schedule-unchecked', source: 'include/linux/delay.h 6.12' },
  { name: 'msleep_interruptible', family: 'sleep', how: 'schedule-unchecked', source: 'include/linux/delay.h 6.12' },
  { name: 'schedule', family: 'sleep', how: 'schedule-unchecked', source: 'include/linux/sched.h 6.12' },
  { name: 'schedule_hrtimeout', family: 'sleep', how: 'schedule-unchecked', source: 'include/linux/hrtimer.h 6.12' },
  { name: 'schedule_hrtimeout_range', family: 'sleep', how: 'schedule-unchecked', source: 'include/linux/hrtimer.h 6.12' },
  { name: 'schedule_hrtimeout_range_clock', family: 'sleep', how: 'schedule-unchecked', source: 'include/linux/hrtimer.h 6.12' },
  { name: 'schedule_preempt_disabled', family: 'sleep', how: 'schedule-enabled', source: 'include/linux/sched.h 6.12' },
  { name: 'schedule_timeout', family: 'sleep', how: 'schedule-unchecked', source: 'include/linux/sched.h 6.12' },
  { name: 'schedule_timeout_idle', family: 'sleep', how: 'schedule-unchecked', source: 'include/linux/sched.h 6.12' },
  { name: 'schedule_timeout_interruptible', family: 'sleep', how: 'schedule-unchecked', source: 'include/linux/sched.h 6.12' },
  { name: 'schedule_timeout_killable', family: 'sleep', how: 'schedule-unchecked', source: 'include/linux/sched.h 6.12' },
  { name: 'schedule_timeout_uninterruptible', family: 'sleep', how: 'schedule-unchecked', source: 'include/linux/sched.h 6.12' },
  { name: 'set_freezable', family: 'sleep', how: 'check', source: 'include/linux/freezer.h 6.12' },
  { name: 'ssleep', family: 'sleep', how: 'schedule-unchecked', source: 'include/linux/delay.h 6.12' },
  { name: 'try_to_freeze', family: 'sleep', how: 'check', source: 'include/linux/freezer.h 6.12' },
  { name: 'usleep_idle_range', family: 'sleep', how: 'schedule-unchecked', source: 'include/linux/delay.h 6.12' },
  { name: 'usleep_range', family: 'sleep', how: 'schedule-unchecked', source: 'include/linux/delay.h 6.12' },
  { name: 'usleep_range_idle', family: 'sleep', how: 'schedule-unchecked', source: 'include/linux/delay.h 6.12' },
  { name: 'usleep_range_state', family: 'sleep', how: 'schedule-unchecked', source: 'include/linux/delay.h 6.12' },
  { name: 'yield', family: 'sleep', how: 'schedule-unchecked', source: 'include/linux/sched.h 6.12' },
] as const satisfies readonly SleepRow[];
