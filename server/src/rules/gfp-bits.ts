/** A ___GFP_ bit that overlaps another, lies outside the mask, or is missing in the tables that name flags. */

import type { FileAnalysis } from '../analysis/analyse';
import type { Band } from '../analysis/finding';
import { type GfpProblem, gfpProblems, readGfpDefinitions } from '../analysis/gfpBookkeeping';
import { isQuietFlag } from '../analysis/quietFlags';
import { gfpTable } from '../kernel/gfp';
import { NESTED_MASK } from '../kernel/requestSteps';
import type { FileDetection, Rule } from './rule';

export const gfpBits: Rule = {
  meta: {
    id: 'gfp-bits',
    title: 'Bookkeeping of GFP bits',
    what: 'Two ___GFP_ flags share a bit, a flag is no single bit, a flag lies outside __GFP_BITS_SHIFT, its bit is not in the enum of bits in every configuration that has the flag, the tables of trace events and perf do not name a flag, or a flag for requests without locks is not in GFP_RECLAIM_MASK.',
    why: 'A bit outside the mask is cleared by gfp_allowed_mask before the allocator sees it, and used by others: the tags of the xarray start above it. Two flags in one bit switch each other on. Without its name a flag shows as a number in traces.',
    whatToDo:
      'Raise __GFP_BITS_SHIFT with the highest bit (in newer kernels the enum does it), move __GFP_NOLOCKDEP above it, and add the flag to include/trace/events/mmflags.h and tools/perf/builtin-kmem.c.',
    references: [
      'include/linux/gfp_types.h',
      'include/trace/events/mmflags.h',
      'tools/perf/builtin-kmem.c',
      'init/main.c: gfp_allowed_mask',
    ],
    band: 'proven',
    worlds: ['smp', 'rt', 'up'],
    limits:
      'Read from the text, in any configuration. Where only parts of the header are at hand, the width is a question.',
    example: {
      bad: '#define ___GFP_DMA 0x01u\n#define ___GFP_IO 0x02u\n#define ___GFP_FS 0x02u\n#define __GFP_BITS_SHIFT 2\nint example;',
      good: '#define ___GFP_DMA 0x01u\n#define ___GFP_IO 0x02u\n#define ___GFP_FS 0x04u\n#define __GFP_BITS_SHIFT 3\nint example;',
    },
  },

  detect: () => [],

  overFile(file: FileAnalysis): readonly FileDetection[] {
    const { source, engine } = file;
    if (source === undefined || !source.text.includes('define ___GFP_')) return [];
    const lost = file.source === undefined ? [] : unkept(file);
    const problems = gfpProblems(readGfpDefinitions(source.text), (path) => source.treeText?.(path));
    return problems
      .filter(({ kind }) => kind !== 'misplaced' || source.partial !== true)
      .map((problem): FileDetection => {
        const [message, usual] = words(problem);
        // Released kernels leave some flags out of the tables; a flag nobody knows yet is the one to ask about.
        const released = isReleased(engine.facts.version, problem.bit.name);
        const band = problem.kind === 'unnamed' && released ? 'question' : usual;
        const { span } = problem.bit;
        const path = [
          { file: '', span, function: '', text: `___GFP_${problem.bit.name} is 0x${problem.bit.value.toString(16)}` },
        ];
        if (problem.kind === 'overlap')
          path.push({ file: '', span: problem.other.span, function: '', text: `so is ___GFP_${problem.other.name}` });
        if (problem.kind === 'out-of-range')
          path.push({ file: '', span: problem.width.span, function: '', text: 'the width of the mask' });
        return {
          span,
          function: '',
          band,
          message,
          path,
          assumptions: [],
          aspect: problem.kind === 'unnamed' ? problem.table : problem.kind,
          witness: { kind: 'none', reason: 'a constant runs nowhere' },
        };
      })
      .concat(lost);
  },

  explain: () => ({ message: '', path: [], assumptions: [] }),
  fixes: () => [],
  witness: () => ({ kind: 'none', reason: 'a constant runs nowhere' }),
};

/** By the tables of released kernels: the tree at hand may be the one that the flag is new in. */
function isReleased(version: string, name: string): boolean {
  return gfpTable(version).valueOf(`__GFP_${name}`) !== undefined;
}

/** New flags for requests without locks that the mask for nested requests would drop. */
function unkept(file: FileAnalysis): FileDetection[] {
  const { source, engine } = file;
  if (source === undefined) return [];
  const header = source.treeText?.(NESTED_MASK.header);
  const joined = `${source.text}\n${header ?? ''}`.replace(/\\\n/g, ' ');
  const mask = new RegExp(`^\\s*#\\s*define\\s+${NESTED_MASK.name}\\b.*$`, 'm').exec(joined)?.[0];
  return readGfpDefinitions(source.text).bits.flatMap(({ name, span }): FileDetection[] => {
    const flag = `__GFP_${name}`;
    // Flags of released kernels are where their makers want them.
    if (isReleased(engine.facts.version, name) && source.partial !== true) return [];
    if (!isQuietFlag(file, flag) || mask?.includes(flag) === true) return [];
    return [
      {
        span,
        function: '',
        band: 'likely',
        message: `${flag} is not in ${NESTED_MASK.name} (${NESTED_MASK.header}): a slab or vmalloc request loses it on the way to its pages, and locks are taken after all`,
        path: [{ file: '', span, function: '', text: 'a flag that the caller must not lose' }],
        assumptions: mask === undefined ? [`${NESTED_MASK.header} is not changed beside it`] : [],
        witness: { kind: 'none', reason: 'a constant runs nowhere' },
        aspect: 'nested',
        local: true,
      },
    ];
  });
}

function words(problem: GfpProblem): readonly [message: string, band: Band] {
  const name = `___GFP_${problem.bit.name}`;
  switch (problem.kind) {
    case 'overlap':
      return [`${name} shares a bit with ___GFP_${problem.other.name}`, 'proven'];
    case 'not-one-bit':
      return [`${name} is 0x${problem.bit.value.toString(16)}, which is not one bit`, 'proven'];
    case 'out-of-range': {
      const { bits, lockdep } = problem.width;
      const need = problem.need - (lockdep && problem.bit.lockdep ? 1 : 0);
      return [
        `${name} is bit ${problem.need - 1}, but __GFP_BITS_SHIFT leaves room for ${bits}${lockdep ? ' and one more with LOCKDEP' : ''}: gfp_allowed_mask clears it; the shift must become ${need}`,
        'proven',
      ];
    }
    case 'misplaced': {
      const { name: member, state } = problem.member;
      if (state === 'missing') return [`${name} is BIT(${member}), which the enum does not have`, 'proven'];
      if (state === 'behind')
        return [
          `${member} stands behind ___GFP_LAST_BIT, so that __GFP_BITS_SHIFT leaves no room for ${name}: gfp_allowed_mask clears it`,
          'proven',
        ];
      return [`${name} is defined without ${state.without} too, but ${member} is in the enum only with it`, 'proven'];
    }
    case 'width-unseen':
      return [
        `${name} is the highest bit here: __GFP_BITS_SHIFT must be ${problem.need}, and is not part of this text`,
        'question',
      ];
    case 'unnamed':
      return [`__GFP_${problem.bit.name} has no name in ${problem.table}`, 'likely'];
  }
}
