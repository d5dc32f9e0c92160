/** The embedded declarations parse in every world and version, and hold every type and name the tables speak of. */
import { describe, expect, it } from 'vitest';
import dialectTable from '../../grammars/dialect.json';
import { collectDeclarations } from '../src/ir/declarations';
import { preprocessorFacts } from '../src/kernel/config';
import { embeddedDeclarations } from '../src/kernel/declarations';
import { LOCK_KINDS, lockKindFacts } from '../src/kernel/lockKinds';
import { TABLES } from '../src/kernel/tables';
import { inRange, KERNEL_VERSIONS } from '../src/kernel/versions';
import { WORLDS } from '../src/kernel/worlds';
import type { Dialect, SyntaxNode } from '../src/syntax/api';
import { maskText } from '../src/syntax/mask';
import { loadParser } from '../src/syntax/parserLoader';
import { parseMasked } from '../src/syntax/tree';

const parser = await loadParser();
const dialect = dialectTable as unknown as Dialect;

function read(version: string, world: (typeof WORLDS)[number]) {
  const facts = preprocessorFacts(world, version);
  const masked = maskText(embeddedDeclarations(version), dialect, facts);
  const tree = parseMasked(parser, masked);
  return { masked, tree, declarations: collectDeclarations(tree, masked, facts) };
}

describe.each(KERNEL_VERSIONS)('embedded declarations of %s', (version) => {
  it.each(WORLDS)('parse without an error node in %s', (world) => {
    const { tree, masked } = read(version, world);
    const broken: string[] = [];
    const visit = (node: SyntaxNode): void => {
      if (node.isError) broken.push(masked.text.slice(node.start, node.start + 80));
      else if (node.hasError) for (const child of node.children) visit(child);
    };
    visit(tree.root());
    expect(broken).toEqual([]);
  });

  it('declare the allocator objects with the fields of the version', () => {
    const { declarations } = read(version, 'smp');
    const fields = (tag: string): string[] => declarations.record(tag, false)?.fields.map((field) => field.name) ?? [];
    expect(fields('zone')).toContain('lock');
    expect(fields('zone')).toContain(version.startsWith('5.') ? 'pageset' : 'per_cpu_pageset');
    expect(fields('per_cpu_pages').includes('lock')).toBe(!version.startsWith('5.'));
    expect(fields('per_cpu_pages').includes('high_min')).toBe(version === '6.12' || version === '6.15');
    expect(fields('pglist_data')).toContain('kswapd_wait');
    expect(fields('page')).toContain('_refcount');
    expect(declarations.enumConstant('MIGRATE_PCPTYPES')).toBe(3n);
    expect(declarations.macro('GFP_KERNEL')).toBeDefined();
  });

  it('declare every lock type and every primitive', () => {
    const { declarations } = read(version, 'smp');
    for (const kind of LOCK_KINDS) {
      const { cType } = lockKindFacts(kind, 'smp');
      if (cType === '' || cType === 'unsigned long') continue;
      const tag = /^struct (\w+)$/.exec(cType)?.[1];
      expect(tag === undefined ? declarations.typedef(cType) : declarations.record(tag, false), cType).toBeDefined();
    }
    const missing = Object.values(TABLES)
      .flat()
      .filter((row) => inRange(row, version === '6.15' ? '99.0' : version) && !row.name.startsWith('__builtin'))
      .filter((row) => declarations.functionType(row.name) === undefined && declarations.macro(row.name) === undefined)
      .map((row) => row.name);
    expect(missing).toEqual([]);
  });
});
