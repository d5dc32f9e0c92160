/** Callback registrations, guard classes, predicates and configurations: rows are sound, and the worlds differ where they must. */
import { describe, expect, it } from 'vitest';
import { CALLBACK_REGISTRATIONS, callbackRegistration, operationContext } from '../src/kernel/callbacks';
import { configValue, preprocessorFacts } from '../src/kernel/config';
import { kernelFacts } from '../src/kernel/facts';
import { guardClasses } from '../src/kernel/guards';
import { OPERATIONS } from '../src/kernel/operations';
import { CONTEXT_PREDICATES, VALUE_PREDICATES } from '../src/kernel/predicates';
import { WORLDS } from '../src/kernel/worlds';

const sorted = (names: readonly string[]): void => expect(names).toEqual([...new Set(names)].sort());

/** name, argument, flags text, smp, rt: contexts of the callback. */
const CONTEXTS: readonly (readonly [string, number, string, string, string])[] = [
  ['request_irq', 1, '0', 'hardirq-threaded', 'bh-kthread'],
  ['request_irq', 1, 'IRQF_NO_THREAD', 'hardirq', 'hardirq'],
  ['request_threaded_irq', 2, 'IRQF_ONESHOT', 'irq-thread', 'irq-thread'],
  ['request_threaded_irq', 1, 'IRQF_ONESHOT', 'hardirq', 'hardirq'],
  ['request_percpu_irq', 1, '', 'hardirq', 'hardirq'],
  ['timer_setup', 1, '0', 'softirq', 'softirq'],
  ['hrtimer_init', 0, 'HRTIMER_MODE_REL', 'hardirq-threaded', 'softirq'],
  ['hrtimer_init', 0, 'HRTIMER_MODE_REL_HARD', 'hardirq', 'hardirq'],
  ['hrtimer_init', 0, 'HRTIMER_MODE_REL_SOFT', 'softirq', 'softirq'],
  ['tasklet_setup', 1, '', 'softirq', 'softirq'],
  ['init_irq_work', 1, '', 'hardirq-threaded', 'task'],
  ['IRQ_WORK_INIT_HARD', 0, '', 'hardirq', 'hardirq'],
  ['INIT_WORK', 1, '', 'task', 'task'],
  ['call_rcu', 1, '', 'softirq', 'bh-kthread'],
  ['on_each_cpu', 0, '', 'hardirq', 'hardirq'],
  ['stop_machine', 0, '', 'task-irqs-off', 'task-irqs-off'],
  ['kthread_run', 0, '', 'task', 'task'],
];

describe('callbacks', () => {
  it('are sorted and named once', () => {
    sorted(CALLBACK_REGISTRATIONS.map((row) => row.name));
    sorted(OPERATIONS.map((row) => `${row.struct}.${row.field}`));
  });

  it.each(CONTEXTS)('%s, argument %i, flags %s', (name, argument, flags, smp, rt) => {
    const row = callbackRegistration(name);
    const callback = row?.callbacks.find((candidate) => candidate.argument === argument);
    const variant = row?.variants.find(
      (candidate) =>
        candidate.names.includes(flags) && (candidate.argument === undefined || candidate.argument === argument),
    );
    const entry = (variant ?? callback)?.entry;
    expect([entry?.smp.context, entry?.rt.context]).toEqual([smp, rt]);
  });

  it('may sleep in threads only', () => {
    for (const row of CALLBACK_REGISTRATIONS) {
      for (const { entry } of [...row.callbacks, ...row.variants]) {
        for (const world of WORLDS) {
          const { context, maySleep, irqs } = entry[world];
          if (maySleep) expect(['task', 'irq-thread'], `${row.name} ${world}`).toContain(context);
          if (context === 'hardirq' || context === 'hardirq-threaded') expect(irqs, row.name).toBe('off');
        }
      }
    }
  });

  it('stored in operations tables have a context', () => {
    expect(operationContext('work_struct', 'func')?.callbacks[0]?.entry.rt.maySleep).toBe(true);
    expect(operationContext('struct timer_list', 'function')?.callbacks[0]?.entry.rt.context).toBe('softirq');
    expect(operationContext('hrtimer', 'function')).toBeUndefined();
    expect(callbackRegistration('hrtimer_init')?.object).toEqual({ argument: 0, field: 'function' });
    expect(operationContext('zone', 'lock')).toBeUndefined();
  });
});

describe('guard classes', () => {
  it('take and drop by rows of the tables', () => {
    const facts = kernelFacts('6.12');
    sorted([...guardClasses.keys()]);
    for (const [name, guard] of guardClasses) {
      const argumentCount = (guard.argument === true ? 1 : 0) + (guard.flags === true ? 1 : 0);
      const acquire = facts.callEffects(guard.acquire, argumentCount, 'smp');
      expect(acquire, name).toBeDefined();
      expect(facts.callEffects(guard.release, argumentCount, 'smp'), name).toBeDefined();
      const outcome =
        guard.conditional === 'nonzero' ? 'if-nonzero' : guard.conditional === 'zero' ? 'if-zero' : 'always';
      expect(acquire?.outcome, name).toBe(outcome);
    }
  });
});

