/** What texts declare, how layers of them answer, and how places are named. */
import { beforeAll, describe, expect, test } from 'vitest';
import { printType } from '../src/ir/ctypes';
import { collectDeclarations, type FileDeclarations, layerDeclarations } from '../src/ir/declarations';
import type { Expression, FunctionIr } from '../src/ir/ir';
import { lowerSnippet } from '../src/ir/lower';
import { ownerField, placeOf } from '../src/ir/places';
import { printExpression, printIr } from '../src/ir/print';
import { fieldOf, resolveType } from '../src/ir/resolve';
import { sizeOf } from '../src/ir/sizes';
import { type IrFrontEnd, irFrontEnd } from './irSupport';

let frontEnd: IrFrontEnd;
beforeAll(async () => {
  frontEnd = await irFrontEnd();
});

function declarations(text: string): FileDeclarations {
  const masked = frontEnd.mask(text);
  return collectDeclarations(frontEnd.parse(masked), masked, frontEnd.options.preprocessor);
}

const zones = `
#define SLOTS (1 << SHIFT)
enum kind { LOW = -1, NORMAL, HIGH = NORMAL + 4, LAST, MASK = (1UL << LAST) - 1 };
typedef struct { int raw; } lock_t;
struct stats { long free[SLOTS]; lock_t guard; };
struct zone {
	lock_t lock;
	union { struct { int order; lock_t inner; }; unsigned long word; };
	struct { lock_t deep; } named;
	struct stats stats;
	unsigned int a : 3, b : 5;
	struct zone *next;
	char name[LAST + 1];
};
extern struct zone zones[4];
static DEFINE_PER_CPU(struct stats, cpu_stats);
struct zone *find(int nid, const char *name, ...);
static inline unsigned long size(struct zone *z) { return z->word; }
`;

describe('declarations of one text', () => {
  test('enums count on and evaluate', () => {
    const found = declarations(zones);
    expect(['LOW', 'NORMAL', 'HIGH', 'LAST', 'MASK', 'NONE'].map((name) => found.enumConstant(name))).toEqual([
      -1n,
      0n,
      4n,
      5n,
      31n,
      undefined,
    ]);
  });
  test('fields through unnamed members, with the record that owns them', () => {
    const found = declarations(zones);
    const zone = { kind: 'record', tag: 'zone', union: false } as const;
    expect(fieldOf(found, zone, 'inner')?.owner.tag).toBe('struct zone::<anon 0>::<anon 0>');
    expect(printType(fieldOf(found, zone, 'named')?.field.type ?? { kind: 'unknown' })).toBe('struct zone::<anon 1>');
    expect(fieldOf(found, zone, 'b')?.field.bitWidth).toBe(5);
    expect(fieldOf(found, zone, 'missing')).toBeUndefined();
    expect(printType(fieldOf(found, zone, 'name')?.field.type ?? { kind: 'unknown' })).toBe('char[6]');
  });
  test('functions, globals, typedefs', () => {
    const found = declarations(zones);
    expect(printType(found.functionType('find') ?? { kind: 'unknown' })).toBe('struct zone *(int, char *, ...)');
    expect(printType(found.functionType('size') ?? { kind: 'unknown' })).toBe('unsigned long(struct zone *)');
    expect(found.global('zones')).toMatchObject({ perCpu: false, static: false });
    expect(found.global('cpu_stats')).toMatchObject({ perCpu: true, static: true });
    expect(printType(resolveType(found, { kind: 'named', name: 'lock_t' }))).toBe('struct <anon lock_t>');
    expect(found.names.functions).toEqual(['find', 'size']);
  });
  test('sizes follow the ABI', () => {
    const found = declarations(
      'struct s { char a; long b; short c : 3, d : 14; int e; };\nunion u { struct s s; char c[3]; };',
    );
    expect(sizeOf({ kind: 'record', tag: 's', union: false }, found)).toBe(24);
    expect(sizeOf({ kind: 'record', tag: 'u', union: true }, found)).toBe(24);
  });
});

test('constants of a text see what the layer around it defines', () => {
  const stats = { kind: 'record', tag: 'stats', union: false } as const;
  const inner = declarations(zones);
  expect(printType(fieldOf(inner, stats, 'free')?.field.type ?? { kind: 'unknown' })).toBe('long[]');
  const layered = layerDeclarations(
    inner,
    declarations('#define SHIFT 3\nint outer_only;\nextern struct zone zones[9];'),
  );
  expect(printType(fieldOf(layered, stats, 'free')?.field.type ?? { kind: 'unknown' })).toBe('long[8]');
  expect(layered.global('outer_only')).toBeDefined();
  expect(printType(layered.global('zones')?.type ?? { kind: 'unknown' })).toBe('struct zone[4]');
});

describe('places', () => {
  test('the member a lock is', () => {
    const found = declarations(zones);
    const text =
      'void f(struct zone *z, int i) { use(&z->lock, &z->inner, &z->named.deep, &zones[i].stats.guard, &z->next->lock, &zones, z); }';
    const [fn] = lowerSnippet(text, { ...frontEnd.options, declarations: found }).functions;
    const args = argumentsOf(fn);
    expect(args.map((arg) => ownerField(arg, found))).toEqual([
      'struct zone.lock',
      'struct zone.inner',
      'struct zone.named.deep',
      'struct stats.guard',
      'struct zone.lock',
      'zones',
      undefined,
    ]);
    expect(args.map((arg) => placeOf(arg).key)).toEqual([
      'v0*.lock',
      'v0*.inner',
      'v0*.named.deep',
      'zones[?].stats.guard',
      'v0*.next*.lock',
      'zones',
      'v0',
    ]);
  });
});

function argumentsOf(fn: FunctionIr | undefined): readonly Expression[] {
  for (const block of fn?.blocks ?? []) for (const step of block.steps) if (step.kind === 'call') return step.args;
  return [];
}

test('contracts and attributes of a function', () => {
  const [fn] = frontEnd.lower(
    'static __always_inline int __init f(struct zone *z)\n\t__must_hold(&z->lock) __releases(z->other)\n{\n\treturn 0;\n}\n',
  ).functions;
  expect(fn?.annotations.map(({ kind, lock }) => [kind, fn && lock && printExpression(fn, lock)])).toEqual([
    ['must_hold', '&z->lock'],
    ['releases', 'z->other'],
  ]);
  expect(fn).toMatchObject({ static: true, inline: true, parameterCount: 1 });
  expect(fn?.attributes).toContain('__init');
});

test('what the caller calls a primitive stays a call, what it knows to end a path ends it', () => {
  const text = '#define take(l) really_take(&(l)->raw)\nvoid f(struct lock *l) { take(l); stop(); after(); }\n';
  const masked = frontEnd.mask(text);
  const options = {
    ...frontEnd.options,
    isPrimitive: (name: string) => name === 'take',
    isNoReturn: (name: string) => name === 'stop',
  };
  const [fn] = lowerSnippet(masked.original, options).functions;
  expect(fn && printIr(fn)).toBe(
    'void f(struct lock * l)\nb0:\n  %1 = call take(l)\n  %2 = call stop()\n  unreachable\nb1: unreachable\n  %3 = call after()\n  return',
  );
});
