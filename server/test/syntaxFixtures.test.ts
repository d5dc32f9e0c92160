/**
 * test-fixtures/parse on both bindings: every function parses unless its head says `expect: parse-error`, every mark that a
 * `mask:` comment names begins on that line, `inactive:` lines are blank in the named worlds and only there.
 */
import { describe, expect, test } from 'vitest';
import type { Mark, SyntaxNode } from '../src/syntax/api';
import { maskText } from '../src/syntax/mask';
import { loadParser } from '../src/syntax/parserLoader';
import { parseMasked } from '../src/syntax/tree';
import { dialect, fixtures, lineEnds, rt, smp } from './syntaxSupport';

const worlds = [
  ['smp', smp],
  ['rt', rt],
] as const;

function describeMark(mark: Mark, text: string): string {
  switch (mark.kind) {
    case 'attribute':
    case 'contract':
      return `${mark.kind} ${mark.word}`;
    case 'loop':
    case 'scope':
    case 'declaration':
      return `${mark.kind} ${mark.macro}`;
    case 'type-argument':
      return `${mark.kind} ${mark.type}`;
    case 'blanked-call':
      return `${mark.kind} ${mark.name}`;
    case 'statement-argument':
      return `${mark.kind} ${mark.text}`;
    default:
      return `${mark.kind}${text === '' ? '?' : ''}`;
  }
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

describe.each(['native', 'wasm'] as const)('%s', (binding) => {
  describe.each(worlds)('in %s', (world, facts) => {
    test.each(fixtures)('$name', async ({ text }) => {
      const parser = await loadParser(binding);
      const masked = maskText(text, dialect, facts);
      expect(masked.text.length).toBe(text.length);
      expect(lineEnds(masked.text)).toBe(lineEnds(text));
      const tree = parseMasked(parser, masked);
      const lines = text.split('\n');
      const functions = Number(/\/\/ functions: (\d+)/.exec(text)?.[1]);
      expect(tree.functions.map((fn) => fn.name)).toHaveLength(functions);
      const broken = tree.functions.filter((fn) => fn.hasError).map((fn) => fn.name);
      const expected = tree.functions.filter((fn) =>
        lines[lineOf(text, fn.nameSpan.start) - 1]?.includes('expect: parse-error'),
      );
      expect(broken).toEqual(expected.map((fn) => fn.name));
      for (const fn of tree.functions) if (!fn.hasError) expect(fn.node()?.type, fn.name).toBe('function_definition');
      const marks = masked.marks.map((mark) => `${lineOf(text, mark.span.start)}: ${describeMark(mark, text)}`);
      lines.forEach((line, index) => {
        const inactive = /\/\/ inactive: ([\w ]+)/.exec(line)?.[1]?.split(' ');
        if (inactive) {
          const isBlank = masked.text.split('\n')[index]?.trim() === '';
          expect(isBlank, `line ${index + 1}`).toBe(inactive.includes(world));
        }
        for (const [, mark] of line.matchAll(/mask: ([^;]+?)(?=;|$)/g)) {
          // A semicolon goes into the white space before the next token, which may be on the next line.
          if (mark === 'semicolon')
            expect(marks.some((m) => m === `${index + 1}: semicolon` || m === `${index + 2}: semicolon`)).toBe(true);
          else expect(marks).toContain(`${index + 1}: ${mark}`);
        }
      });
      tree.drop();
    });
  });

  test('a braceless loop keeps its call', async () => {
    const text = 'void f(void)\n{\n\tfor_each_populated_zone(zone)\n\t\trefill(zone);\n}\n';
    const tree = parseMasked(await loadParser(binding), maskText(text, dialect, smp));
    const body = tree.functions[0]?.node()?.field('body');
    const loop = body?.children[0];
    expect(loop?.type).toBe('while_statement');
    expect(loop?.field('body')?.children[0]?.type).toBe('call_expression');
  });

  test('no call of a statement is read as a type', async () => {
    const text = 'void f(void)\n{\n\ta = 1;\n\tcount(ROUND(a * b));\n\tcount(a * (b));\n}\n';
    const tree = parseMasked(await loadParser(binding), maskText(text, dialect, smp));
    const statements = tree.functions[0]?.node()?.field('body')?.children.slice(1) ?? [];
    expect(statements.map((statement) => statement.children[0]?.type)).toEqual(['call_expression', 'call_expression']);
    expect(statements.map((statement) => statement.children[0]?.parent === statement)).toEqual([true, true]);
  });

  test('a missing name of a declaration macro is found, with its type', async () => {
    const text = 'static LIST_HEAD(waiting);\nint f(void)\n{\n\tXA_STATE(xas, &m->pages, index(v));\n\treturn 0;\n}\n';
    const tree = parseMasked(await loadParser(binding), maskText(text, dialect, smp));
    const [list] = tree.declarations();
    expect(list?.type).toBe('declaration');
    expect(list && tree.text(list)).toContain('waiting');
    const declaration = tree.functions[0]?.node()?.field('body')?.children[0];
    const value = declaration?.field('declarator')?.field('value');
    expect(value?.type).toBe('initializer_list');
    expect(value?.children.map((child) => child.type)).toEqual(['pointer_expression', 'call_expression']);
  });
});

test('both bindings build the same nodes', async () => {
  const native = await loadParser('native');
  const wasm = await loadParser('wasm');
  for (const { text } of fixtures) {
    const masked = maskText(text, dialect, smp);
    expect(outline(parseMasked(wasm, masked).root())).toBe(outline(parseMasked(native, masked).root()));
  }
});

function outline(node: SyntaxNode): string {
  const children = node.children.map(outline).join(' ');
  return `(${node.fieldName ?? ''}:${node.type}${node.isError ? '!' : ''} ${node.start}-${node.end} ${children})`;
}
