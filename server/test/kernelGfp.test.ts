/** GFP values against the figures of the kernel headers, expressions, conflicts, contexts, and properties of the evaluator. */
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { preprocessorFacts } from '../src/kernel/config';
import { evaluateGfp, gfpFlagNames, gfpSpelling, gfpTable, gfpVerdict } from '../src/kernel/gfp';
import { GFP_COMPOSITES } from '../src/kernel/gfpComposites';
import { gfpTableFromHeader } from '../src/kernel/gfpHeader';
import { GFP_RULES } from '../src/kernel/gfpRules';

const trees = path.resolve(import.meta.dirname, '../../.kernel');

/** name: 5.8, 6.1, 6.12 (gfp.h 5.8, gfp_types.h 6.1 and 6.12; LOCKDEP on, no KASAN_HW_TAGS). */
const VALUES: Readonly<Record<string, readonly [number | undefined, number | undefined, number | undefined]>> = {
  __GFP_RECLAIM: [0xc00, 0xc00, 0xc00],
  GFP_ATOMIC: [0xa20, 0xa20, 0x820],
  GFP_NOWAIT: [0x800, 0x800, 0x2800],
  GFP_KERNEL: [0xcc0, 0xcc0, 0xcc0],
  GFP_KERNEL_ACCOUNT: [0x400cc0, 0x400cc0, 0x400cc0],
  GFP_NOIO: [0xc00, 0xc00, 0xc00],
  GFP_NOFS: [0xc40, 0xc40, 0xc40],
  GFP_USER: [0x100cc0, 0x100cc0, 0x100cc0],
  GFP_DMA: [0x1, 0x1, 0x1],
  GFP_DMA32: [0x4, 0x4, 0x4],
  GFP_HIGHUSER: [0x100cc2, 0x100cc2, 0x100cc2],
  GFP_HIGHUSER_MOVABLE: [0x100cca, 0x100cca, 0x100cca],
  GFP_TRANSHUGE_LIGHT: [0x1c20ca, 0x1c20ca, 0x1c20ca],
  GFP_TRANSHUGE: [0x1c24ca, 0x1c24ca, 0x1c24ca],
  GFP_ZONEMASK: [0xf, 0xf, 0xf],
  GFP_VMALLOC32: [0xcc4, 0xcc4, 0xcc4],
  __GFP_ATOMIC: [0x200, 0x200, undefined],
  __GFP_ZEROTAGS: [undefined, 0x800000, 0x800000],
  __GFP_NOLOCKDEP: [0x800000, 0x8000000, 0x1000000],
  __GFP_NO_OBJ_EXT: [undefined, undefined, 0x2000000],
  __GFP_SKIP_ZERO: [undefined, 0, 0],
  __GFP_BITS_SHIFT: [24, 28, 26],
  __GFP_BITS_MASK: [0xffffff, 0xfffffff, 0x3ffffff],
};

describe('GFP values', () => {
  it.each(Object.keys(VALUES))('%s', (name) => {
    const read = ['5.8', '6.1', '6.12'].map((version) => gfpTable(version).valueOf(name));
    expect(read).toEqual(VALUES[name]);
  });

  it('cover every composite of the table', () => {
    for (const { name } of GFP_COMPOSITES) expect(Object.keys(VALUES)).toContain(name);
  });

  it('accept the three spellings of a flag', () => {
    const table = gfpTable('6.12');
    expect([table.valueOf('__GFP_IO'), table.valueOf('___GFP_IO'), table.valueOf('___GFP_IO_BIT')]).toEqual([
      0x40, 0x40, 6,
    ]);
  });
});

