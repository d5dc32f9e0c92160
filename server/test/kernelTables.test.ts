/** Fixtures of the primitive tables: each row has a call in test-fixtures/kernel, with what it does beside it. */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { KernelVersion } from '../src/kernel/api';
import { kernelFacts, kernelFactsFor } from '../src/kernel/facts';
import { LOCK_KINDS } from '../src/kernel/lockKinds';
import type { Row } from '../src/kernel/rows';
import { TABLES } from '../src/kernel/tables';
import { inRange, KERNEL_VERSIONS, nearestVersion } from '../src/kernel/versions';
import { isWorld, WORLDS, type World } from '../src/kernel/worlds';
import { effectsText } from './kernelEffectText';

const fixtures = path.resolve(import.meta.dirname, '../../test-fixtures/kernel');

interface Line {
  readonly name: string;
  readonly argumentCount: number;
  readonly version: KernelVersion;
  readonly expected: ReadonlyMap<World, string>;
}

function readLines(file: string): readonly Line[] {
  const lines: Line[] = [];
  for (const line of readFileSync(path.join(fixtures, file), 'utf8').split('\n')) {
    const match = /^\t(\w+)\((.*)\); \/\/ (?:\[([\d.]+)\] )?(.*)$/.exec(line);
    if (match === null) continue;
    const [, name = '', args = '', version = '6.12', text = ''] = match;
    const expected = new Map<World, string>();
    for (const part of text.split(/ \| (?=(?:smp|rt|up)[,:])/)) {
      const words = /^((?:smp|rt|up)(?:, (?:smp|rt|up))*): (.*)$/.exec(part);
      const worlds = words?.[1]?.split(', ').filter(isWorld) ?? WORLDS;
      for (const world of worlds) expected.set(world, words?.[2] ?? part);
    }
    lines.push({
      name,
      argumentCount: args === '' ? 0 : args.split(', ').length,
      version: nearestVersion(version),
      expected,
    });
  }
  return lines;
}

const holds = (row: Row, version: KernelVersion): boolean => inRange(row, version === '6.15' ? '99.0' : version);

describe.each(Object.keys(TABLES))('table %s', (table) => {
  const rows = TABLES[table] ?? [];
  const lines = readLines(`${table}.c`);

  it('does what the fixture says beside each call', () => {
    for (const line of lines) {
      for (const world of WORLDS) {
        const effects = kernelFacts(line.version).callEffects(line.name, line.argumentCount, world);
        expect(effects === undefined ? 'unknown' : effectsText(effects), `${line.name} in ${world}`).toBe(
          line.expected.get(world),
        );
      }
    }
  });

  it('has a fixture line for every row', () => {
    const unused = rows.filter(
      (row) =>
        !lines.some(
          (line) =>
            line.name === row.name &&
            holds(row, line.version) &&
            (row.argumentCount === undefined || row.argumentCount === line.argumentCount),
        ),
    );
    expect(unused.map((row) => row.name)).toEqual([]);
  });

  it('is sorted and names its sources', () => {
    const names = rows.map((row) => row.name);
    expect(names).toEqual([...names].sort());
    for (const row of rows) expect(row.source, row.name).toMatch(/\d/);
  });
});

