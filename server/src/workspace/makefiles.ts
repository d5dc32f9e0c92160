/**
 * What Makefiles say of the files beside and below them, as far as one line tells: which of them a world compiles, and where
 * their headers are looked for.
 */
import * as path from 'node:path';
import { isOffInWorld } from '../kernel/config';
import type { World } from '../kernel/worlds';

/** `obj-$(CONFIG_X) += a.o b.o`, with continued lines joined (Documentation/kbuild/makefiles.rst, 6.12). */
const OBJECTS = /^[\w-]+-\$\(CONFIG_(\w+)\)\s*[+:]?=(.*)$/;

/** `ccflags-y += -I$(src)/include`, `CFLAGS_trace.o := -I $(src)` (Documentation/kbuild/makefiles.rst, 6.12). */
const FLAGS = /^\s*(?:(?:subdir-)?ccflags-\S+|CFLAGS_\S+\.o|EXTRA_CFLAGS)\s*[+:]?=(.*)$/gm;
const VARIABLE = /^\s*(\w+)\s*:?=\s*(\S+)\s*$/gm;
/** Variables that stand for others, at most so deep. */
const MAX_VARIABLES = 4;

export class Makefiles {
  /** Per Makefile: object file -> the options that add it; undefined among them: it is always added. */
  private readonly makefiles = new Map<string, ReadonlyMap<string, readonly (string | undefined)[]>>();
  /** What is looked through for the files of a directory. */
  private readonly directories = new Map<string, readonly string[]>();

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

  /** Directories of the tree, nearest first, where the file's includes are looked for after its own and the kernel's. */
  includeDirectories(treePath: string): readonly string[] {
    const directory = path.posix.dirname(treePath);
    const known = this.directories.get(directory);
    if (known !== undefined) return known;
    const found = new Set(makefilesOver(treePath).flatMap((makefile) => this.includesOf(makefile)));
    const fresh = [...found];
    this.directories.set(directory, fresh);
    return fresh;
  }

  private includesOf(makefile: string): string[] {
    const text = (this.read(makefile) ?? '').replace(/\\\r?\n/g, ' ').replace(/#.*$/gm, '');
    if (!text.includes('-I')) return [];
    const variables = new Map([...text.matchAll(VARIABLE)].map(([, name = '', value = '']) => [name, value]));
    // Objects lie beside their sources, and nothing of a build is looked at.
    for (const name of ['src', 'obj']) variables.set(name, path.posix.dirname(makefile));
    for (const name of ['srctree', 'objtree']) variables.set(name, '.');
    const flags = [...text.matchAll(FLAGS)].map(([, value = '']) => value).join(' ');
    return [...flags.matchAll(/(?:^|\s)-I\s*(\S+)/g)].flatMap(([, written = '']) => {
      const directory = path.posix.normalize(`${expand(written, variables)}/.`);
      const isInTree = !directory.includes('$') && !directory.startsWith('..') && !directory.startsWith('/');
      return isInTree ? [directory.replace(/\/$/, '')] : [];
    });
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
function makefileOf(treePath: string): string {
  return `${treePath.slice(0, treePath.lastIndexOf('/') + 1)}Makefile`;
}

/** The Makefiles that may say how a file is compiled, by tree path: beside it, then those above, but for the tree's own. */
export function makefilesOver(treePath: string): string[] {
  const found: string[] = [];
  for (let at = path.posix.dirname(treePath); at !== '.' && at !== '/'; at = path.posix.dirname(at))
    found.push(`${at}/Makefile`);
  return found;
}

function expand(text: string, variables: ReadonlyMap<string, string>, depth = 0): string {
  if (depth > MAX_VARIABLES) return text;
  return text.replace(/\$[({](\w+)[)}]/g, (whole, name: string) => {
    const value = variables.get(name);
    return value === undefined ? whole : expand(value, variables, depth + 1);
  });
}
