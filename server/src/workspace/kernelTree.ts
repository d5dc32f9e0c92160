/**
 * A kernel tree on disk: is it one, which version, its .config, and which tree path a file has.
 * Reads a handful of small files; what headers declare is headerIndex.ts.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';

export interface KernelTree {
  /** Absolute, without a trailing slash. */
  readonly root: string;
  /** 'VERSION.PATCHLEVEL.SUBLEVEL' of the Makefile. */
  readonly version: string;
  /** By the name without CONFIG_: 'SMP' -> 'y' | 'm' | 'n' | a value. undefined: no .config. */
  readonly config: ReadonlyMap<string, string> | undefined;
}

export type TreeResult =
  | { readonly kind: 'tree'; readonly tree: KernelTree }
  | { readonly kind: 'error'; readonly message: string };

/** What every kernel tree since 2.6.24 has, besides its Makefile. */
const LANDMARKS = ['include/linux', 'mm', 'arch/x86/include'] as const;

/** Opens `root` as a kernel tree, or says in one line why it is none. */
export function openKernelTree(root: string): TreeResult {
  const absolute = path.resolve(root);
  try {
    if (!fs.statSync(absolute).isDirectory()) {
      return failure(`${root}: not a directory; --kernel takes the root of a kernel tree`);
    }
    const version = readVersion(absolute);
    const missing = LANDMARKS.find((landmark) => !isDirectory(path.join(absolute, landmark)));
    if (version === undefined || missing !== undefined) {
      const what = version === undefined ? 'no Makefile with VERSION and PATCHLEVEL' : `no ${missing}`;
      return failure(
        `${root}: not a kernel tree (${what}); --kernel takes the directory that holds mm/ and include/linux/`,
      );
    }
    return { kind: 'tree', tree: { root: absolute, version, config: readConfig(path.join(absolute, '.config')) } };
  } catch (error) {
    return failure(`${root}: cannot be read (${systemReason(error)}); check the path and its permissions`);
  }
}

/** The nearest parent of `file` that is a kernel tree. */
export function findKernelTree(file: string): KernelTree | undefined {
  for (let at = path.dirname(path.resolve(file)); ; at = path.dirname(at)) {
    if (isDirectory(path.join(at, LANDMARKS[0]))) {
      const result = openKernelTree(at);
      if (result.kind === 'tree') return result.tree;
    }
    if (path.dirname(at) === at) return undefined;
  }
}

/** The path of `file` inside the tree, with forward slashes; undefined: outside. */
export function treePathOf(tree: KernelTree, file: string): string | undefined {
  const relative = path.relative(tree.root, path.resolve(file));
  if (relative === '' || relative.startsWith('..') || path.isAbsolute(relative)) return undefined;
  return relative.split(path.sep).join('/');
}

/** The system's word for why a file could not be used: 'no such file', 'permission denied', else its code. */
export function systemReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
      return 'no such file or directory';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EISDIR':
      return 'is a directory';
    case 'ENOTDIR':
      return 'not a directory';
    case 'ENOSPC':
      return 'no space left on the device';
    case 'EROFS':
      return 'read-only file system';
    case 'ELOOP':
      return 'too many links';
    default:
      return code !== '' ? code : error instanceof Error ? error.message : String(error);
  }
}

function failure(message: string): TreeResult {
  return { kind: 'error', message };
}

function isDirectory(at: string): boolean {
  return fs.statSync(at, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function readVersion(root: string): string | undefined {
  const makefile = path.join(root, 'Makefile');
  if (!fs.existsSync(makefile)) return undefined;
  const head = fs.readFileSync(makefile, 'latin1').slice(0, 4096);
  const part = (name: string) => new RegExp(`^${name}\\s*=\\s*(\\d+)`, 'm').exec(head)?.[1];
  const version = part('VERSION');
  const patchlevel = part('PATCHLEVEL');
  if (version === undefined || patchlevel === undefined) return undefined;
  return `${version}.${patchlevel}.${part('SUBLEVEL') ?? '0'}`;
}

const PREFIX = 'CONFIG_'.length;

/** `CONFIG_X=y`, `=m`, `="text"`, `=42`; `# CONFIG_X is not set` is 'n'. A missing or unreadable .config is no error. */
function readConfig(file: string): ReadonlyMap<string, string> | undefined {
  let text: string;
  try {
    text = fs.readFileSync(file, 'latin1');
  } catch {
    return undefined;
  }
  const config = new Map<string, string>();
  for (const match of text.matchAll(/^(?:(CONFIG_\w+)=(.*)|# (CONFIG_\w+) is not set)$/gm)) {
    const [, name, value, unset] = match;
    if (name !== undefined && value !== undefined) config.set(name.slice(PREFIX), value.trim());
    else if (unset !== undefined) config.set(unset.slice(PREFIX), 'n');
  }
  return config;
}
