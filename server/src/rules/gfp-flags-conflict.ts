/** Allocation flags that contradict each other, mean nothing together, or do not fit the allocator or order. */
import type { FileAnalysis } from '../analysis/analyse';
import type { AnalysisEvent } from '../analysis/events';
import { gfpArgumentOf, writtenFlags } from '../analysis/gfpArguments';
import { type CombinationGap, requestGaps } from '../analysis/quietFlags';
import { witnessTo } from '../analysis/report';
import { callsOf } from '../analysis/shape';
import type { FunctionIr } from '../ir/ir';
import type { Allocator } from '../kernel/effects';
import { gfpTable } from '../kernel/gfp';
import { type GfpConflict, type GfpHelper, gfpConflicts } from '../kernel/gfpRules';
import { LOCKING_FLAGS } from '../kernel/requestSteps';
import { eventDetection, explainEvent } from './eventRule';
import type { Detection, FileDetection, Rule, Subject } from './rule';

interface Bits {
  readonly ones: bigint;
  readonly zeros: bigint;
}

/** The fact table's helpers by the allocator a call enters. */
const HELPERS: Partial<Record<Allocator, GfpHelper>> = {
  page: 'pages',
  slab: 'slab',
  vmalloc: 'vmalloc',
  kvmalloc: 'kvmalloc',
  mempool: 'mempool',
  'page-nolock': 'pages-nolock',
  'slab-nolock': 'slab-nolock',
};

export const gfpFlagsConflict: Rule = {
  meta: {
    id: 'gfp-flags-conflict',
    title: 'Contradictory allocation flags',
    what: 'GFP flags that exclude each other (two zone modifiers, two of __GFP_NORETRY, __GFP_RETRY_MAYFAIL and __GFP_NOFAIL, MOVABLE with RECLAIMABLE), __GFP_NOFAIL where failing cannot be ruled out, slab flags from the wrong zone, an order the allocator never serves, or a new flag for requests without locks that nothing refuses beside flags that need them.',
    why: 'One of the flags is ignored, or the allocator warns and fails: the caller does not get what it asked for.',
    whatToDo:
      'Decide for one behaviour and write only its flag. __GFP_NOFAIL needs __GFP_DIRECT_RECLAIM and an order of at most 1.',
    references: [
      'include/linux/gfp_types.h',
      'include/linux/gfp.h: gfp_zone(), gfp_migratetype()',
      'mm/page_alloc.c: __alloc_pages_slowpath()',
      'mm/slab_common.c: kmalloc_fix_flags()',
    ],
    band: 'proven',
    worlds: ['smp', 'rt', 'up'],
    limits:
      'Only flags known for certain at the call; flags of a parameter are not judged. Of flags handed to a function that takes a gfp_t only those are told that contradict each other whoever allocates.',
    example: {
      bad: 'void *example(void)\n{\n\treturn kmalloc(64, GFP_KERNEL | __GFP_NORETRY | __GFP_NOFAIL);\n}',
      good: 'void *example(void)\n{\n\treturn kmalloc(64, GFP_KERNEL | __GFP_NOFAIL);\n}',
    },
  },

  looksAt: 'function',

  detect(subject: Subject): readonly Detection[] {
    const found: Detection[] = [];
    for (const event of subject.fn.events) {
      if (event.happening.kind !== 'allocate' || event.chain.length !== 1 || event.gfp === undefined) continue;
      const conflict = conflictOf(subject, event, event.gfp);
      if (conflict === undefined) continue;
      const detection = eventDetection(subject, event, [], { variant: conflict.text });
      // A flag that does nothing is no bug by itself.
      found.push(
        conflict.severity === 'no-effect' && !(event.happening.address && event.happening.allocator === 'page')
          ? { ...detection, band: 'question' }
          : detection,
      );
    }
    return found;
  },

  overFile: (file): readonly FileDetection[] => [
    ...requestGaps(file).flatMap((gap) => (gap.kind === 'combination' ? [tellCombination(gap)] : [])),
    ...file.file.functions.flatMap((fn) => handedOn(file, fn)),
  ],

  explain(subject, detection) {
    const call = detection.event?.chain.at(-1)?.call ?? '';
    return explainEvent(subject, detection, `${call}(): ${detection.variant ?? ''}`, `${call}() with these flags`);
  },

  fixes: () => [],
  witness: (subject, detection) =>
    detection.event === undefined ? { kind: 'none', reason: 'no path' } : witnessTo(subject, detection.event),
};

/** A new flag that forbids locks, and nothing that refuses it beside flags that need them. */
function tellCombination({ flag, function: name, span }: CombinationGap): FileDetection {
  return {
    span,
    function: name,
    band: 'likely',
    message: `nothing refuses ${flag} together with ${LOCKING_FLAGS.map(({ flag: other, why }) => `${other} (${why})`).join(' or ')}`,
    path: [{ file: '', span, function: name, text: `${flag} is looked at alone` }],
    assumptions: [],
    witness: { kind: 'none', reason: 'no request of the text combines them yet' },
    aspect: 'combination',
    local: true,
  };
}

/** Flags that contradict each other whoever allocates with them, handed to a function that takes flags. */
function handedOn(file: FileAnalysis, fn: FunctionIr): FileDetection[] {
  const { declarations, facts, world } = file.engine;
  return callsOf(fn).flatMap(({ name, step }): FileDetection[] => {
    const index = gfpArgumentOf(declarations, step);
    const argument = index === undefined ? undefined : step.args[index];
    if (argument === undefined || facts.callEffects(name, step.args.length, world) !== undefined) return [];
    const flags = writtenFlags(argument);
    if (flags === undefined) return [];
    const conflict = gfpConflicts(Number(BigInt.asUintN(32, flags)), gfpTable(facts.version), {
      helper: 'unknown',
    }).find(({ severity }) => severity !== 'no-effect');
    if (conflict === undefined) return [];
    const { span } = step;
    return [
      {
        span,
        function: fn.name,
        band: 'proven',
        message: `${name === '' ? 'the callee' : `${name}()`}: ${conflict.text}`,
        path: [{ file: '', span, function: fn.name, text: 'hands on these flags' }],
        assumptions: [],
        witness: { kind: 'none', reason: 'the allocation is made by the callee' },
        local: true,
      },
    ];
  });
}

/**
 * The first rule of the table that holds for every value the flags can have: its set flags are set in the smallest value,
 * its missing ones missing in the largest.
 */
function conflictOf(subject: Subject, event: AnalysisEvent, bits: Bits): GfpConflict | undefined {
  const { happening } = event;
  if (happening.kind !== 'allocate') return undefined;
  const table = gfpTable(subject.file.engine.facts.version);
  const order = happening.order?.kind === 'const' ? Number(happening.order.value) : undefined;
  const request = {
    order,
    atBoot: subject.fn.fn.attributes.includes('__init'),
    helper: happening.allocator === 'page' && happening.address ? ('address' as const) : HELPERS[happening.allocator],
  };
  const least = gfpConflicts(Number(BigInt.asUintN(32, bits.ones)), table, request);
  if (least.length === 0) return undefined;
  const most = new Set(gfpConflicts(Number(BigInt.asUintN(32, ~bits.zeros)), table, request).map((c) => c.text));
  const certain = least.filter((c) => most.has(c.text));
  return certain.find((c) => c.severity !== 'no-effect') ?? certain[0];
}
