/**
 * What can be found out about each file of a tree on its own, as a text that is kept and handed between threads
 * (treeThreads.ts). An answer depends on the file alone.
 */
import { assertNever } from '../base/assert';
import { rowOfFile } from './definitions';
import { headerSlice } from './headerCache';
import { readTreeFile } from './treeFile';

/** 'source': the row of a .c file in the survey; 'header': size, time of change and scan, between blanks. */
export type Question = 'source' | 'header';

/** '': the file is not there. */
export function lookAt(question: Question, root: string, treePath: string): string {
  switch (question) {
    case 'source':
      return rowOfFile(root, treePath) ?? '';
    case 'header': {
      const file = readTreeFile(root, treePath);
      return file === undefined ? '' : `${file.size} ${file.mtimeMs} ${headerSlice(file.text)}`;
    }
    default:
      return assertNever(question);
  }
}
