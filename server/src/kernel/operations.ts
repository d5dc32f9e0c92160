// biome-ignore-all format: a member is one row
/**
 * Members of operations tables whose context is fixed by who calls them (6.12). Members that callers
 * reach in several contexts are absent or say `caller`. hrtimer.function is absent too: hrtimer_init() decides (callbacks.ts). irq_ack() and the like run with irqs off under a raw lock.
 */
export type OperationEntry = 'task' | 'hardirq' | 'handler' | 'softirq' | 'bh-off' | 'irq-work' | 'task-irqs-off' | 'nmi' | 'caller';

export interface OperationRow {
  readonly struct: string;
  readonly field: string;
  readonly entry: OperationEntry;
  readonly what: string;
  readonly source: string;
}

export const OPERATIONS = [
  { struct: 'bio', field: 'bi_end_io', entry: 'bh-off', what: 'bio completion', source: 'callers in 6.12' },
  { struct: 'clk_ops', field: 'enable', entry: 'caller', what: 'clock operation', source: 'callers in 6.12' },
  { struct: 'clk_ops', field: 'prepare', entry: 'task', what: 'clock operation', source: 'callers in 6.12' },
  { struct: 'clocksource', field: 'read', entry: 'caller', what: 'clocksource read', source: 'callers in 6.12' },
  { struct: 'console', field: 'write', entry: 'caller', what: 'console write', source: 'callers in 6.12' },
  { struct: 'console', field: 'write_atomic', entry: 'nmi', what: 'console write', source: 'callers in 6.12' },
  { struct: 'ethtool_ops', field: 'get_drvinfo', entry: 'task', what: 'ethtool operation', source: 'callers in 6.12' },
  { struct: 'ethtool_ops', field: 'get_link_ksettings', entry: 'task', what: 'ethtool operation', source: 'callers in 6.12' },
  { struct: 'ethtool_ops', field: 'set_link_ksettings', entry: 'task', what: 'ethtool operation', source: 'callers in 6.12' },
  { struct: 'file_operations', field: 'fsync', entry: 'task', what: 'file operation', source: 'callers in 6.12' },
  { struct: 'file_operations', field: 'llseek', entry: 'task', what: 'file operation', source: 'callers in 6.12' },
  { struct: 'file_operations', field: 'mmap', entry: 'task', what: 'file operation', source: 'callers in 6.12' },
  { struct: 'file_operations', field: 'open', entry: 'task', what: 'file operation', source: 'callers in 6.12' },
  { struct: 'file_operations', field: 'read', entry: 'task', what: 'file operation', source: 'callers in 6.12' },
  { struct: 'file_operations', field: 'read_iter', entry: 'task', what: 'file operation', source: 'callers in 6.12' },
  { struct: 'file_operations', field: 'release', entry: 'task', what: 'file operation', source: 'callers in 6.12' },
  { struct: 'file_operations', field: 'unlocked_ioctl', entry: 'task', what: 'file operation', source: 'callers in 6.12' },
  { struct: 'file_operations', field: 'write', entry: 'task', what: 'file operation', source: 'callers in 6.12' },
  { struct: 'file_operations', field: 'write_iter', entry: 'task', what: 'file operation', source: 'callers in 6.12' },
  { struct: 'i2c_driver', field: 'probe', entry: 'task', what: 'probe', source: 'callers in 6.12' },
  { struct: 'irq_chip', field: 'irq_ack', entry: 'hardirq', what: 'interrupt chip operation', source: 'callers in 6.12' },
  { struct: 'irq_chip', field: 'irq_bus_lock', entry: 'task', what: 'interrupt chip operation', source: 'callers in 6.12' },
  { struct: 'irq_chip', field: 'irq_bus_sync_unlock', entry: 'task', what: 'interrupt chip operation', source: 'callers in 6.12' },
  { struct: 'irq_chip', field: 'irq_eoi', entry: 'hardirq', what: 'interrupt chip operation', source: 'callers in 6.12' },
  { struct: 'irq_work', field: 'func', entry: 'irq-work', what: 'irq_work', source: 'callers in 6.12' },
  { struct: 'irqaction', field: 'handler', entry: 'handler', what: 'interrupt handler', source: 'callers in 6.12' },
  { struct: 'net_device_ops', field: 'ndo_do_ioctl', entry: 'task', what: 'network device operation', source: 'callers in 6.12' },
  { struct: 'net_device_ops', field: 'ndo_open', entry: 'task', what: 'network device operation', source: 'callers in 6.12' },
  { struct: 'net_device_ops', field: 'ndo_start_xmit', entry: 'bh-off', what: 'transmit', source: 'callers in 6.12' },
  { struct: 'net_device_ops', field: 'ndo_stop', entry: 'task', what: 'network device operation', source: 'callers in 6.12' },
  { struct: 'net_device_ops', field: 'ndo_tx_timeout', entry: 'softirq', what: 'transmit time-out', source: 'callers in 6.12' },
  { struct: 'pci_driver', field: 'probe', entry: 'task', what: 'probe', source: 'callers in 6.12' },
  { struct: 'pci_driver', field: 'remove', entry: 'task', what: 'remove', source: 'callers in 6.12' },
  { struct: 'platform_driver', field: 'probe', entry: 'task', what: 'probe', source: 'callers in 6.12' },
  { struct: 'platform_driver', field: 'remove', entry: 'task', what: 'remove', source: 'callers in 6.12' },
  { struct: 'proc_ops', field: 'proc_open', entry: 'task', what: 'proc operation', source: 'callers in 6.12' },
  { struct: 'proc_ops', field: 'proc_read', entry: 'task', what: 'proc operation', source: 'callers in 6.12' },
  { struct: 'proc_ops', field: 'proc_write', entry: 'task', what: 'proc operation', source: 'callers in 6.12' },
  { struct: 'softirq_action', field: 'action', entry: 'softirq', what: 'softirq action', source: 'callers in 6.12' },
  { struct: 'syscore_ops', field: 'resume', entry: 'task-irqs-off', what: 'system core resume', source: 'callers in 6.12' },
  { struct: 'syscore_ops', field: 'suspend', entry: 'task-irqs-off', what: 'system core suspend', source: 'callers in 6.12' },
  { struct: 'tasklet_struct', field: 'callback', entry: 'softirq', what: 'tasklet', source: 'callers in 6.12' },
  { struct: 'timer_list', field: 'function', entry: 'softirq', what: 'timer callback', source: 'callers in 6.12' },
  { struct: 'urb', field: 'complete', entry: 'bh-off', what: 'URB completion', source: 'callers in 6.12' },
  { struct: 'usb_driver', field: 'disconnect', entry: 'task', what: 'disconnect', source: 'callers in 6.12' },
  { struct: 'usb_driver', field: 'probe', entry: 'task', what: 'probe', source: 'callers in 6.12' },
  { struct: 'vm_operations_struct', field: 'close', entry: 'task', what: 'mapping operation', source: 'callers in 6.12' },
  { struct: 'vm_operations_struct', field: 'fault', entry: 'task', what: 'page fault', source: 'callers in 6.12' },
  { struct: 'work_struct', field: 'func', entry: 'task', what: 'work function', source: 'callers in 6.12' },
] as const satisfies readonly OperationRow[];
