/** Allocation flags that contradict each other, mean nothing together, or do not fit the allocator or order. Direct calls only. */
import type { AnalysisEvent } from '../analysis/events';
import { witnessTo } from '../analysis/report';
import { eventDetection, explainEvent } from './eventRule';
import type { Detection, Rule, Subject } from './rule';

interface Bits {
  readonly ones: bigint;
  readonly zeros: bigint;
}

/** Order limit of the buddy allocator (MAX_PAGE_ORDER, include/linux/mmzone.h, x86_64). */
const MAX_ORDER = 10n;

export const gfpFlagsConflict: Rule = {
  meta: {
    id: 'gfp-flags-conflict',
    title: 'Contradictory allocation flags',
    what: 'GFP flags that exclude each other (two zone modifiers, two of __GFP_NORETRY, __GFP_RETRY_MAYFAIL and __GFP_NOFAIL, MOVABLE with RECLAIMABLE), __GFP_NOFAIL where failing cannot be ruled out, slab flags from the wrong zone, or an order the allocator never serves.',
    why: 'One of the flags is ignored, or the allocator warns and fails: the caller does not get what it asked for.',
    whatToDo: 'Decide for one behaviour and write only its flag. __GFP_NOFAIL needs __GFP_DIRECT_RECLAIM and an order of at most 1.',
    references: ['include/linux/gfp_types.h', 'include/linux/gfp.h: gfp_zone(), gfp_migratetype()', 'mm/page_alloc.c: __alloc_pages_slowpath()', 'mm/slab_common.c: kmalloc_fix_flags()'],
    band: 'proven',
    worlds: ['smp', 'rt', 'up'],
    limits: 'Only flags known for certain at the call; flags of a parameter are not judged.',
    example: {
      bad: 'void *example(void)\n{\n\treturn kmalloc(64, GFP_KERNEL | __GFP_NORETRY | __GFP_NOFAIL);\n}',
      good: 'void *example(void)\n{\n\treturn kmalloc(64, GFP_KERNEL | __GFP_NOFAIL);\n}',
    },
  },

  detect(subject: Subject): readonly Detection[] {
    const found: Detection[] = [];
    for (const event of subject.fn.events) {
      if (event.happening.kind !== 'allocate' || event.chain.length !== 1 || event.gfp === undefined) continue;
      const conflict = conflictOf(subject, event, event.gfp);
      if (conflict !== undefined) found.push(eventDetection(subject, event, [], { variant: conflict }));
    }
    return found;
  },

  explain(subject, detection) {
    const call = detection.event?.chain.at(-1)?.call ?? '';
    return explainEvent(subject, detection, `${call}(): ${detection.variant ?? ''}`, `${call}() with these flags`);
  },

  fixes: () => [],
  witness: (subject, detection) => (detection.event === undefined ? { kind: 'none', reason: 'no path' } : witnessTo(subject, detection.event)),
};

function conflictOf(subject: Subject, event: AnalysisEvent, bits: Bits): string | undefined {
  const { happening } = event;
  if (happening.kind !== 'allocate') return undefined;
  const has = (name: string): boolean => {
    const bit = subject.file.engine.constant(name);
    return bit !== undefined && bit !== 0n && (bits.ones & bit) === bit;
  };
  const lacks = (name: string): boolean => {
    const bit = subject.file.engine.constant(name);
    return bit !== undefined && bit !== 0n && (bits.zeros & bit) === bit;
  };
  const zones = ['__GFP_DMA', '__GFP_DMA32', '__GFP_HIGHMEM'].filter(has);
  if (zones.length > 1) return `${zones.join(' and ')} name two zones`;
  if (has('__GFP_MOVABLE') && has('__GFP_RECLAIMABLE')) return '__GFP_MOVABLE and __GFP_RECLAIMABLE exclude each other';
  const retries = ['__GFP_NORETRY', '__GFP_RETRY_MAYFAIL', '__GFP_NOFAIL'].filter(has);
  if (retries.length > 1) return `${retries.join(' and ')} contradict each other`;
  if (has('__GFP_NOFAIL') && lacks('__GFP_DIRECT_RECLAIM')) return '__GFP_NOFAIL without __GFP_DIRECT_RECLAIM can fail all the same';
  if (happening.allocator === 'slab') {
    const zone = ['__GFP_HIGHMEM', '__GFP_DMA32'].find(has);
    if (zone !== undefined) return `${zone} is not for slab objects`;
  }
  if (happening.order?.kind === 'const' && happening.allocator === 'page') {
    if (happening.order.value > MAX_ORDER) return `order ${happening.order.value} is above the largest the allocator serves`;
    if (has('__GFP_NOFAIL') && happening.order.value > 1n) return `__GFP_NOFAIL with order ${happening.order.value} warns: only orders 0 and 1 are supported`;
  }
  if (happening.allocator === 'vmalloc' && lacks('__GFP_DIRECT_RECLAIM')) return 'vmalloc() needs __GFP_DIRECT_RECLAIM';
  return undefined;
}
