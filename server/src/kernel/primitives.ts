/**
 * Spells a row as the effects it has in one world, in program order. This is the only place that knows what PREEMPT_RT or a
 * uniprocessor kernel does to a primitive; the tables say what the primitive is.
 */
import { assertNever } from '../base/assert';
import type { CallEffects, Counter, Effect, LockKind, LockMode, Operand, Outcome } from './effects';
import type {
  CountRow,
  IrqRow,
  LocalLockRow,
  LockRow,
  RcuRow,
  Returns,
  Row,
  SeqlockRow,
  SeqRow,
  SleepRow,
} from './rows';
import { versionNumber } from './versions';
import { isRealtime, type World } from './worlds';

const NONE: readonly Effect[] = [];

function always(before: readonly Effect[], returns: Returns = 'none'): CallEffects {
  return { before, outcome: 'always', onSuccess: NONE, onFailure: NONE, returns };
}

function conditional(
  outcome: Outcome,
  before: readonly Effect[],
  onSuccess: readonly Effect[],
  onFailure: readonly Effect[],
  returns: Returns,
): CallEffects {
  return { before, outcome, onSuccess, onFailure, returns };
}

/** What `row` does in `world` on a kernel of `version`. */
export function effectsOf(row: Row, world: World, version: string): CallEffects {
  switch (row.family) {
    case 'lock':
      return lockEffects(row, world);
    case 'seqlock':
      return seqlockEffects(row, world);
    case 'seq':
      return seqEffects(row);
    case 'local-lock':
      return localLockEffects(row, world);
    case 'rcu':
      return rcuEffects(row);
    case 'count':
      return countEffects(row, world, version);
    case 'irq':
      return irqEffects(row);
    case 'sleep':
      return sleepEffects(row);
    case 'allocate':
      return always([...forbidden(row), allocation(row)], row.returns ?? 'pointer-or-null');
    case 'free':
      return always([
        ...(row.sleeps === undefined ? NONE : [{ kind: 'might-sleep', unless: 'in-interrupt' } as const]),
        { kind: 'free', allocator: row.allocator },
      ]);
    case 'transient':
      return always(
        [
          {
            kind: 'transient',
            lockKind: row.lock,
            name: row.lockName,
            ...(row.at === undefined ? {} : { lock: row.at }),
            ...(row.member === undefined ? {} : { member: row.member }),
          },
        ],
        row.returns ?? 'unknown',
      );
    case 'scope':
      return row.action === 'save'
        ? always([{ kind: 'scope', scope: row.scope, action: 'save', flags: 'result' }], 'integer')
        : always([{ kind: 'scope', scope: row.scope, action: 'restore', flags: 0 }]);
    case 'plain':
      return {
        before: isRealtime(world) ? (row.beforeOnRealtime ?? row.before) : row.before,
        outcome: row.outcome ?? 'always',
        onSuccess: row.onSuccess ?? NONE,
        onFailure: row.onFailure ?? NONE,
        returns: row.returns ?? 'unknown',
        ...(row.assigns === undefined ? {} : { assigns: row.assigns }),
      };
    default:
      return assertNever(row);
  }
}

/** Lock kinds whose `_irq` flavours leave interrupts alone on RT: the lock itself sleeps there. */
function irqsStayOn(kind: LockKind, world: World): boolean {
  return isRealtime(world) && (kind === 'spinlock' || kind === 'rwlock' || kind === 'seqlock' || kind === 'local_lock');
}

/** What an irq flavour does before the lock is asked for, and after it was dropped. */
function irqPart(
  irq: 'irq' | 'irqsave' | 'bh',
  flags: Operand,
  stayOn: boolean,
): { enter: Effect; leave: Effect } | undefined {
  switch (irq) {
    case 'bh':
      return { enter: { kind: 'count', counter: 'bh', delta: 1 }, leave: { kind: 'count', counter: 'bh', delta: -1 } };
    case 'irq':
      return stayOn
        ? undefined
        : { enter: { kind: 'irq', action: 'disable' }, leave: { kind: 'irq', action: 'enable' } };
    case 'irqsave': {
      const kind = stayOn ? 'flags' : 'irq';
      return { enter: { kind, action: 'save', flags }, leave: { kind, action: 'restore', flags } };
    }
    default:
      return assertNever(irq);
  }
}

function isSleepingLock(kind: LockKind): boolean {
  return ['mutex', 'rt_mutex', 'ww_mutex', 'rwsem', 'percpu_rwsem', 'semaphore', 'page_lock'].includes(kind);
}