describe('all tables', () => {
  it('say one thing of a name in one version', () => {
    for (const version of KERNEL_VERSIONS) {
      const seen = new Set<string>();
      const twice: string[] = [];
      for (const row of Object.values(TABLES).flat()) {
        if (!holds(row, version)) continue;
        // alloc_pages_nolock() and kvrealloc() differ by their number of arguments.
        const key = `${row.name}/${row.argumentCount ?? '*'}`;
        if (seen.has(key)) twice.push(key);
        seen.add(key);
      }
      expect(twice, version).toEqual([]);
    }
  });

  it('have no fixture file without a table', () => {
    expect(
      readdirSync(fixtures).filter((file) => file.endsWith('.c') && TABLES[file.slice(0, -2)] === undefined),
    ).toEqual([]);
  });

  it('keep takes and drops of a lock in step: what acquires has a release of the same flavour', () => {
    const rows = Object.values(TABLES)
      .flat()
      .filter((row): row is Extract<Row, { family: 'lock' }> => row.family === 'lock');
    for (const row of rows.filter((candidate) => candidate.operation === 'acquire')) {
      const partner = rows.find(
        (other) =>
          other.operation === 'release' &&
          other.lock === row.lock &&
          other.irq === row.irq &&
          other.mode === row.mode &&
          other.member === row.member &&
          other.global === row.global,
      );
      expect(partner, row.name).toBeDefined();
    }
  });

  it('answer the second spelling of allocator functions, and say nothing of unknown names', () => {
    const facts = kernelFacts('6.12');
    expect(facts.callEffects('kmalloc_noprof', 2, 'smp')).toEqual(facts.callEffects('kmalloc', 2, 'smp'));
    expect(facts.callEffects('no_such_function', 0, 'smp')).toBeUndefined();
    expect(facts.isPrimitive('no_such_function')).toBe(false);
    expect(facts.isNoReturn('panic')).toBe(true);
    expect(facts.isNoReturn('printk')).toBe(false);
  });

  it('serve trees of any version by the nearest older table', () => {
    expect(kernelFactsFor('6.12.117').version).toBe('6.12');
    expect(kernelFactsFor('6.6').version).toBe('6.1');
    expect(kernelFactsFor('4.19').version).toBe('5.8');
    expect(kernelFactsFor('7.0').version).toBe('6.15');
  });
});

describe('lock kinds', () => {
  const facts = kernelFacts('6.12');

  it('know their C types', () => {
    expect(facts.lockKindOfType('spinlock_t')).toBe('spinlock');
    expect(facts.lockKindOfType('const struct  mutex')).toBe('mutex');
    expect(facts.lockKindOfType('seqcount_mutex_t')).toBe('seqcount_mutex');
    expect(facts.lockKindOfType('struct page')).toBeUndefined();
  });

  it('sleep and pin as the world has it', () => {
    const word = (kind: (typeof LOCK_KINDS)[number], world: World): string => {
      const k = facts.lockKind(kind, world);
      return [
        k.sleepsToAcquire && 'sleeps',
        k.disablesPreemption && 'preempt',
        k.entersRcu && 'rcu',
        k.disablesMigration && 'migrate',
        k.rtCheck !== 'none' && k.rtCheck,
      ]
        .filter((part) => part !== false)
        .join(' ');
    };
    expect(word('raw_spinlock', 'rt')).toBe('preempt');
    expect(word('spinlock', 'smp')).toBe('preempt');
    expect(word('spinlock', 'rt')).toBe('sleeps rcu migrate after-lockdep');
    expect(word('rwlock', 'rt')).toBe('sleeps rcu migrate before-lockdep');
    expect(word('mutex', 'smp')).toBe('sleeps');
    expect(word('local_lock', 'smp')).toBe('');
    expect(word('seqcount_mutex', 'smp')).toBe('preempt');
    expect(word('seqcount_mutex', 'rt')).toBe('');
    expect(word('bit_spinlock', 'rt')).toBe('preempt');
  });

  it('have the wait types of lockdep with raw lock nesting', () => {
    const waits = LOCK_KINDS.map(
      (kind) => `${kind} ${facts.lockKind(kind, 'smp').wait.outer}:${facts.lockKind(kind, 'smp').wait.inner}`,
    );
    expect(waits).toContain('spinlock 0:3');
    expect(waits).toContain('raw_spinlock 0:2');
    expect(waits).toContain('mutex 0:4');
    expect(waits).toContain('rcu 1:3');
    expect(waits).toContain('rcu_sched 1:2');
    expect(waits).toContain('percpu_rwsem 0:0');
  });
});
