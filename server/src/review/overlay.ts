/**
 * The texts of a tree as a series leaves them, in memory. Reads below the tree's root only: a path that leaves it, is
 * absolute or passes a symbolic link is refused, and nothing is ever written.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { FilePatch, Hunk, Patch } from '../patch/model';
import { readSource } from '../workspace/files';
import { type AppliedFile, applyFile, NO_MAPS } from './apply';

export type PathRefusal = { readonly path: string; readonly reason: string };

const SYMLINK_MODE = '120000';

export class Overlay {
  /** By tree path; undefined: deleted. */
  private readonly texts = new Map<string, string | undefined>();

  constructor(private readonly root: string) {}

  /** Applies one file of a patch; a refused path changes nothing. */
  apply(file: FilePatch, patch: Patch): AppliedFile | PathRefusal {
    const from = file.oldPath ?? file.newPath ?? '';
    const to = file.newPath ?? file.oldPath ?? '';
    for (const at of new Set([from, to])) {
      const reason = this.refuse(at, file);
      if (reason !== undefined) return { path: at, reason };
    }
    const source = this.text(from);
    const target = file.oldPath === undefined ? this.text(to) : source;
    const applied = applyFile(target, file, patch.spacing);
    const failed = applied.hunks.flatMap(({ hunk, state }) => (state === 'failed' ? [hunk] : []));
    if (failed.length > 0 && failed.length === applied.hunks.length && target === undefined) return applied;
    if (file.renamed && file.newPath !== undefined && from !== to) this.texts.set(from, undefined);
    this.texts.set(to, applied.after === undefined ? undefined : applied.after + wordsOf(failed, to));
    return applied;
  }

  /** The text now; undefined: there is none, or it is no text. */
  text(treePath: string): string | undefined {
    if (this.texts.has(treePath)) return this.texts.get(treePath);
    const at = path.join(this.root, treePath);
    if (!fs.statSync(at, { throwIfNoEntry: false })?.isFile()) return undefined;
    const source = readSource(at);
    return source.kind === 'text' ? source.text : undefined;
  }

  /** Changed headers for the workspace, and what else is read as a text beside the code: a byte per unit. */
  headers(): ReadonlyMap<string, string | undefined> {
    const headers = new Map<string, string | undefined>();
    for (const [at, text] of this.texts) {
      if ((!at.endsWith('.c') || at.startsWith('tools/')) && !NEVER_READ.test(at))
        headers.set(at, text === undefined ? undefined : Buffer.from(text, 'utf8').toString('latin1'));
    }
    return headers;
  }

  /** Every path a patch of the series changed, sorted. */
  get changed(): readonly string[] {
    return [...this.texts.keys()].sort();
  }

  private refuse(treePath: string, file: FilePatch): string | undefined {
    const shape = badPath(treePath);
    if (shape !== undefined) return shape;
    if (file.mode === SYMLINK_MODE) return 'it makes a symbolic link';
    let at = this.root;
    for (const part of treePath.split('/')) {
      at = path.join(at, part);
      if (fs.lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink() === true) return 'it passes a symbolic link';
    }
    return undefined;
  }
}

/** Texts that no analysis reads: a change in them leaves everything else as it was. */
const NEVER_READ =
  /^(?:Documentation|LICENSES|samples)\/|^(?:MAINTAINERS|CREDITS)$|\.(?:rst|txt|ya?ml|md|json|py|pl|sh|rs|dtsi?)$/;

/**
 * What a header would say if its hunks had found their place, as a comment at its end: a name that the patch adds to a table
 * is not missing there.
 */
function wordsOf(failed: readonly Hunk[], treePath: string): string {
  if (failed.length === 0 || (treePath.endsWith('.c') && !treePath.startsWith('tools/'))) return '';
  const added = failed.flatMap(({ lines }) => lines.flatMap(({ kind, text }) => (kind === 'add' ? [text] : [])));
  return `/* ${added.join('\n').replaceAll('*/', '* /')} */\n`;
}

/** What is wrong with the form of a path, wherever the tree is. */
export function badPath(treePath: string): string | undefined {
  if (treePath === '') return 'no file name';
  if (/[\0\n\r]/.test(treePath)) return 'a control character in the name';
  if (treePath.startsWith('/') || treePath.startsWith('\\') || /^[A-Za-z]:/.test(treePath)) return 'an absolute path';
  const parts = treePath.split(/[\\/]/);
  if (parts.includes('..')) return 'it leaves the tree';
  if (parts.some((part) => part.toLowerCase() === '.git')) return 'it is inside .git';
  if (parts.includes('') || parts.includes('.')) return 'not a plain path';
  return undefined;
}

/** For a patch without a tree: nothing applied, nothing mapped. */
export function unapplied(patch: FilePatch): AppliedFile {
  return { patch, before: undefined, after: undefined, hunks: [], maps: NO_MAPS };
}
