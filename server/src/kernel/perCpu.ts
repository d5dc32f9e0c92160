// biome-ignore-all format: an operation is one row
/** Operations on per-CPU data, by what they need of the context around them. */
export interface PerCpuRow {
  readonly name: string;
  /** pointer: gives this CPU's object; plain: reads and writes it in several instructions; open, close: a pin of their own. */
  readonly does: 'pointer' | 'plain' | 'open' | 'close';
  readonly source: string;
}

const P = 'include/linux/percpu-defs.h 6.12';
/** Of the lock of a socket where bottom halves are off already. */
const BH = 'include/net/sock.h 6.12: "BH context may only use the following locking interface"';

export const PER_CPU_OPERATIONS: readonly PerCpuRow[] = [
  { name: '__this_cpu_add', does: 'plain', source: P },
  { name: '__this_cpu_and', does: 'plain', source: P },
  { name: '__this_cpu_dec', does: 'plain', source: P },
  { name: '__this_cpu_inc', does: 'plain', source: P },
  { name: '__this_cpu_or', does: 'plain', source: P },
  { name: '__this_cpu_sub', does: 'plain', source: P },
  { name: '__this_cpu_write', does: 'plain', source: P },
  { name: 'bh_lock_sock', does: 'open', source: BH },
  { name: 'bh_lock_sock_nested', does: 'open', source: BH },
  { name: 'bh_unlock_sock', does: 'close', source: BH },
  { name: 'get_cpu_ptr', does: 'open', source: P },
  { name: 'put_cpu_ptr', does: 'close', source: P },
  { name: 'this_cpu_ptr', does: 'pointer', source: P },
];

const ROWS: ReadonlyMap<string, PerCpuRow> = new Map(PER_CPU_OPERATIONS.map((row) => [row.name, row]));

export function perCpuOperation(name: string): PerCpuRow | undefined {
  return ROWS.get(name);
}

/** Reads or writes this CPU's copy of a variable and nothing else: this_cpu_add(), raw_cpu_read(), __this_cpu_xchg(). */
export function isPerCpuAccess(name: string): boolean {
  return /^(?:(?:__|raw_)?this_cpu|raw_cpu)_\w+$/.test(name);
}
