/**
 * What the preprocessor knows in a world: CONFIG_ names, and the macros every kernel compile has. Overrides (a tree's
 * .config) come first, then what the world fixes, then the distribution-like lists, else on.
 */
import {
  CONFIG_VALUES,
  DEBUG_BUT_ON,
  NOT_CHOSEN,
  OTHER_ARCHITECTURES,
  OTHER_WORD_SIZES,
  UNSELECTED_ABILITIES,
} from './configDistribution';
import { versionNumber } from './versions';
import type { World } from './worlds';

/** The shape syntax/ asks for (PreprocessorFacts); kernel/ knows no other room, so it is said again here. */
export interface ConfigurationFacts {
  readonly id: string;
  isDefined(name: string): boolean | undefined;
  valueOf(name: string): bigint | undefined;
}

export type ConfigValue = string;

/** On in every world: lockdep and the checks the worlds are named with (worlds.ts). */
const ALWAYS_ON = [
  '64BIT',
  'LOCKDEP',
  'LOCKDEP_SUPPORT',
  'MEMORY_HOTPLUG',
  'MEMORY_HOTREMOVE',
  'PREEMPTION',
  'PREEMPT_COUNT',
  'PREEMPT_RCU',
  'PROVE_LOCKING',
  'PROVE_RAW_LOCK_NESTING',
  'PROVE_RCU',
  'TRACE_IRQFLAGS',
  'TREE_RCU',
  'X86',
  'X86_64',
  'MMU',
  'SPARSEMEM',
  'SPARSEMEM_VMEMMAP',
] as const;

/** What PREEMPT_RT forbids (`depends on !PREEMPT_RT`). */
const OFF_IN_RT = [
  'COMPAT_BRK',
  'KGDB_LOW_LEVEL_TRAP',
  'NUMA_BALANCING',
  'NUMA_BALANCING_DEFAULT_ENABLED',
  'QUEUED_RWLOCKS',
  'RWSEM_SPIN_ON_OWNER',
  'TRANSPARENT_HUGEPAGE',
  'THP_SWAP',
  'READ_ONLY_THP_FOR_FS',
  'NET_RX_BUSY_POLL',
] as const;

/** What needs SMP. */
const OFF_IN_UP = [
  'ACPI_NUMA',
  'CPUSETS_SMP',
  'CPU_ISOLATION',
  'CPUMASK_OFFSTACK',
  'GENERIC_PENDING_IRQ',
  'GENERIC_IRQ_EFFECTIVE_AFF_MASK',
  'HOTPLUG_CPU',
  'HOTPLUG_PARALLEL',
  'HOTPLUG_SMT',
  'HOTPLUG_CORE_SYNC',
  'HOTPLUG_CORE_SYNC_DEAD',
  'HOTPLUG_CORE_SYNC_FULL',
  'MUTEX_SPIN_ON_OWNER',
  'NUMA',
  'NUMA_BALANCING',
  'NUMA_EMU',
  'NUMA_KEEP_MEMINFO',
  'NO_HZ_FULL',
  'PARAVIRT_SPINLOCKS',
  'PM_SLEEP_SMP',
  'QUEUED_RWLOCKS',
  'QUEUED_SPINLOCKS',
  'RFS_ACCEL',
  'RPS',
  'RWSEM_SPIN_ON_OWNER',
  'SCHED_CLUSTER',
  'SCHED_CORE',
  'SCHED_MC',
  'SCHED_SMT',
  'SMP',
  'USE_PERCPU_NUMA_NODE_ID',
  'X86_64_SMP',
  'XPS',
  'SLUB_CPU_PARTIAL',
  'GENERIC_SMP_IDLE_THREAD',
  'AMD_NUMA',
  'X86_64_ACPI_NUMA',
  'ACPI_HOTPLUG_CPU',
] as const;

const WORLD_ON: Readonly<Record<World, readonly string[]>> = {
  smp: ['SMP', 'NUMA', 'PREEMPT', 'PREEMPT_BUILD', 'HOTPLUG_CPU'],
  rt: ['SMP', 'NUMA', 'PREEMPT_RT', 'HOTPLUG_CPU', 'IRQ_FORCED_THREADING'],
  up: ['PREEMPT', 'PREEMPT_BUILD'],
};

const WORLD_OFF: Readonly<Record<World, readonly string[]>> = {
  smp: ['PREEMPT_RT'],
  rt: ['PREEMPT', 'PREEMPT_BUILD', ...OFF_IN_RT],
  up: ['PREEMPT_RT', ...OFF_IN_UP],
};

const SIMPLE_NAMES = new Set<string>();
const PREFIXES: string[] = [];
for (const name of [...OTHER_ARCHITECTURES, ...OTHER_WORD_SIZES, ...UNSELECTED_ABILITIES, ...NOT_CHOSEN]) {
  if (name.endsWith('*')) PREFIXES.push(name.slice(0, -1));
  else SIMPLE_NAMES.add(name);
}
const DEBUG_ON: ReadonlySet<string> = new Set(DEBUG_BUT_ON);
const INSTRUMENT = /(^|_)(DEBUG|KASAN|KCSAN|KMSAN|TEST|TESTS|SELFTEST|SELFTESTS)/;