function lockEffects(row: LockRow, world: World): CallEffects {
  const at = row.at ?? 0;
  const place =
    row.global !== undefined
      ? { name: row.global }
      : { lock: at, ...(row.member === undefined ? {} : { member: row.member }) };
  const mode: LockMode = row.mode ?? 'exclusive';
  const flags: Operand = row.flags ?? (typeof at === 'number' ? at + 1 : 1);
  const irq = row.irq === undefined ? undefined : irqPart(row.irq, flags, irqsStayOn(row.lock, world));
  const enter = irq === undefined ? NONE : [irq.enter];
  const leave = irq === undefined ? NONE : [irq.leave];
  if (row.operation === 'release') {
    return always([{ kind: 'release', ...place, lockKind: row.lock, mode }, ...leave]);
  }
  const tries = row.convention === 'trylock' || row.convention === 'trylock-zero';
  const taken: Effect = {
    kind: 'acquire',
    ...place,
    lockKind: row.lock,
    mode,
    try: tries,
    ...(row.nested === undefined ? {} : { nested: true as const }),
  };
  const check: readonly Effect[] = !tries && isSleepingLock(row.lock) ? [{ kind: 'might-sleep' }] : NONE;
  switch (row.convention) {
    case undefined:
      return always([...check, ...enter, taken]);
    case 'trylock':
      return conditional('if-nonzero', enter, [taken], leave, 'boolean');
    case 'trylock-zero':
      return conditional('if-zero', enter, [taken], leave, 'integer');
    case 'wait-zero':
      return conditional('if-zero', [...check, ...enter], [taken], leave, 'zero-or-negative');
    case 'wait-nonzero':
      return conditional('if-nonzero', check, [...enter, taken], NONE, 'boolean');
    default:
      return assertNever(row.convention);
  }
}

/** write_seqlock() is the embedded spinlock, then the counter; read_seqlock_excl() the lock alone. */
function seqlockEffects(row: SeqlockRow, world: World): CallEffects {
  const place = { lock: 0, ...(row.member === undefined ? {} : { member: row.member }) };
  const irq = row.irq === undefined ? undefined : irqPart(row.irq, 1, irqsStayOn('seqlock', world));
  const counter = {
    kind: 'seq',
    seq: 0,
    lockKind: 'seqlock',
    waits: false,
    ...(row.member === undefined ? {} : { member: row.member }),
  } as const;
  if (row.operation === 'acquire') {
    return always([
      ...(irq === undefined ? NONE : [irq.enter]),
      { kind: 'acquire', ...place, lockKind: 'seqlock', mode: 'exclusive', try: false },
      ...(row.counts ? [{ ...counter, action: 'write-begin' } as const] : NONE),
    ]);
  }
  return always([
    ...(row.counts ? [{ ...counter, action: 'write-end' } as const] : NONE),
    { kind: 'release', ...place, lockKind: 'seqlock', mode: 'exclusive' },
    ...(irq === undefined ? NONE : [irq.leave]),
  ]);
}

function seqEffects(row: SeqRow): CallEffects {
  const effect: Effect = {
    kind: 'seq',
    action: row.action,
    seq: 0,
    lockKind: row.lock,
    waits: row.waits === true,
    ...(row.member === undefined ? {} : { member: row.member }),
    ...(row.action === 'read-end' ? { start: 1 } : {}),
    ...(row.nested === undefined ? {} : { nested: true as const }),
    ...(row.clearsOdd === undefined ? {} : { clearsOdd: true as const }),
    ...(row.raw === undefined ? {} : { raw: true as const }),
  };
  const returns: Returns = row.action === 'read-begin' ? 'integer' : row.action === 'read-end' ? 'boolean' : 'none';
  return always([effect], returns);
}

/** Non-RT: preemption or irqs off and a lockdep map; RT: migration off and a per-CPU spinlock_t. */
function localLockEffects(row: LocalLockRow, world: World): CallEffects {
  const acquiring = row.operation === 'acquire';
  const delta = acquiring ? 1 : -1;
  const place = row.global === undefined ? { lock: 0 } : { name: row.global };
  const lock: Effect = acquiring
    ? { kind: 'acquire', ...place, lockKind: 'local_lock', mode: 'exclusive', try: row.convention === 'trylock' }
    : { kind: 'release', ...place, lockKind: 'local_lock', mode: 'exclusive' };
  const around = localLockContext(row, world, delta);
  if (!acquiring) return always([lock, ...around]);
  const allocates: readonly Effect[] =
    row.gfp === undefined ? NONE : [{ kind: 'allocate', allocator: 'slab', gfp: row.gfp }];
  if (row.convention === undefined) return always([...allocates, ...around, lock]);
  if (row.convention === 'wait-zero')
    return conditional('if-zero', allocates, [...around, lock], NONE, 'zero-or-negative');
  const undo = localLockContext({ ...row, operation: 'release' }, world, -1);
  return conditional('if-nonzero', around, [lock], undo, 'boolean');
}

function localLockContext(row: LocalLockRow, world: World, delta: 1 | -1): readonly Effect[] {
  if (row.irq === 'nested-bh') return NONE;
  const flags: readonly Effect[] =
    row.irq === 'irqsave'
      ? [{ kind: 'flags', action: row.operation === 'acquire' ? 'save' : 'restore', flags: 1 }]
      : NONE;
  if (isRealtime(world)) return [...flags, { kind: 'count', counter: 'migrate', delta }];
  if (row.irq === undefined) return [{ kind: 'count', counter: 'preempt', delta }];
  const part = irqPart(row.irq, 1, false);
  return part === undefined ? NONE : [row.operation === 'acquire' ? part.enter : part.leave];
}

