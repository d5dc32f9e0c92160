/** The two places headers come from: a tree on disk, and the declarations bundled with this program. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { HeaderFiles } from './headerStore';

/**
 * What a build generates and a fresh tree lacks (kernel/bounds.c, 6.12), for the sizes of the worlds: 8192 CPUs at most.
 * A built tree's own files win.
 */
const GENERATED: ReadonlyMap<string, string> = new Map([
  [
    'include/generated/bounds.h',
    [
      '#define NR_PAGEFLAGS __NR_PAGEFLAGS',
      '#define MAX_NR_ZONES __MAX_NR_ZONES',
      '#define NR_CPUS_BITS 13',
      '#define LRU_GEN_WIDTH 3',
      '#define __LRU_REFS_WIDTH 2',
      '',
    ].join('\n'),
  ],
]);

/** Headers below `root`. */
export function diskFiles(root: string): HeaderFiles {
  return {
    list(directory) {
      const names = new Set<string>();
      for (const at of GENERATED.keys()) if (path.posix.dirname(at) === directory) names.add(path.posix.basename(at));
      try {
        for (const name of fs.readdirSync(path.join(root, directory))) names.add(name);
      } catch {
        // No such directory: nothing of it can be included.
      }
      return names;
    },
    read(treePath) {
      try {
        return fs.readFileSync(path.join(root, treePath)).toString('latin1');
      } catch {
        return GENERATED.get(treePath);
      }
    },
    stamp(treePath) {
      const stat = fs.statSync(path.join(root, treePath), { throwIfNoEntry: false });
      if (stat !== undefined) return { size: stat.size, mtimeMs: stat.mtimeMs };
      const text = GENERATED.get(treePath);
      return text === undefined ? undefined : { size: text.length, mtimeMs: 0 };
    },
  };
}

/** Headers by their name below `include/`. */
export function textFiles(texts: ReadonlyMap<string, string>): HeaderFiles {
  const paths = new Map([...texts].map(([name, text]) => [`include/${name}`, text]));
  return {
    list: (directory) =>
      new Set(
        [...paths.keys()].filter((at) => path.posix.dirname(at) === directory).map((at) => path.posix.basename(at)),
      ),
    read: (treePath) => paths.get(treePath),
    stamp: () => undefined,
  };
}

/** `files` with some texts replaced in memory: a patched tree. undefined: the file is not there any more. */
export function overlaidFiles(files: HeaderFiles, texts: ReadonlyMap<string, string | undefined>): HeaderFiles {
  return {
    list(directory) {
      const names = new Set(files.list(directory));
      for (const [at, text] of texts) {
        if (path.posix.dirname(at) !== directory) continue;
        if (text === undefined) names.delete(path.posix.basename(at));
        else names.add(path.posix.basename(at));
      }
      return names;
    },
    read: (treePath) => (texts.has(treePath) ? texts.get(treePath) : files.read(treePath)),
    // No stamp: what is kept of the file on disk does not hold for this text, nor the other way round.
    stamp: (treePath) => (texts.has(treePath) ? undefined : files.stamp(treePath)),
  };
}