describe('predicates', () => {
  it('are sorted and named once', () => {
    sorted(CONTEXT_PREDICATES.map((row) => row.name));
    sorted(VALUE_PREDICATES.map((row) => row.name));
  });

  it('tell polarity', () => {
    expect(kernelFacts('6.1').valuePredicate('check_new_pcp')?.meaning).toBe('bad-page');
    expect(kernelFacts('6.12').valuePredicate('check_new_pcp')).toBeUndefined();
    expect(kernelFacts('6.12').valuePredicate('free_pages_prepare')?.meaning).toBe('good-page');
    expect(kernelFacts('6.12').contextPredicate('in_task')).toMatchObject({
      when: ['in-task'],
      whenNot: ['not-in-task'],
    });
    expect(kernelFacts('6.12').valuePredicate('gfpflags_allow_spinning')).toBeUndefined();
    expect(kernelFacts('6.15').valuePredicate('gfpflags_allow_spinning')?.meaning).toBe('gfp-may-spin');
  });
});

describe('configurations', () => {
  it.each([
    ['SMP', 'y', 'y', 'n'],
    ['NUMA', 'y', 'y', 'n'],
    ['PREEMPT_RT', 'n', 'y', 'n'],
    ['PREEMPT', 'y', 'n', 'y'],
    ['PREEMPTION', 'y', 'y', 'y'],
    ['MEMORY_HOTREMOVE', 'y', 'y', 'y'],
    ['TRANSPARENT_HUGEPAGE', 'y', 'n', 'y'],
    ['LOCKDEP', 'y', 'y', 'y'],
    ['DEBUG_ATOMIC_SLEEP', 'y', 'y', 'y'],
    ['DEBUG_VM', 'n', 'n', 'n'],
    ['DEBUG_PAGEALLOC', 'n', 'n', 'n'],
    ['PAGE_OWNER', 'n', 'n', 'n'],
    ['KASAN_HW_TAGS', 'n', 'n', 'n'],
    ['SLUB_KUNIT_TEST', 'n', 'n', 'n'],
    ['HIGHMEM', 'n', 'n', 'n'],
    ['ARM64', 'n', 'n', 'n'],
    ['ARM64_PAGE_SHIFT', 'n', 'n', 'n'],
    ['X86_64', 'y', 'y', 'y'],
    ['MEMCG', 'y', 'y', 'y'],
    ['CMA', 'y', 'y', 'y'],
    ['SOME_DRIVER_NOBODY_LISTED', 'y', 'y', 'y'],
  ] as const)('%s', (name, smp, rt, up) => {
    expect(WORLDS.map((world) => configValue(name, world))).toEqual([smp, rt, up]);
  });

  it('answer the preprocessor', () => {
    const facts = preprocessorFacts('smp', '6.12');
    expect(facts.isDefined('CONFIG_SMP')).toBe(true);
    expect(facts.isDefined('CONFIG_SMP_MODULE')).toBe(false);
    expect(facts.valueOf('CONFIG_NR_CPUS')).toBe(8192n);
    expect(facts.valueOf('LINUX_VERSION_CODE')).toBe(6n * 65536n + 12n * 256n);
    expect(facts.isDefined('__KERNEL__')).toBe(true);
    expect(facts.isDefined('__ASSEMBLY__')).toBe(false);
    expect(facts.isDefined('SOMETHING_OF_THE_FILE')).toBeUndefined();
    expect(preprocessorFacts('up', '6.12').valueOf('NR_CPUS')).toBe(1n);
  });

  it('obey a .config but for what makes the world', () => {
    const overrides = new Map([
      ['CMA', 'n'],
      ['EXT4_FS', 'm'],
      ['PREEMPT_RT', 'y'],
      ['NR_CPUS', '64'],
      ['DEBUG_VM', 'y'],
    ]);
    const facts = preprocessorFacts('smp', '6.12', overrides);
    expect(facts.isDefined('CONFIG_CMA')).toBe(false);
    expect(facts.isDefined('CONFIG_EXT4_FS')).toBe(false);
    expect(facts.isDefined('CONFIG_EXT4_FS_MODULE')).toBe(true);
    expect(facts.isDefined('CONFIG_PREEMPT_RT')).toBe(false);
    expect(facts.isDefined('CONFIG_DEBUG_VM')).toBe(true);
    expect(facts.valueOf('CONFIG_NR_CPUS')).toBe(64n);
    expect(facts.isDefined('CONFIG_MEMCG')).toBe(true);
  });

  it('have an id that tells them apart and nothing else', () => {
    const ids = new Set(WORLDS.map((world) => preprocessorFacts(world, '6.12').id));
    expect(ids.size).toBe(3);
    const a = preprocessorFacts(
      'smp',
      '6.12',
      new Map([
        ['A', 'y'],
        ['B', 'n'],
      ]),
    );
    const b = preprocessorFacts(
      'smp',
      '6.12',
      new Map([
        ['B', 'n'],
        ['A', 'y'],
      ]),
    );
    const c = preprocessorFacts(
      'smp',
      '6.12',
      new Map([
        ['A', 'n'],
        ['B', 'n'],
      ]),
    );
    expect(a.id).toBe(b.id);
    expect(a.id).not.toBe(c.id);
  });
});
