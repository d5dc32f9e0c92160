/** Headers: what the scanner finds, which of several definitions a file sees, and what the declarations say. */
import { expect, test } from 'vitest';
import { preprocessorFacts } from '../../src/kernel/config';
import type { World } from '../../src/kernel/worlds';
import { loadParser } from '../../src/syntax/parserLoader';
import { DIALECT } from '../../src/workspace/dialect';
import { HeaderClosure } from '../../src/workspace/headerClosure';
import { HeaderDeclarations, parseDefine, SnippetReader } from '../../src/workspace/headerDeclarations';
import { textFiles } from '../../src/workspace/headerFiles';
import { scanHeader } from '../../src/workspace/headerScan';
import { HeaderStore } from '../../src/workspace/headerStore';

const ATTRIBUTES: ReadonlySet<string> = new Set(DIALECT.attributeCalls);

function names(text: string): string[] {
  return scanHeader(text, ATTRIBUTES).entries.map(({ kind, name }) => `${kind} ${name}`);
}

test.each([
  ['struct a { int x; struct b { int y; } z; };', ['record a', 'record b']],
  ['struct forward;', []],
  ['typedef struct { int x; } a_t;', ['typedef a_t']],
  ['typedef struct a { int x; } a_t;', ['typedef a_t', 'record a']],
  ['typedef int (*handler_t)(int, void *);', ['typedef handler_t']],
  ['enum kind { ONE, TWO = 2, /* x */ THREE };', ['enum kind', 'enumerator ONE', 'enumerator TWO', 'enumerator THREE']],
  ['extern int a, b[3];', ['global a', 'global b']],
  ['extern int (*hook)(int);', ['global hook']],
  ['int __printf(1, 2) report(const char *fmt, ...);', ['function report']],
  [
    'static inline int twice(int x)\n{\n\treturn 2 * x;\n}\nstatic inline int three(void)\n{ return 3; }',
    ['function twice', 'function three'],
  ],
  ['#define A(x) \\\n\t(x)\n#define B 1', ['macro A', 'macro B']],
  [
    'DECLARE_PER_CPU(struct a, counters);\nint f(void);',
    ['macro-call struct', 'macro-call a', 'macro-call counters', 'function f'],
  ],
  ['EXPORT_SYMBOL(x)\nint f(void);', ['macro-call x', 'function f']],
  ['#ifdef __ASSEMBLY__\n.macro a {\n#else\nint f(void);\n#endif', ['function f']],
  ['static const char *const texts[] = { "a", "b" };\nint g;', ['global texts', 'global g']],
  [
    '#if A\nstatic inline int f(int x) {\n#else\nstatic inline int f(long x) {\n#endif\n\treturn 1;\n}\nint g;',
    ['function f', 'global g'],
  ],
])('scan of %j', (text, expected) => {
  expect(names(text)).toEqual(expected);
});

async function declarationsOf(files: Record<string, string>, world: World = 'smp'): Promise<HeaderDeclarations> {
  const facts = preprocessorFacts(world, '6.12');
  const store = new HeaderStore(textFiles(new Map(Object.entries(files))), ATTRIBUTES);
  const closure = new HeaderClosure(store, facts, 'mm/x.c', [{ path: 'first.h', angled: true }]);
  return new HeaderDeclarations(closure, new SnippetReader(store, await loadParser(), DIALECT, facts), store);
}

test('the first definition in include order wins, and configuration decides between arms', async () => {
  const files = {
    'first.h': '#include <second.h>\n#ifndef arch_value\n#define value 1\n#endif\n#define late 2\n',
    'second.h':
      '#define arch_value\n#define value 7\n#define late 1\n#ifdef CONFIG_PREEMPT_RT\nstruct s { int rt; };\n#else\nstruct s { long plain; };\n#endif\n',
  };
  const smp = await declarationsOf(files);
  expect(smp.macro('value')?.body).toBe('7');
  expect(smp.macro('late')?.body).toBe('1');
  expect(smp.record('s', false)?.fields.map(({ name }) => name)).toEqual(['plain']);
  const rt = await declarationsOf(files, 'rt');
  expect(rt.record('s', false)?.fields.map(({ name }) => name)).toEqual(['rt']);
});

test('an include guard does not hide its own header', async () => {
  const declarations = await declarationsOf({
    'first.h': '#ifndef _FIRST_H\n#define _FIRST_H\nint f(int x);\n#endif\n',
  });
  expect(declarations.functionType('f')?.params.length).toBe(1);
});

test('array bounds and enum values are evaluated across headers', async () => {
  const declarations = await declarationsOf({
    'first.h': '#include <second.h>\nstruct s { int a[COUNT + 1]; };\n',
    'second.h': 'enum { ZERO, ONE, COUNT };\n',
  });
  expect(declarations.enumConstant('COUNT')).toBe(2n);
  expect(declarations.record('s', false)?.fields[0]?.type).toMatchObject({ kind: 'array', length: 3 });
});

test('a body is found where a prototype came first', async () => {
  const declarations = await declarationsOf({
    'first.h': 'int f(int);\nstatic inline int f(int x)\n{\n\treturn x;\n}\n',
  });
  const found = declarations.functionBody('f');
  expect(found?.header.slice(found.start, found.end)).toMatch(/^static inline int f/);
});

test('a header that includes itself, or a cycle, ends', async () => {
  const declarations = await declarationsOf({
    'first.h': '#include <second.h>\nint a;\n',
    'second.h': '#include <first.h>\nint b;\n',
  });
  expect(declarations.global('a')?.name).toBe('a');
  expect(declarations.global('b')?.name).toBe('b');
});

test('defines', () => {
  expect(parseDefine('#define F(a, b...) \\\n\tg(a, /* why */ ##b)')).toEqual({
    name: 'F',
    params: ['a', 'b...'],
    body: 'g(a,   ##b)',
  });
  expect(parseDefine('# define EMPTY()')).toEqual({ name: 'EMPTY', params: [], body: '' });
  expect(parseDefine('#define N 4 // four')).toEqual({ name: 'N', body: '4' });
});