describe('expressions', () => {
  const table = gfpTable('6.12');
  const value = (text: string): number => evaluateGfp(text, table).value;

  it('follow C precedence, casts and numbers', () => {
    expect(value('GFP_KERNEL & ~__GFP_DIRECT_RECLAIM')).toBe(0x8c0);
    expect(value('(GFP_KERNEL | __GFP_NOFAIL) & ~(__GFP_IO | __GFP_FS)')).toBe(0x8c00);
    expect(value('(__force gfp_t)0x40u | (gfp_t)___GFP_FS')).toBe(0xc0);
    expect(value('BIT(___GFP_IO_BIT) | 1 << 7')).toBe(0xc0);
    expect(value('GFP_KERNEL | __GFP_ZERO & 0')).toBe(0xcc0);
  });

  it('report names they do not know, and text that is no expression', () => {
    expect(evaluateGfp('gfp | __GFP_NOWARN', table)).toMatchObject({ value: 0x2000, unknown: ['gfp'] });
    expect(evaluateGfp('__GFP_ATOMIC', table).unknown).toEqual(['__GFP_ATOMIC']);
    expect(evaluateGfp('GFP_KERNEL |', table).error).toMatchObject({ message: 'expression ends early' });
    expect(evaluateGfp('GFP_KERNEL $', table).error).toMatchObject({ at: 11 });
    expect(evaluateGfp('('.repeat(5000), table).error).toBeDefined();
  });

  it('say what a request does and where it is legal', () => {
    const kernel = evaluateGfp('GFP_KERNEL', table);
    expect(kernel).toMatchObject({ hex: '0xcc0', mayBlock: true, wakesKswapd: true, zone: 'Normal', conflicts: [] });
    expect(kernel.flags).toEqual(['__GFP_IO', '__GFP_FS', '__GFP_DIRECT_RECLAIM', '__GFP_KSWAPD_RECLAIM']);
    expect(kernel.contexts.find((row) => row.context === 'spinlock_t held')).toEqual({
      context: 'spinlock_t held',
      smp: 'sleeps',
      rt: 'sleeps',
      up: 'sleeps',
    });
    expect(gfpVerdict(false, 'raw_spinlock_t held', 'smp')).toBe('wait-context');
    expect(gfpVerdict(false, 'raw_spinlock_t held', 'rt')).toBe('never');
    expect(gfpVerdict(false, 'local_irq_save()', 'smp')).toBe('ok');
    expect(gfpVerdict(false, 'local_irq_save()', 'rt')).toBe('never');
    expect(gfpVerdict(true, 'preempt_disable()', 'up')).toBe('sleeps');
    expect(gfpVerdict(false, 'NMI', 'smp')).toBe('never');
  });

  it('warn of the traps', () => {
    expect(evaluateGfp('GFP_NOFS', table).notes.join()).toMatch(/GFP_NOFS sleeps/);
    expect(evaluateGfp('GFP_NOIO', table).notes.join()).toMatch(/GFP_NOIO sleeps/);
    expect(evaluateGfp('GFP_DMA', table).notes.join()).toMatch(/zone bit alone/);
    expect(evaluateGfp('0', table).notes.join()).toMatch(/still takes zone->lock/);
    expect(evaluateGfp('GFP_KERNEL & ~__GFP_DIRECT_RECLAIM', table).notes.join()).toMatch(/does not sleep/);
  });
});