/** 'y', 'n' or a number's text for a name without CONFIG_; `overrides` by the name without CONFIG_. */
export function configValue(name: string, world: World, overrides?: ReadonlyMap<string, ConfigValue>): ConfigValue {
  const given = overrides?.get(name);
  // The world decides about its own names even against a .config, else the worlds of one tree would be the same.
  if (WORLD_ON[world].includes(name)) return 'y';
  if (WORLD_OFF[world].includes(name)) return 'n';
  if ((ALWAYS_ON as readonly string[]).includes(name)) return 'y';
  if (given !== undefined) return given;
  if (name in CONFIG_VALUES) return String(CONFIG_VALUES[name as keyof typeof CONFIG_VALUES]);
  if (DEBUG_ON.has(name)) return 'y';
  if (SIMPLE_NAMES.has(name) || INSTRUMENT.test(name)) return 'n';
  return PREFIXES.some((prefix) => name.startsWith(prefix)) ? 'n' : 'y';
}

/** Does the world itself rule the option out, whatever the tree's .config says? Name without CONFIG_. */
export function isOffInWorld(name: string, world: World): boolean {
  return WORLD_OFF[world].includes(name);
}

/** The preprocessor's knowledge for `world`. The same arguments give the same answers. */
export function preprocessorFacts(
  world: World,
  version: string,
  overrides?: ReadonlyMap<string, ConfigValue>,
): ConfigurationFacts {
  const builtIn = builtInMacros(world, version);
  const override = overrides === undefined ? '' : ` ${overrides.size} ${mapDigest(overrides)}`;
  return {
    id: `${world} ${versionNumber(version)}${override}`,
    isDefined(name) {
      if (builtIn.has(name)) return true;
      if (NEVER_DEFINED.has(name)) return false;
      const config = configName(name);
      if (config === undefined) return undefined;
      const value = configValue(config.name, world, overrides);
      return config.module ? value === 'm' : value !== 'n' && value !== 'm';
    },
    valueOf(name) {
      const fixed = builtIn.get(name);
      if (fixed !== undefined) return fixed;
      const config = configName(name);
      if (config === undefined) return undefined;
      const value = configValue(config.name, world, overrides);
      if (config.module) return value === 'm' ? 1n : 0n;
      if (value === 'y') return 1n;
      if (value === 'n' || value === 'm') return 0n;
      return /^(0x[0-9a-fA-F]+|-?\d+)$/.test(value) ? BigInt(value) : undefined;
    },
  };
}

function configName(name: string): { readonly name: string; readonly module: boolean } | undefined {
  if (!name.startsWith('CONFIG_')) return undefined;
  const rest = name.slice('CONFIG_'.length);
  return rest.endsWith('_MODULE')
    ? { name: rest.slice(0, -'_MODULE'.length), module: true }
    : { name: rest, module: false };
}

/** Macros of the compiler and the build that are not defined in a kernel compile of C for x86_64 by gcc. */
const NEVER_DEFINED: ReadonlySet<string> = new Set([
  '__ASSEMBLY__',
  '__ASSEMBLER__',
  '__CHECKER__',
  '__SANITIZE_ADDRESS__',
  '__SANITIZE_THREAD__',
  '__clang__',
  '__cplusplus',
  '__BIG_ENDIAN',
  '__CHECK_ENDIAN__',
  '__GENKSYMS__',
  '__DISABLE_EXPORTS',
  '__i386__',
  '__ILP32__',
  '__arm__',
  '__aarch64__',
  '__powerpc__',
  '__s390__',
  '__mips__',
  '__riscv',
  '__sparc__',
  '__alpha__',
  '__ia64__',
  'DEBUG',
  'VERBOSE_DEBUG',
  '__LOCK_DEBUG',
  'COMPILE_OFFSETS',
  '__GENERATING_BOUNDS_H',
  'USE_VDSO',
  'MODULE',
]);

/** MODULE is not defined: code is read as built in. `__LITTLE_ENDIAN` is defined as a number by byteorder headers. */
function builtInMacros(world: World, version: string): ReadonlyMap<string, bigint> {
  const number = versionNumber(version);
  const major = BigInt(Math.floor(number / 1000));
  const minor = BigInt(number % 1000);
  return new Map([
    ['BITS_PER_LONG', 64n],
    ['BITS_PER_LONG_LONG', 64n],
    ['HZ', BigInt(CONFIG_VALUES.HZ)],
    ['LINUX_VERSION_CODE', major * 65536n + minor * 256n],
    ['LINUX_VERSION_MAJOR', major],
    ['LINUX_VERSION_PATCHLEVEL', minor],
    ['NR_CPUS', world === 'up' ? 1n : BigInt(CONFIG_VALUES.NR_CPUS)],
    ['PAGE_SHIFT', 12n],
    ['PAGE_SIZE', 4096n],
    ['USE_SPLIT_PTE_PTLOCKS', world === 'up' ? 0n : 1n],
    ['USE_SPLIT_PMD_PTLOCKS', world === 'up' ? 0n : 1n],
    ['__CHAR_BIT__', 8n],
    ['__GNUC__', 12n],
    ['__GNUC_MINOR__', 2n],
    ['__KERNEL__', 1n],
    ['__LITTLE_ENDIAN', 1234n],
    ['__LP64__', 1n],
    ['__OPTIMIZE__', 1n],
    ['__SIZEOF_INT128__', 16n],
    ['__SIZEOF_LONG__', 8n],
    ['__SIZEOF_POINTER__', 8n],
    ['__x86_64__', 1n],
  ]);
}

/** Order does not matter: equal maps give equal digests. */
function mapDigest(overrides: ReadonlyMap<string, ConfigValue>): string {
  let digest = 0;
  for (const [name, value] of overrides) {
    let entry = 7;
    for (const unit of `${name}=${value}`) entry = (Math.imul(entry, 31) + (unit.codePointAt(0) ?? 0)) | 0;
    digest = (digest + Math.imul(entry, 2654435761)) | 0;
  }
  return (digest >>> 0).toString(16);
}
