/** Which files a world compiles: read from the Makefile beside them, as far as one line of it tells. */
import { isOffInWorld } from '../kernel/config';
import type { World } from '../kernel/worlds';

/** `obj-$(CONFIG_X) += a.o b.o`, with continued lines joined (Documentation/kbuild/makefiles.rst, 6.12). */
const OBJECTS = /^[\w-]+-\$\(CONFIG_(\w+)\)\s*[+:]?=(.*)$/;

export class Makefiles {
  /** Per Makefile: object file -> the options that add it; undefined among them: it is always added. */
  private readonly makefiles = new Map<string, ReadonlyMap<string, readonly (string | undefined)[]>>();

  /** `read` gives the text of a file of the tree, undefined if there is none. */
  constructor(private readonly read: (treePath: string) => string | undefined) {}

  /** False only if every line that names the file's object asks for an option that the world rules out. */
  isBuilt(treePath: string, world: World): boolean {
    const options = this.objectsOf(makefileOf(treePath)).get(objectOf(treePath));
    return options === undefined || options.some((option) => option === undefined || !isOffInWorld(option, world));
  }

  /** Does the Makefile beside the file name its object? undefined: there is no Makefile, or it names none at all. */
  names(treePath: string): boolean | undefined {
    const objects = this.objectsOf(makefileOf(treePath));
    return objects.size === 0 ? undefined : objects.has(objectOf(treePath));
  }

  private objectsOf(makefile: string): ReadonlyMap<string, readonly (string | undefined)[]> {
    const known = this.makefiles.get(makefile);
    if (known !== undefined) return known;
    const objects = new Map<string, (string | undefined)[]>();
    const text = (this.read(makefile) ?? '').replace(/\\\r?\n/g, ' ');
    for (const line of text.split('\n')) {
      const match = OBJECTS.exec(line);
      for (const [object] of (match?.[2] ?? line).matchAll(/[\w-]+\.o\b/g))
        objects.set(object, [...(objects.get(object) ?? []), match?.[1]]);
    }
    this.makefiles.set(makefile, objects);
    return objects;
  }
}

function objectOf(treePath: string): string {
  return treePath.slice(treePath.lastIndexOf('/') + 1).replace(/\.c$/, '.o');
}

/** The Makefile beside a file, by tree path. */
export function makefileOf(treePath: string): string {
  return `${treePath.slice(0, treePath.lastIndexOf('/') + 1)}Makefile`;
}
