/** The IR of small fixtures as text (test-fixtures/ir/NAME.ir), and the rules every IR keeps. */
import { beforeAll, describe, expect, test } from 'vitest';
import { printGlobal, printIr } from '../src/ir/print';
import { validateIr } from '../src/ir/validate';
import { createScanner, irCalls } from './irScanner';
import { type IrFrontEnd, irFixtures, irFrontEnd } from './irSupport';
import { dialect, fixtures as parseFixtures } from './syntaxSupport';

let frontEnd: IrFrontEnd;
beforeAll(async () => {
  frontEnd = await irFrontEnd();
});

describe('fixtures', () => {
  test.each(irFixtures)('$name', async ({ text, expected }) => {
    const file = frontEnd.lower(text);
    const lines = [
      ...file.functions.map(printIr),
      ...file.unlowered.map(({ name, reason }) => `${name}: not lowered, ${reason}`),
    ];
    if (file.globals.length > 0) lines.push(file.globals.map(printGlobal).join('\n'));
    await expect(`${lines.join('\n\n')}\n`).toMatchFileSnapshot(expected);
  });
});

describe('every call of the text stands once', () => {
  test.each([...irFixtures, ...parseFixtures])('$name', ({ text }) => {
    const masked = frontEnd.mask(text);
    const file = frontEnd.lower(text);
    expect(file.functions.length + file.unlowered.length).toBe(masked.functions.length);
    for (const fn of file.functions) {
      expect(validateIr(fn)).toEqual([]);
      const stands = irCalls(fn);
      for (const { name, start } of createScanner(text, masked, fn.bodySpan, dialect)) {
        expect({ in: fn.name, name, start, stands: stands.get(start) }).toEqual({
          in: fn.name,
          name,
          start,
          stands: [name],
        });
      }
    }
  });
});

test('words of comments in a head say nothing of the function', () => {
  const { functions } = frontEnd.lower(
    'int /* not static */ seen(int x) // nor inline\n{\n\treturn x;\n}\nstatic /* seen */ inline int hidden(void)\n{\n\treturn 0;\n}\n',
  );
  expect(functions.map((fn) => [fn.name, fn.static, fn.inline])).toEqual([
    ['seen', false, false],
    ['hidden', true, true],
  ]);
});

test('the same text gives the same IR', () => {
  for (const { text } of irFixtures) expect(frontEnd.lower(text)).toEqual(frontEnd.lower(text));
});

describe('bad input', () => {
  const reasonOf = (text: string): string | undefined => frontEnd.lower(text).unlowered[0]?.reason;
  test('a parse error names its place', () => {
    expect(reasonOf('int f(void)\n{\n\treturn 1 +;\n}\n')).toMatch(/^parse error at 3:/);
  });
  test('goto without a label, break without a loop', () => {
    expect(reasonOf('void f(void)\n{\n\tgoto nowhere;\n}\n')).toBe('goto to an unknown label nowhere at 3:2');
    expect(reasonOf('void f(void)\n{\n\tbreak;\n}\n')).toBe('break outside a loop at 3:2');
  });
  test('deep nesting and long chains are bounded', () => {
    const deep = `int f(int a)\n{\n\treturn ${'('.repeat(5000)}a${')'.repeat(5000)};\n}\n`;
    const result = frontEnd.lower(deep);
    expect(result.functions.length + result.unlowered.length).toBe(1);
    const blocks = `void f(int a)\n{\n${'{ if (a) '.repeat(600)};${'}'.repeat(600)}\n}\n`;
    expect(reasonOf(blocks)).toMatch(/nested too deeply|parse error/);
    const long = `int f(int a)\n{\n\treturn a${' + a'.repeat(3000)};\n}\n`;
    expect(frontEnd.lower(long).unlowered.map(({ reason }) => reason.replace(/ at .*/, ''))).toEqual([
      'nested too deeply',
    ]);
  });
  test('macros that call themselves, each other, or grow without end', () => {
    const self = frontEnd.lower('#define f(x) f(x) + 1\nint g(int a)\n{\n\treturn f(a);\n}\n');
    expect(self.functions.map(printIr).join()).toContain('call f(a)');
    const bomb = Array.from({ length: 30 }, (_, i) => `#define m${i + 1} m${i} m${i}`).join('\n');
    const result = frontEnd.lower(`${bomb}\n#define big(x) m30\nint g(int a)\n{\n\treturn big(a);\n}\n`);
    expect(result.functions.length + result.unlowered.length).toBe(1);
  });
});
