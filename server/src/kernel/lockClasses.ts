// biome-ignore-all format: a class is one row
/**
 * Lock classes that lockdep does not judge by the member they are: those it was told not to validate, and those that get a
 * class of their own per user. An order between such classes says nothing.
 */
import { TABLES } from './tables';

export interface LockClassRow {
  /** `struct zone.lock`. */
  readonly class: string;
  readonly why: 'not-validated' | 'class-per-user';
  readonly source: string;
}

export const LOCK_CLASSES = [
  { class: 'struct blk_mq_tags.lock', why: 'class-per-user', source: 'block/blk-mq-tag.c 6.12' },
  { class: 'struct device.mutex', why: 'not-validated', source: 'drivers/base/core.c: device_initialize() 6.12' },
  { class: 'struct gendisk.open_mutex', why: 'class-per-user', source: 'block/genhd.c 6.12' },
  { class: 'struct i2c_adapter.bus_lock', why: 'class-per-user', source: 'drivers/i2c/i2c-core-base.c 6.12' },
  { class: 'struct inode.i_rwsem', why: 'class-per-user', source: 'fs/inode.c: inode_init_always(), lockdep_annotate_inode_mutex_key() 6.12' },
  { class: 'struct irq_desc.lock', why: 'class-per-user', source: 'kernel/irq/irqdesc.c: irq_set_lockdep_class() 6.12' },
  { class: 'struct net_device.addr_list_lock', why: 'class-per-user', source: 'net/core/dev_addr_lists.c 6.12' },
  { class: 'struct netdev_queue._xmit_lock', why: 'class-per-user', source: 'net/core/dev.c 6.12' },
  { class: 'struct Qdisc.seqlock', why: 'class-per-user', source: 'net/sched/sch_generic.c 6.12' },
  { class: 'struct regmap.lock', why: 'class-per-user', source: 'drivers/base/regmap/regmap.c 6.12' },
  { class: 'struct sk_buff_head.lock', why: 'class-per-user', source: 'include/linux/skbuff.h: skb_queue_head_init_class() 6.12' },
  { class: 'struct sock.sk_lock', why: 'class-per-user', source: 'net/core/sock.c 6.12' },
  { class: 'struct socket_lock_t.slock', why: 'class-per-user', source: 'net/core/sock.c 6.12' },
  { class: 'struct super_block.s_umount', why: 'class-per-user', source: 'fs/super.c: alloc_super() 6.12' },
  { class: 'struct wait_queue_head.lock', why: 'class-per-user', source: 'include/linux/wait.h: init_waitqueue_head() 6.12' },
] as const satisfies readonly LockClassRow[];

const ROWS: ReadonlyMap<string, LockClassRow> = new Map(LOCK_CLASSES.map((row) => [row.class, row]));

/** Can two takings under this class name be taken for takings of one lockdep class? */
export function isOneClass(name: string): boolean {
  return !ROWS.has(name);
}

/** Static objects that rows name, because functions of other files take them: rtnl_lock() takes rtnl_mutex. */
const NAMED_OBJECTS: ReadonlySet<string> = new Set(
  Object.values(TABLES).flatMap((rows) =>
    rows.flatMap((row) => ('global' in row && row.global !== undefined ? [row.global] : [])),
  ),
);

/** Is it one object wherever it is named, static or not? */
export function isNamedObject(name: string): boolean {
  return NAMED_OBJECTS.has(name);
}
