/** One record that several units define: where the fields of all of them lie. */
import { beforeAll, describe, expect, test } from 'vitest';
import { collectDeclarations, type FileDeclarations } from '../src/ir/declarations';
import { createLayouts, type Layouts } from '../src/machine/layout';
import { type IrFrontEnd, irFrontEnd } from './irSupport';

let frontEnd: IrFrontEnd;
beforeAll(async () => {
  frontEnd = await irFrontEnd();
});

function declarations(text: string): FileDeclarations {
  const masked = frontEnd.mask(text);
  return collectDeclarations(frontEnd.parse(masked), masked, frontEnd.options.preprocessor);
}

/** The model's page: its first anonymous member holds the list link alone. */
const OURS = `
struct link { struct link *next; struct link *prev; };
struct lock { int raw; };
struct page {
	unsigned long flags;
	union { struct link lru; struct link free_link; };
	void *mapping;
	unsigned long index;
	unsigned long private;
	union { unsigned int kind; int mapped; };
	int users;
};
`;

/** The tree's: the first anonymous member holds five words, and one of its uses is longer than that. */
const THEIRS = `
struct lock { union { struct inner { int slow; long map[8]; } rlock; }; };
struct page {
	unsigned long flags;
	union {
		struct {
			union { struct link lru; struct { void *filler; unsigned int locked; }; struct link free_link; };
			void *mapping;
			pgoff_t index;
			unsigned long private;
		};
		struct { unsigned long pad; void *table; unsigned long pad2; void *owner; struct lock ptl; };
	};
	union { int mapped; unsigned int kind; };
	int users;
	unsigned long group;
};
`;

const PAGE = { kind: 'record', tag: 'page', union: false } as const;

describe('a record of the model that the tree defines otherwise', () => {
  const both = (): Layouts => createLayouts([declarations(OURS), declarations(THEIRS)]);

  test.each([
    ['flags', 0],
    ['lru', 8],
    ['free_link', 8],
    ['mapping', 24],
    ['index', 32],
    ['private', 40],
    ['kind', 48],
    ['mapped', 48],
    ['users', 52],
  ])('%s stays at %i, and is modelled', (name, offset) => {
    const layouts = both();
    expect(layouts.field(PAGE, name)?.offset).toBe(offset);
    expect(layouts.laterField(PAGE, offset)).toBeUndefined();
  });

  test.each([
    ['table', 16],
    ['locked', 16],
    ['ptl', 40],
  ])('%s lies at %i, over the field that is there', (name, offset) => {
    expect(both().field(PAGE, name)?.offset).toBe(offset);
  });

  test('what only the tree has lies where nothing is, and is named', () => {
    const layouts = both();
    const offset = layouts.field(PAGE, 'group')?.offset ?? 0;
    expect(offset).toBeGreaterThanOrEqual(56);
    expect(layouts.laterField(PAGE, offset)).toBe('struct page.group');
  });
});
