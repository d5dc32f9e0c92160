// biome-ignore-all format: a fact is one row, and a row is one line
/**
 * Calls that do not return.
 */
import type { PlainRow } from '../rows';

export const NORETURN = [
  { name: 'BUG', family: 'plain', before: [{ kind: 'noreturn' }], returns: 'none', source: 'include/linux/bug.h 6.12' },
  { name: '__builtin_trap', family: 'plain', before: [{ kind: 'noreturn' }], returns: 'none', source: 'include/linux/bug.h 6.12' },
  { name: '__builtin_unreachable', family: 'plain', before: [{ kind: 'noreturn' }], returns: 'none', source: 'include/linux/bug.h 6.12' },
  { name: 'complete_and_exit', family: 'plain', before: [{ kind: 'noreturn' }], returns: 'none', source: 'include/linux/kernel.h 5.8' },
  { name: 'do_exit', family: 'plain', before: [{ kind: 'noreturn' }], returns: 'none', source: 'include/linux/kernel.h 5.8' },
  { name: 'emergency_restart', family: 'plain', before: [{ kind: 'noreturn' }], returns: 'none', source: 'include/linux/reboot.h 6.12' },
  { name: 'kthread_complete_and_exit', family: 'plain', before: [{ kind: 'noreturn' }], since: '5.17', returns: 'none', source: 'include/linux/kthread.h 6.12' },
  { name: 'kthread_exit', family: 'plain', before: [{ kind: 'noreturn' }], since: '5.17', returns: 'none', source: 'include/linux/kthread.h 6.12' },
  { name: 'machine_halt', family: 'plain', before: [{ kind: 'noreturn' }], returns: 'none', source: 'include/linux/reboot.h 6.12' },
  { name: 'machine_restart', family: 'plain', before: [{ kind: 'noreturn' }], returns: 'none', source: 'include/linux/reboot.h 6.12' },
  { name: 'make_task_dead', family: 'plain', before: [{ kind: 'noreturn' }], since: '5.17', returns: 'none', source: 'include/linux/sched/task.h 6.12' },
  { name: 'nmi_panic', family: 'plain', before: [{ kind: 'noreturn' }], returns: 'none', source: 'include/linux/panic.h 6.12' },
  { name: 'panic', family: 'plain', before: [{ kind: 'noreturn' }], returns: 'none', source: 'include/linux/panic.h 6.12' },
  { name: 'unreachable', family: 'plain', before: [{ kind: 'noreturn' }], returns: 'none', source: 'include/linux/bug.h 6.12' },
] as const satisfies readonly PlainRow[];
