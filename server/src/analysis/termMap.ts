/**
 * What a state keeps per term: a small map in the order of arrival whose copies share until one of them changes. States
 * are copied at every fork and hold a dozen entries: two short arrays are searched faster than a Map, and copied in a
 * fifteenth of the time.
 */
import type { Term } from './terms';

export class TermMap<V> {
  constructor(
    private terms: Term[] = [],
    private entries: V[] = [],
    /** The arrays may be seen by others: copies, or loops that are under way. */
    private shared = false,
  ) {}

  get size(): number {
    return this.terms.length;
  }

  copy(): TermMap<V> {
    this.shared = true;
    return new TermMap(this.terms, this.entries, true);
  }

  has(term: Term): boolean {
    return this.terms.indexOf(term) !== -1;
  }

  get(term: Term): V | undefined {
    const at = this.terms.indexOf(term);
    return at === -1 ? undefined : this.entries[at];
  }

  set(term: Term, value: V): void {
    if (this.shared) this.own();
    const at = this.terms.indexOf(term);
    if (at !== -1) {
      this.entries[at] = value;
      return;
    }
    this.terms.push(term);
    this.entries.push(value);
  }

  delete(term: Term): void {
    const at = this.terms.indexOf(term);
    if (at === -1) return;
    if (this.shared) this.own();
    this.terms.splice(at, 1);
    this.entries.splice(at, 1);
  }

  /** The terms as they are now: what is changed later does not change them. */
  keys(): readonly Term[] {
    this.shared = true;
    return this.terms;
  }

  /** The values as they are now, in the order of keys(). */
  values(): readonly V[] {
    this.shared = true;
    return this.entries;
  }

  /** Every value anew, in order; undefined drops the entry. `change` must not touch the map. */
  replace(change: (term: Term, value: V) => V | undefined): void {
    let terms: Term[] | undefined;
    let entries: V[] | undefined;
    for (let at = 0; at < this.terms.length; at++) {
      const term = this.terms[at] as Term;
      const old = this.entries[at] as V;
      const value = change(term, old);
      if (terms === undefined || entries === undefined) {
        if (value === old) continue;
        terms = this.terms.slice(0, at);
        entries = this.entries.slice(0, at);
      }
      if (value === undefined) continue;
      terms.push(term);
      entries.push(value);
    }
    if (terms === undefined || entries === undefined) return;
    this.terms = terms;
    this.entries = entries;
    this.shared = false;
  }

  /** A loop without the price of an iterator. `visit` must not touch the map. */
  each(visit: (term: Term, value: V) => void): void {
    for (let at = 0; at < this.terms.length; at++) visit(this.terms[at] as Term, this.entries[at] as V);
  }

  /** Has `other` all terms of this one, each with a value that fits? */
  isWithin(other: TermMap<V>, fits: (own: V, others: V) => boolean): boolean {
    for (let at = 0; at < this.terms.length; at++) {
      const term = this.terms[at] as Term;
      // States that meet came the same way for the most part: what they share stands at the same place.
      const there = other.terms[at] === term ? at : other.terms.indexOf(term);
      if (there === -1 || !fits(this.entries[at] as V, other.entries[there] as V)) return false;
    }
    return true;
  }

  /** Entries as they were when the loop began; the map may be changed meanwhile. */
  *[Symbol.iterator](): Generator<[Term, V], void> {
    const terms = this.keys();
    const values = this.values();
    // An index below the length is there: V may itself allow undefined.
    for (let at = 0; at < terms.length; at++) yield [terms[at] as Term, values[at] as V];
  }

  private own(): void {
    this.terms = this.terms.slice();
    this.entries = this.entries.slice();
    this.shared = false;
  }
}
