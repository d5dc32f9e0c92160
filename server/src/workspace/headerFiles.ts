/** The two places headers come from: a tree on disk, and the declarations bundled with this program. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { HeaderFiles } from './headerStore';

const NOTHING: ReadonlySet<string> = new Set();

/** Headers below `root`. */
export function diskFiles(root: string): HeaderFiles {
  return {
    list(directory) {
      try {
        return new Set(fs.readdirSync(path.join(root, directory)));
      } catch {
        return NOTHING;
      }
    },
    read(treePath) {
      try {
        return fs.readFileSync(path.join(root, treePath)).toString('latin1');
      } catch {
        return undefined;
      }
    },
    stamp(treePath) {
      const stat = fs.statSync(path.join(root, treePath), { throwIfNoEntry: false });
      return stat === undefined ? undefined : { size: stat.size, mtimeMs: stat.mtimeMs };
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
