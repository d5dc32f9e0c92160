/** Properties of mask and documents over broken, half-typed, binary and huge text. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SyntaxNode } from '../src/syntax/api';
import { editBody, openDocument, updateDocument } from '../src/syntax/document';
import { maskText } from '../src/syntax/mask';
import { loadParser } from '../src/syntax/parserLoader';
import { dialect, fixtures, lineEnds, rt, smp } from './syntaxSupport';

const words = [
  '#if CONFIG_SMP\n', '#else\n', '#endif\n', '#define LOOP(x) for (x)\n', '#define M(\\\n', '{', '}', '(', ')', '[', ']', ';', ',', '\n', '\r\n', ' ', '\t',
  '/*', '*/', '//', '"', "'", '\\', 'struct x', 'for_each_zone(z)', 'scoped_guard(rcu)', 'DEFINE_SPINLOCK(a)', 'SYSCALL_DEFINE2(a, int, b, int, c)', '__init',
  '__must_hold(x)', 'XA_STATE(x, a, b)', 'asm volatile("x" : "=r"(a))', 'typeof(', 'case 1 ... 2:', 'goto *x;', 'static', 'int f(void)', 'LIST_HEAD(', '=', '...', '\u00e9', '\ud800', '\0', 'auto x = 1;', 'do',
  'while_each_thread(a, b);', 'struct_group(a, int b;)', 'enum { A(1) }', '220A', '16 KB', 'FOO\n}', '#', '#include <a.h>\n', 'KERN_INFO X',
]; // biome-ignore format: a table

const snippet = fc.array(fc.constantFrom(...words), { maxLength: 60 }).map((parts) => parts.join(''));
const anyText = fc.oneof(snippet, fc.string({ unit: 'binary', maxLength: 200 }));

const fixtureText = fc.constantFrom(...fixtures.map((fixture) => fixture.text));

/** A fixture with a piece replaced: what an editor holds while somebody types. */
const typed = fc.tuple(fixtureText, fc.nat(), fc.nat({ max: 40 }), snippet).map(([text, at, length, inserted]) => {
  const start = at % (text.length + 1);
  return { before: text, after: text.slice(0, start) + inserted.slice(0, 30) + text.slice(start + length) };
});

/** Half-typed texts: pieces put one after the other into the bodies of a fixture. */
const typing = fc
  .tuple(fixtureText, fc.array(fc.tuple(fc.nat(), snippet), { minLength: 1, maxLength: 4 }))
  .map(([before, pieces]) => {
    const texts: string[] = [];
    let text = before;
    for (const [seed, piece] of pieces) {
      const { functions } = maskText(text, dialect, smp);
      const fn = functions[seed % Math.max(functions.length, 1)];
      if (fn === undefined) continue;
      const at = fn.body.start + 1 + (seed % Math.max(fn.body.end - fn.body.start - 1, 1));
      for (const part of piece.slice(0, 60).match(/[\s\S]{1,12}/g) ?? []) {
        text = text.slice(0, at) + part + text.slice(at);
        texts.push(text);
      }
    }
    return { before, texts };
  });

describe('mask', () => {
  test('keeps length and line ends of any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyText,
          typed.map((edit) => edit.after),
        ),
        (text) => {
          const masked = maskText(text, dialect, smp);
          expect(masked.text.length).toBe(text.length);
          expect(lineEnds(masked.text)).toBe(lineEnds(text));
          expect(maskText(masked.text, dialect, smp).text.length).toBe(text.length);
          for (const mark of masked.marks) {
            expect(mark.span.start).toBeGreaterThanOrEqual(0);
            expect(mark.span.end).toBeLessThanOrEqual(text.length);
          }
          for (const fn of masked.functions) expect(fn.span.start).toBeLessThanOrEqual(fn.body.start);
        },
      ),
      { seed: 1, numRuns: 600 },
    );
  });

  test('reads every prefix of the fixtures', () => {
    for (const { text } of fixtures)
      for (let length = 0; length < text.length; length += 13) {
        expect(maskText(text.slice(0, length), dialect, rt).text.length).toBe(length);
      }
  });

  test('takes time in proportion to the text', () => {
    for (const piece of [
      '(',
      '{',
      '#if 1\n',
      '/*',
      '"',
      'f(',
      'do {',
      'a b(',
      ') {',
      '#define A A\n#if A\n',
      'x(;',
      '[',
      'struct ',
      '\\\n',
    ]) {
      const began = performance.now();
      maskText(piece.repeat(50_000), dialect, smp);
      expect(performance.now() - began, JSON.stringify(piece)).toBeLessThan(5000);
    }
  });
});