/** [rule, expression, request, version]. */
const CONFLICTS: readonly (readonly [string, string, Parameters<typeof evaluateGfp>[2], string])[] = [
  ['GC1', 'GFP_KERNEL | __GFP_DMA | __GFP_HIGHMEM', {}, '6.12'],
  ['GC3', '__GFP_MOVABLE | __GFP_RECLAIMABLE', {}, '6.12'],
  ['GC4', 'GFP_HIGHUSER', { helper: 'address' }, '6.12'],
  ['GC5', 'GFP_KERNEL | __GFP_DMA32', { helper: 'slab' }, '6.12'],
  ['GC5', '0x8000000', {}, '6.12'],
  ['GC6', 'GFP_ATOMIC | __GFP_NOFAIL', {}, '6.12'],
  ['GC7', 'GFP_KERNEL | __GFP_NOFAIL', { order: 2 }, '6.12'],
  ['GC9', 'GFP_KERNEL | __GFP_NORETRY | __GFP_RETRY_MAYFAIL', {}, '6.12'],
  ['GC10', 'GFP_NOWAIT | __GFP_NORETRY', {}, '6.12'],
  ['GC11', 'GFP_KERNEL | __GFP_ATOMIC', {}, '5.8'],
  ['GC12', 'GFP_KERNEL | __GFP_MEMALLOC | __GFP_NOMEMALLOC', {}, '6.12'],
  ['GC13', 'GFP_KERNEL', { order: 11 }, '6.12'],
  ['GC14', 'GFP_KERNEL | __GFP_COMP', { order: 0 }, '6.12'],
  ['GC17', 'GFP_NOWAIT', { helper: 'vmalloc' }, '6.12'],
  ['GC17', 'GFP_KERNEL | __GFP_NORETRY', { helper: 'vmalloc' }, '6.12'],
  ['GC18', 'GFP_NOWAIT', { helper: 'kvmalloc' }, '6.12'],
  ['GC19', 'GFP_KERNEL | __GFP_ZERO', { helper: 'mempool' }, '6.12'],
  ['GC20', 'GFP_KERNEL', { helper: 'pages-nolock' }, '6.15'],
  ['GC21', 'GFP_NOWAIT', { helper: 'slab-nolock' }, '6.15'],
];

describe('conflicts', () => {
  it.each(CONFLICTS)('%s: %s', (id, expression, request, version) => {
    expect(evaluateGfp(expression, gfpTable(version), request).conflicts.map((conflict) => conflict.id)).toContain(id);
  });

  it('are absent from the usual requests', () => {
    for (const version of ['5.8', '6.1', '6.12']) {
      for (const name of [
        'GFP_KERNEL',
        'GFP_ATOMIC',
        'GFP_NOWAIT',
        'GFP_NOFS',
        'GFP_USER',
        'GFP_HIGHUSER_MOVABLE',
        'GFP_TRANSHUGE',
        'GFP_DMA',
        '0',
      ]) {
        expect(evaluateGfp(name, gfpTable(version)).conflicts, `${name} ${version}`).toEqual([]);
      }
    }
  });

  it('have a case for every rule but the proposed flag', () => {
    const tried = new Set(CONFLICTS.map(([id]) => id));
    expect(GFP_RULES.map((rule) => rule.id).filter((id) => !tried.has(id))).toEqual(['GC22']);
  });
});

