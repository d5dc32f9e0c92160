/**
 * Allocation and freeing where no model function stands in: the checks an allocator makes for any request, and the locks
 * that lie on the way in the pinned state. The allocator model in C replaces this for every name it defines.
 * Simplification: requests succeed (misses failure paths of allocators that no model covers).
 */
import type { Allocator, Effect } from '../kernel/effects';
import { isRealtime } from '../kernel/worlds';
import { inInterrupt } from './contextState';
import { addEvent } from './events';
import { checkAcquire } from './lockdep';
import { announce, type LockRequest, transient } from './locks';
import { type Machine, RunEnd } from './machine';
import { newObject } from './memory';
import { blocks, operand, type PrimitiveCall } from './operands';
import { mightSleep } from './sleepChecks';
import { pointerTo, type Value } from './values';

type AllocateEffect = Extract<Effect, { kind: 'allocate' }>;

export function allocate(machine: Machine, call: PrimitiveCall, effect: AllocateEffect): Value {
  const blocking = mayBlock(machine, call, effect);
  if (effect.allocator === 'vmalloc' && inInterrupt(machine)) {
    machine.report('kernel-bug', call.name);
    throw new RunEnd('oops');
  }
  if (effect.allocator === 'percpu') percpu(machine, blocking);
  else mightAlloc(machine, blocking);
  locksOnTheWay(machine, effect.allocator);
  const object = newObject(machine.state.heap, { origin: 'heap', content: 'lazy' });
  addEvent(machine, 'allocate');
  return pointerTo(object.id, 0);
}

function mayBlock(machine: Machine, call: PrimitiveCall, effect: AllocateEffect): boolean {
  if (effect.allocator === 'page-nolock' || effect.allocator === 'slab-nolock' || effect.allocator === 'vmalloc-atomic')
    return false;
  if (effect.gfp !== undefined) return blocks(machine, operand(machine, call, effect.gfp));
  return effect.fixedGfp === undefined || !/ATOMIC|NOWAIT/.test(effect.fixedGfp);
}

/** might_alloc(): reclaim's lock maps, then might_sleep(). */
export function mightAlloc(machine: Machine, blocking: boolean): void {
  if (!blocking) return;
  for (const name of ['fs_reclaim', 'mmu_notifier_invalidate_range_start']) {
    checkAcquire(machine, {
      key: name,
      name,
      lockClass: name,
      kind: 'percpu_rwsem',
      mode: 'exclusive',
      trylock: false,
      nested: false,
      recursiveRead: false,
      validated: true,
    });
  }
  addEvent(machine, 'might sleep');
  mightSleep(machine);
}

function percpu(machine: Machine, blocking: boolean): void {
  if (!blocking) return;
  addEvent(machine, 'might sleep');
  mightSleep(machine);
  announce(machine, inner('mutex', 'pcpu_alloc_mutex'));
}

function locksOnTheWay(machine: Machine, allocator: Allocator): void {
  switch (allocator) {
    case 'slab':
    case 'kvmalloc':
    case 'mempool':
    case 'skb':
    case 'bio':
    case 'xarray':
      // The warm path of the slab is lockless but on RT, where its per-CPU lock sleeps.
      if (isRealtime(machine.world)) transient(machine, inner('local_lock', 'kmem_cache_cpu.lock'));
      return;
    case 'percpu':
      transient(machine, inner('spinlock', 'pcpu_lock'));
      return;
    case 'vmalloc':
    case 'vmalloc-atomic':
      transient(machine, inner('spinlock', 'vmap_node.busy.lock'));
      return;
    default:
      return;
  }
}

function inner(kind: LockRequest['kind'], name: string): LockRequest {
  return { key: name, name, lockClass: name, kind, mode: 'exclusive', trylock: false, nested: false };
}

export function freeMemory(machine: Machine, call: PrimitiveCall, allocator: Allocator): void {
  if (operandIsNull(machine, call)) return;
  if (allocator === 'slab' && isRealtime(machine.world)) transient(machine, inner('local_lock', 'kmem_cache_cpu.lock'));
  addEvent(machine, 'free');
}

function operandIsNull(machine: Machine, call: PrimitiveCall): boolean {
  const value = operand(machine, call, call.args.length > 1 && call.name.startsWith('kmem_cache_free') ? 1 : 0);
  return value === 0;
}
