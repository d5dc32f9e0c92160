/**
 * Files that are no translation unit by themselves, but a part of one: a .c file beside them includes them where its own types
 * and macros are known already (kernel/sched/rt.c, kernel/rcu/tree_plugin.h, drivers/usb/host/ohci-q.c in 6.12).
 */
import type { HeaderFiles } from './headerStore';
import type { Makefiles } from './makefiles';

/** `#include "rt.c"`: of a file beside this one. */
const BESIDE = /^[ \t]*#[ \t]*include[ \t]+"([^"/]+\.[ch])"/gm;
/** A function that is not inline, which a header has only if it is included once. */
const OWN_FUNCTION =
  /^(?:static )?(?!static|typedef|struct \w+ \{)(?![^\n(]*\binline\b)[a-z][\w \t*]*\([^;{}]*\)[^;{}()=]*\n\{/m;

export class Fragments {
  private readonly wholes = new Map<string, string>();
  /** Per directory: the files that its .c files include from it, and who does. */
  private readonly included = new Map<string, ReadonlyMap<string, readonly string[]>>();

  constructor(
    private readonly files: Pick<HeaderFiles, 'list' | 'read'>,
    private readonly makefiles: Makefiles,
  ) {}

  /** The .c file (tree path) of which the file is a part; a file that stands for itself is its own. */
  wholeOf(treePath: string): string {
    const known = this.wholes.get(treePath);
    if (known !== undefined) return known;
    const whole = this.lookUp(treePath);
    this.wholes.set(treePath, whole);
    return whole;
  }

  /** The file is not what it was. */
  forget(treePath: string): void {
    this.included.delete(directoryOf(treePath));
    this.wholes.clear();
  }

  private lookUp(treePath: string): string {
    const directory = directoryOf(treePath);
    const name = treePath.slice(directory.length);
    if (!this.mayBePart(treePath)) return treePath;
    const by = this.includedIn(directory).get(name) ?? [];
    // A header of several files is what each of them makes of it.
    const [whole] = name.endsWith('.c') || by.length === 1 ? by : [];
    return whole === undefined ? treePath : directory + whole;
  }

  private mayBePart(treePath: string): boolean {
    if (treePath.endsWith('.c')) return this.makefiles.names(treePath) === false;
    if (/(?:^|\/)include\//.test(treePath)) return false;
    return OWN_FUNCTION.test(this.files.read(treePath) ?? '');
  }

  private includedIn(directory: string): ReadonlyMap<string, readonly string[]> {
    const known = this.included.get(directory);
    if (known !== undefined) return known;
    const found = new Map<string, string[]>();
    for (const file of [...this.files.list(directory.replace(/\/$/, ''))]
      .filter((name) => name.endsWith('.c'))
      .sort()) {
      // A part of another file is not where a part begins.
      if (this.makefiles.names(directory + file) === false) continue;
      for (const [, name = ''] of (this.files.read(directory + file) ?? '').matchAll(BESIDE))
        found.set(name, [...(found.get(name) ?? []), file]);
    }
    this.included.set(directory, found);
    return found;
  }
}

/** With the slash at its end; '' for the root. */
function directoryOf(treePath: string): string {
  return treePath.slice(0, treePath.lastIndexOf('/') + 1);
}
