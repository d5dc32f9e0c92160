/**
 * What an answer rests on: the files of the tree that were read for it, and the names that were looked up in the survey. Noted
 * where things are asked, so that an answer that was worked out earlier in the same run still says what it rests on.
 */

/** What one checked file rests on, as sorted lists without repetition. */
export interface Inputs {
  /** Tree paths; of a file that is not there too, if its absence was noticed. */
  readonly files: readonly string[];
  /** Functions whose files were looked up. */
  readonly names: readonly string[];
}

/** One file whose functions were judged: the checked one, or another .c file on the way. */
interface Reader {
  readonly units: Set<string>;
  readonly names: Set<string>;
  readonly files: Set<string>;
  /** Other .c files it asked. */
  readonly asked: Set<string>;
}

export class Reads {
  /** A unit is what one set of includes sees: its files, in any order. */
  private readonly units = new Map<string, readonly string[]>();
  private readonly others = new Map<string, Reader>();
  private current: Reader = emptyReader();

  /** From here on things are noted for a new file. */
  start(): void {
    this.current = emptyReader();
  }

  /** `unit` sees these files. */
  define(unit: string, files: readonly string[]): void {
    this.units.set(unit, files);
  }

  /** `unit` sees these files, unless somebody has said so already. */
  defineOnce(unit: string, files: readonly string[]): void {
    if (!this.units.has(unit)) this.units.set(unit, files);
  }

  /** What the unit sees, if that is known. */
  filesOf(unit: string): readonly string[] | undefined {
    return this.units.get(unit);
  }

  unit(unit: string): void {
    this.current.units.add(unit);
  }

  name(name: string): void {
    this.current.names.add(name);
  }

  file(treePath: string): void {
    this.current.files.add(treePath);
  }

  /** All that an earlier run noted where things are noted now. */
  restore({ files, names }: Inputs): void {
    for (const file of files) this.current.files.add(file);
    for (const name of names) this.current.names.add(name);
  }

  /** Another .c file is asked; what is noted during `work` is noted for that one. */
  ask<T>(treePath: string, work: () => T): T {
    const before = this.current;
    before.asked.add(treePath);
    let reader = this.others.get(treePath);
    if (reader === undefined) {
      reader = emptyReader();
      this.others.set(treePath, reader);
    }
    this.current = reader;
    try {
      return work();
    } finally {
      this.current = before;
    }
  }

  /** Of the file that was started last, with all that was ever noted for the other files it leads to. */
  inputs(): Inputs {
    return this.inputsFrom(this.current);
  }

  /** Of another .c file that was asked. */
  inputsOf(treePath: string): Inputs {
    return this.inputsFrom(this.others.get(treePath) ?? emptyReader());
  }

  private inputsFrom(first: Reader): Inputs {
    const readers = new Set([first]);
    const units = new Set<string>();
    const files = new Set<string>();
    const names = new Set<string>();
    for (const reader of readers) {
      for (const unit of reader.units) units.add(unit);
      for (const file of reader.files) files.add(file);
      for (const name of reader.names) names.add(name);
      for (const treePath of reader.asked) {
        files.add(treePath);
        const other = this.others.get(treePath);
        if (other !== undefined) readers.add(other);
      }
    }
    for (const unit of units) for (const file of this.units.get(unit) ?? []) files.add(file);
    return { files: [...files].sort(), names: [...names].sort() };
  }
}

export function joinInputs(all: readonly Inputs[]): Inputs {
  const join = (lists: readonly (readonly string[])[]): string[] => [...new Set(lists.flat())].sort();
  return { files: join(all.map(({ files }) => files)), names: join(all.map(({ names }) => names)) };
}

function emptyReader(): Reader {
  return { units: new Set(), names: new Set(), files: new Set(), asked: new Set() };
}
