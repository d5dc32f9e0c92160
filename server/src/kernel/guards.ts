// biome-ignore-all format: a class is one row, and a row is one line
/**
 * Classes of guard() and scoped_guard() (cleanup.h and the DEFINE_GUARD / DEFINE_LOCK_GUARD lines of the lock headers,
 * 6.12): what is called at the declaration and on every exit. The calls' effects are rows of the tables.
 */

/** The shape ir/options.ts asks for. */
export interface GuardClassFacts {
  readonly acquire: string;
  readonly release: string;
  /** The class has a lock argument. */
  readonly argument?: boolean;
  /** Acquire and release share a hidden flags variable. */
  readonly flags?: boolean;
  readonly conditional?: 'nonzero' | 'zero';
}

const CLASSES = {
  console_lock: { acquire: 'console_lock', release: 'console_unlock' },
  cpus_read_lock: { acquire: 'cpus_read_lock', release: 'cpus_read_unlock' },
  device: { acquire: 'device_lock', release: 'device_unlock', argument: true },
  disable_irq: { acquire: 'disable_irq', release: 'enable_irq', argument: true },
  irq: { acquire: 'local_irq_disable', release: 'local_irq_enable' },
  irqsave: { acquire: 'local_irq_save', release: 'local_irq_restore', flags: true },
  local_lock: { acquire: 'local_lock', release: 'local_unlock', argument: true },
  local_lock_irq: { acquire: 'local_lock_irq', release: 'local_unlock_irq', argument: true },
  local_lock_irqsave: { acquire: 'local_lock_irqsave', release: 'local_unlock_irqrestore', argument: true, flags: true },
  local_lock_nested_bh: { acquire: 'local_lock_nested_bh', release: 'local_unlock_nested_bh', argument: true },
  migrate: { acquire: 'migrate_disable', release: 'migrate_enable' },
  mutex: { acquire: 'mutex_lock', release: 'mutex_unlock', argument: true },
  mutex_intr: { acquire: 'mutex_lock_interruptible', release: 'mutex_unlock', argument: true, conditional: 'zero' },
  mutex_try: { acquire: 'mutex_trylock', release: 'mutex_unlock', argument: true, conditional: 'nonzero' },
  pci_dev: { acquire: 'pci_dev_lock', release: 'pci_dev_unlock', argument: true },
  preempt: { acquire: 'preempt_disable', release: 'preempt_enable' },
  preempt_notrace: { acquire: 'preempt_disable_notrace', release: 'preempt_enable_notrace' },
  raw_spinlock: { acquire: 'raw_spin_lock', release: 'raw_spin_unlock', argument: true },
  raw_spinlock_bh: { acquire: 'raw_spin_lock_bh', release: 'raw_spin_unlock_bh', argument: true },
  raw_spinlock_bh_try: { acquire: 'raw_spin_trylock_bh', release: 'raw_spin_unlock_bh', argument: true, conditional: 'nonzero' },
  raw_spinlock_irq: { acquire: 'raw_spin_lock_irq', release: 'raw_spin_unlock_irq', argument: true },
  raw_spinlock_irq_try: { acquire: 'raw_spin_trylock_irq', release: 'raw_spin_unlock_irq', argument: true, conditional: 'nonzero' },
  raw_spinlock_irqsave: { acquire: 'raw_spin_lock_irqsave', release: 'raw_spin_unlock_irqrestore', argument: true, flags: true },
  raw_spinlock_irqsave_try: { acquire: 'raw_spin_trylock_irqsave', release: 'raw_spin_unlock_irqrestore', argument: true, flags: true, conditional: 'nonzero' },
  raw_spinlock_nested: { acquire: 'raw_spin_lock_nested', release: 'raw_spin_unlock', argument: true },
  raw_spinlock_try: { acquire: 'raw_spin_trylock', release: 'raw_spin_unlock', argument: true, conditional: 'nonzero' },
  rcu: { acquire: 'rcu_read_lock', release: 'rcu_read_unlock' },
  read_lock: { acquire: 'read_lock', release: 'read_unlock', argument: true },
  read_lock_irq: { acquire: 'read_lock_irq', release: 'read_unlock_irq', argument: true },
  read_lock_irqsave: { acquire: 'read_lock_irqsave', release: 'read_unlock_irqrestore', argument: true, flags: true },
  rtnl: { acquire: 'rtnl_lock', release: 'rtnl_unlock' },
  rwsem_read: { acquire: 'down_read', release: 'up_read', argument: true },
  rwsem_read_intr: { acquire: 'down_read_interruptible', release: 'up_read', argument: true, conditional: 'zero' },
  rwsem_read_try: { acquire: 'down_read_trylock', release: 'up_read', argument: true, conditional: 'nonzero' },
  rwsem_write: { acquire: 'down_write', release: 'up_write', argument: true },
  rwsem_write_try: { acquire: 'down_write_trylock', release: 'up_write', argument: true, conditional: 'nonzero' },
  spinlock: { acquire: 'spin_lock', release: 'spin_unlock', argument: true },
  spinlock_bh: { acquire: 'spin_lock_bh', release: 'spin_unlock_bh', argument: true },
  spinlock_bh_try: { acquire: 'spin_trylock_bh', release: 'spin_unlock_bh', argument: true, conditional: 'nonzero' },
  spinlock_irq: { acquire: 'spin_lock_irq', release: 'spin_unlock_irq', argument: true },
  spinlock_irq_try: { acquire: 'spin_trylock_irq', release: 'spin_unlock_irq', argument: true, conditional: 'nonzero' },
  spinlock_irqsave: { acquire: 'spin_lock_irqsave', release: 'spin_unlock_irqrestore', argument: true, flags: true },
  spinlock_irqsave_try: { acquire: 'spin_trylock_irqsave', release: 'spin_unlock_irqrestore', argument: true, flags: true, conditional: 'nonzero' },
  spinlock_try: { acquire: 'spin_trylock', release: 'spin_unlock', argument: true, conditional: 'nonzero' },
  srcu: { acquire: 'srcu_read_lock', release: 'srcu_read_unlock', argument: true },
  task_lock: { acquire: 'task_lock', release: 'task_unlock', argument: true },
  write_lock: { acquire: 'write_lock', release: 'write_unlock', argument: true },
  write_lock_irq: { acquire: 'write_lock_irq', release: 'write_unlock_irq', argument: true },
  write_lock_irqsave: { acquire: 'write_lock_irqsave', release: 'write_unlock_irqrestore', argument: true, flags: true },
} as const satisfies Record<string, GuardClassFacts>;

export const guardClasses: ReadonlyMap<string, GuardClassFacts> = new Map(Object.entries(CLASSES));