describe.each(['native', 'wasm'] as const)('documents, %s', (binding) => {
  test('an update equals a fresh parse', async () => {
    const parser = await loadParser(binding);
    fc.assert(
      fc.property(typed, fc.array(snippet, { maxLength: 2 }), ({ before, after }, more) => {
        let document = openDocument(parser, before, dialect, smp);
        for (const text of [after, ...more.map((extra) => after.slice(0, 200) + extra + after.slice(200)), before]) {
          document = updateDocument(document, text).document;
          const fresh = openDocument(parser, text, dialect, smp);
          expect(document.masked).toEqual(fresh.masked);
          expect(document.tree.functions.map(summary)).toEqual(fresh.tree.functions.map(summary));
          // Where both parse, the trees are equal; error recovery may differ with history.
          document.tree.functions.forEach((fn, index) => {
            if (!fn.hasError) expect(outline(fn.node())).toBe(outline(fresh.tree.functions[index]?.node()));
          });
          fresh.tree.drop();
        }
        document.tree.drop();
      }),
      { seed: 2, numRuns: 60 },
    );
  });

  test('typing in bodies gives what a fresh mask and parse give, function by function', async () => {
    const parser = await loadParser(binding);
    let local = 0;
    fc.assert(
      fc.property(typing, ({ before, texts }) => {
        let document = openDocument(parser, before, dialect, smp);
        for (const text of texts) {
          const edited = editBody(document, text);
          const fresh = openDocument(parser, text, dialect, smp);
          const update = edited ?? updateDocument(document, text, fresh.masked);
          if (edited !== undefined) {
            local++;
            expect(edited.document.masked).toEqual(fresh.masked);
            expect(edited.document.tree.functions.map(summary)).toEqual(fresh.tree.functions.map(summary));
            const [changed] = edited.changed;
            const other = fresh.tree.functions.find((fn) => fn.span.start === changed?.span.start);
            if (other?.hasError === false) expect(outline(changed?.node())).toBe(outline(other.node()));
          }
          document = update.document;
          fresh.tree.drop();
        }
        // What was left unparsed is parsed when somebody asks, and on the way to the next text.
        const fresh = openDocument(parser, document.text, dialect, smp);
        document.tree.functions.forEach((fn, index) => {
          if (!fn.hasError) expect(outline(fn.node())).toBe(outline(fresh.tree.functions[index]?.node()));
        });
        const back = updateDocument(document, before, maskText(before, dialect, smp)).document;
        expect(back.tree.functions.map(summary)).toEqual(
          openDocument(parser, before, dialect, smp).tree.functions.map(summary),
        );
      }),
      { seed: 3, numRuns: 150 },
    );
    expect(local).toBeGreaterThan(300);
  });

  test('deep nesting is an error, not a crash', async () => {
    const parser = await loadParser(binding);
    for (const piece of ['(', '{', '!', 'a(', 'if (x) ', 'x ? ', '{ while (1) '])
      for (const closed of [true, false]) {
        const end = closed
          ? '1' +
            piece
              .replace(/[^({]/g, '')
              .split('')
              .reverse()
              .map((c) => (c === '(' ? ')' : '}'))
              .join('')
              .repeat(5_000)
          : '';
        const document = openDocument(
          parser,
          `void f(void) { ${piece.repeat(5_000)}${end}; }\nvoid g(void) { }\n`,
          dialect,
          smp,
        );
        for (const fn of document.tree.functions) fn.node();
        document.tree.root();
        document.tree.drop();
      }
    const macros = `#define A A + A * A + A\n#if A\n#endif\n`;
    expect(openDocument(parser, macros, dialect, smp).masked.functions).toEqual([]);
  });

  test('names the changed function only', async () => {
    const parser = await loadParser(binding);
    const text = fixtures.find((fixture) => fixture.name === 'loops.c')?.text ?? '';
    const document = openDocument(parser, text, dialect, smp);
    const update = updateDocument(document, text.replace('free_one(page);', 'free_two(page);\n'));
    expect(update.changed.map((fn) => fn.name)).toEqual(['braceless_call']);
    expect(update.removed).toEqual([]);
    expect(update.surroundings).toBe(false);
    const again = updateDocument(update.document, text.replace('#define walk_until', '#define walk_unless'));
    expect(again.surroundings).toBe(true);
    expect(again.changed.map((fn) => fn.name)).toContain('local_macro');
  });
});

function summary(fn: { name: string; hasError: boolean; span: { start: number; end: number } }): string {
  return `${fn.name} ${fn.span.start}-${fn.span.end} ${fn.hasError}`;
}

function outline(node: SyntaxNode | undefined): string {
  return node ? `(${node.type} ${node.start}-${node.end} ${node.children.map(outline).join(' ')})` : '';
}