describe('headers', () => {
  const own = `
enum {
	___GFP_DMA_BIT,
	___GFP_IO_BIT = 6,
	___GFP_FS_BIT,
	___GFP_DIRECT_RECLAIM_BIT = 10,
#ifdef CONFIG_LOCKDEP
	___GFP_NOLOCKDEP_BIT,
#endif
#ifdef CONFIG_KASAN_HW_TAGS
	___GFP_SKIP_KASAN_BIT,
#endif
	___GFP_LAST_BIT
};
#define ___GFP_DMA		BIT(___GFP_DMA_BIT)
#define ___GFP_IO		BIT(___GFP_IO_BIT)
#define ___GFP_FS		BIT(___GFP_FS_BIT)
#define ___GFP_DIRECT_RECLAIM	BIT(___GFP_DIRECT_RECLAIM_BIT)
#ifdef CONFIG_LOCKDEP
#define ___GFP_NOLOCKDEP	BIT(___GFP_NOLOCKDEP_BIT)
#else
#define ___GFP_NOLOCKDEP	0
#endif
#ifdef CONFIG_KASAN_HW_TAGS
#define ___GFP_SKIP_KASAN	BIT(___GFP_SKIP_KASAN_BIT)
#else
#define ___GFP_SKIP_KASAN	0
#endif
/**
 * DOC: modifiers
 *
 * %__GFP_IO lets reclaim
 * start transfers.
 *
 * %GFP_KERNEL is for
 * plain task context.
 */
#define __GFP_BITS_SHIFT ___GFP_LAST_BIT
#define GFP_KERNEL	(__GFP_DIRECT_RECLAIM | \\
			 __GFP_IO | __GFP_FS)
`;

  it('give bits, composites and words of a tree', () => {
    const table = gfpTableFromHeader(own, preprocessorFacts('smp', '6.12'));
    expect(table?.valueOf('GFP_KERNEL')).toBe(0x4c0);
    expect(table?.valueOf('__GFP_NOLOCKDEP')).toBe(0x800);
    expect(table?.valueOf('__GFP_SKIP_KASAN')).toBe(0);
    expect(table?.bitsShift).toBe(12);
    expect(table?.documentationOf('__GFP_IO')).toBe('__GFP_IO lets reclaim start transfers.');
    expect(table?.documentationOf('GFP_KERNEL')).toBe('GFP_KERNEL is for plain task context.');
  });

  it('are refused when they hold no flags, and never loop', () => {
    expect(gfpTableFromHeader('int x;', preprocessorFacts('smp', '6.12'))).toBeUndefined();
    expect(
      gfpTableFromHeader('#define ___GFP_A ___GFP_B\n#define ___GFP_B ___GFP_A\n', preprocessorFacts('smp', '6.12')),
    ).toBeUndefined();
  });

  for (const version of ['6.1', '6.12']) {
    const file = path.join(trees, `linux-source-${version}/include/linux/gfp_types.h`);
    it.runIf(existsSync(file))(`agree with the tables: ${version}`, () => {
      const tree = gfpTableFromHeader(readFileSync(file, 'utf8'), preprocessorFacts('smp', version), version);
      const table = gfpTable(version);
      const pairs = (rows: readonly { name: string; value: number }[] | undefined) =>
        rows?.map((row) => [row.name, row.value]);
      expect(pairs(tree?.flags)).toEqual(pairs(table.flags));
      expect(pairs(tree?.composites)).toEqual(pairs(table.composites));
      expect(tree?.bitsShift).toBe(table.bitsShift);
    });
  }
});

describe('properties', () => {
  const table = gfpTable('6.12');
  const names = [...table.flags.map((flag) => flag.name), ...table.composites.map((row) => row.name)];
  const expression = fc.letrec<{ e: string }>((tie) => ({
    e: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(...names),
      fc.nat({ max: 0xffff }).map((n) => `0x${n.toString(16)}`),
      fc.tuple(tie('e'), fc.constantFrom('|', '&', '^'), tie('e')).map(([a, op, b]) => `(${a} ${op} ${b})`),
      tie('e').map((e) => `~${e}`),
    ),
  })).e;

  it('never throw and stay in 32 bits, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { value } = evaluateGfp(text, table);
        expect(value).toBe(value >>> 0);
      }),
    );
  });

  it('or is idempotent and commutative, and-not removes, not is its own inverse', () => {
    const value = (text: string): number => evaluateGfp(text, table).value;
    fc.assert(
      fc.property(expression, expression, (a, b) => {
        expect(value(`(${a}) | (${a})`)).toBe(value(a));
        expect(value(`(${a}) | (${b})`)).toBe(value(`(${b}) | (${a})`));
        expect((value(`(${a}) & ~(${b})`) & value(b)) >>> 0).toBe(0);
        expect(value(`~~(${a})`)).toBe(value(a));
      }),
    );
  });

  it('names and spelling say the same value', () => {
    fc.assert(
      fc.property(fc.nat({ max: 0x3ffffff }), (bits) => {
        expect(evaluateGfp(gfpFlagNames(bits, table).join(' | ') || '0', table).value).toBe(bits);
        expect(evaluateGfp(gfpSpelling(bits, table), table).value).toBe(bits);
      }),
    );
    expect(gfpSpelling(0xcc0, table)).toBe('GFP_KERNEL');
    expect(gfpSpelling(0x2820, table)).toBe('GFP_ATOMIC | __GFP_NOWARN');
  });
});
