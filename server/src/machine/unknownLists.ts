/**
 * Lists that nobody has seen the entries of: a well-formed one is taken for granted. An entry that comes to life knows where
 * the run came from, and after a few entries the list closes: a loop that looks at an entry before it asks whether that is
 * the head (list_for_each_entry_safe()) would never end otherwise. Simplification: no unknown list is longer (misses).
 */
import { type MemoryObject, objectAt, readCell } from './memory';
import type { State } from './state';
import { derive, truth } from './unknowns';
import { isPointer, type Pointer, type Unknown } from './values';

/** struct list_head: next, then prev. */
const LIST_NEXT = 0;
const LIST_PREV = 8;

/** Entries of an unknown list besides its head. */
const ENTRIES = 2;

type Direction = 'next' | 'prev';

export class UnknownLists {
  /** Unknown links by their keys: the entry or head they were read from. */
  private readonly links = new Map<string, { readonly from: Pointer; readonly link: Direction }>();

  note(value: Unknown, from: Pointer, link: Direction): void {
    this.links.set(value.key, { from, link });
  }

  /** The entry `value` has come to life in `object`: it points back to where it was found. */
  linkBack(value: Unknown, object: MemoryObject, at: number): void {
    const back = this.links.get(value.key);
    if (back !== undefined) object.cells.set(at + (back.link === 'next' ? LIST_PREV : LIST_NEXT), back.from);
  }

  /** The head, if `value` is the link behind the last entry the list has; undefined: another entry, or no list. */
  closes({ heap, facts }: State, value: Unknown): Pointer | undefined {
    const back = this.links.get(value.key);
    if (back === undefined) return undefined;
    let at = back.from;
    for (let entries = 0; ; entries++) {
      const object = objectAt(heap, at.object);
      if (object === undefined) return undefined;
      const before = object.origin === 'fresh' ? readCell(object, at.offset + opposite(back.link)) : undefined;
      if (before === undefined || !isPointer(before)) {
        return entries >= ENTRIES && truth(facts, derive('==', value, at)) === undefined ? at : undefined;
      }
      at = before;
      if (entries > ENTRIES) return undefined;
    }
  }
}

function opposite(link: Direction): number {
  return link === 'next' ? LIST_PREV : LIST_NEXT;
}
