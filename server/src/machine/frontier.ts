/** A queue of states: least first by the caller's order, oldest first among equals. */
export interface Frontier<T> {
  push(item: T): void;
  pop(): T | undefined;
}

export function createFrontier<T>(compare: (a: T, b: T) => number): Frontier<T> {
  const heap: { readonly item: T; readonly age: number }[] = [];
  let age = 0;
  const before = (a: { item: T; age: number }, b: { item: T; age: number }): boolean => {
    const order = compare(a.item, b.item);
    return order !== 0 ? order < 0 : a.age < b.age;
  };
  const swap = (i: number, j: number): void => {
    const [a, b] = [heap[i], heap[j]];
    if (a !== undefined && b !== undefined) [heap[i], heap[j]] = [b, a];
  };
  return {
    push(item) {
      heap.push({ item, age: age++ });
      for (let i = heap.length - 1; i > 0; ) {
        const parent = (i - 1) >> 1;
        const [a, b] = [heap[i], heap[parent]];
        if (a === undefined || b === undefined || !before(a, b)) break;
        swap(i, parent);
        i = parent;
      }
    },
    pop() {
      const first = heap[0];
      const last = heap.pop();
      if (first === undefined || last === undefined) return undefined;
      if (heap.length === 0) return first.item;
      heap[0] = last;
      for (let i = 0; ; ) {
        let least = i;
        for (const child of [2 * i + 1, 2 * i + 2]) {
          const [a, b] = [heap[child], heap[least]];
          if (a !== undefined && b !== undefined && before(a, b)) least = child;
        }
        if (least === i) break;
        swap(least, i);
        i = least;
      }
      return first.item;
    },
  };
}