/** PREEMPT_RCU in every world: rcu_read_lock() only counts. */
function rcuEffects(row: RcuRow): CallEffects {
  const acquiring = row.operation === 'acquire';
  const delta = acquiring ? 1 : -1;
  const place = row.flavour === 'srcu' ? { lock: 0 } : { name: RCU_NAMES[row.flavour] };
  const section: Effect = acquiring
    ? { kind: 'acquire', ...place, lockKind: row.flavour, mode: 'read', try: false }
    : { kind: 'release', ...place, lockKind: row.flavour, mode: 'read' };
  const counter: Counter | undefined =
    row.flavour === 'rcu_bh' ? 'bh' : row.flavour === 'rcu_sched' ? 'preempt' : undefined;
  const count: readonly Effect[] = counter === undefined ? NONE : [{ kind: 'count', counter, delta }];
  const returns: Returns = row.flavour === 'srcu' && acquiring ? 'integer' : 'none';
  return always(acquiring ? [...count, section] : [section, ...count], returns);
}

const RCU_NAMES = {
  rcu: 'rcu_read_lock',
  rcu_bh: 'rcu_read_lock_bh',
  rcu_sched: 'rcu_read_lock_sched',
  rcu_tasks: 'rcu_read_lock_trace',
} as const;

function countEffects(row: CountRow, world: World, version: string): CallEffects {
  const counts = (counter: Counter): Effect => ({ kind: 'count', counter, delta: row.delta });
  const asserts: readonly Effect[] = row.asserts === undefined ? NONE : [{ kind: 'assert-context', what: row.asserts }];
  return always([...asserts, ...countersOf(row.counter, world, version).map(counts)], row.returns ?? 'none');
}

function countersOf(counter: CountRow['counter'], world: World, version: string): readonly Counter[] {
  switch (counter) {
    case 'migrate-or-preempt':
      // Before 5.11 migrate_disable() was preempt_disable() outside the RT patches; without SMP it is nothing.
      if (isRealtime(world)) return ['migrate'];
      if (versionNumber(version) < versionNumber('5.11')) return ['preempt'];
      return world === 'up' ? [] : ['migrate'];
    case 'nested-preempt':
      return isRealtime(world) ? ['preempt'] : [];
    case 'kmap-atomic':
      return isRealtime(world) && versionNumber(version) >= versionNumber('5.11')
        ? ['migrate', 'pagefault']
        : ['preempt', 'pagefault'];
    default:
      return [counter];
  }
}

function irqEffects(row: IrqRow): CallEffects {
  switch (row.action) {
    case 'disable':
    case 'enable':
      return always([{ kind: 'irq', action: row.action }]);
    case 'save':
    case 'restore':
      return always([{ kind: 'irq', action: row.action, flags: row.flags ?? 0 }]);
    case 'save-only':
      return always([{ kind: 'flags', action: 'save', flags: row.flags ?? 0 }]);
    default:
      return assertNever(row.action);
  }
}

function sleepEffects(row: SleepRow): CallEffects {
  const check: Effect = {
    kind: 'might-sleep',
    ...(row.when === undefined ? {} : { when: row.when }),
    ...(row.unless === undefined ? {} : { unless: row.unless }),
  };
  const returns = row.returns ?? 'unknown';
  switch (row.how) {
    case 'check':
    case 'block':
      return always([check], returns);
    case 'schedule':
      return always([check, { kind: 'schedule' }], returns);
    case 'schedule-unchecked':
      return always([{ kind: 'schedule' }], returns);
    case 'schedule-enabled':
      // schedule_preempt_disabled(): called with preemption off, which it turns on for the time it sleeps.
      return always(
        [
          { kind: 'count', counter: 'preempt', delta: -1 },
          { kind: 'schedule' },
          { kind: 'count', counter: 'preempt', delta: 1 },
        ],
        returns,
      );
    default:
      return assertNever(row.how);
  }
}

/** __get_vm_area_node() starts with BUG_ON(in_interrupt()), whatever the flags. */
function forbidden(row: Extract<Row, { family: 'allocate' }>): readonly Effect[] {
  return row.allocator === 'vmalloc' ? [{ kind: 'forbid-interrupt', report: 'kernel-bug' }] : NONE;
}

function allocation(row: Extract<Row, { family: 'allocate' }>): Effect {
  return {
    kind: 'allocate',
    allocator: row.allocator,
    ...(row.gfp === undefined ? {} : { gfp: row.gfp }),
    ...(row.fixedGfp === undefined ? {} : { fixedGfp: row.fixedGfp }),
    ...(row.order === undefined ? {} : { order: row.order }),
    ...(row.fixedOrder === undefined ? {} : { fixedOrder: row.fixedOrder }),
  };
}
