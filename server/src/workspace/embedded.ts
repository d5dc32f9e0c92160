/** The embedded declarations as if they were one header of a tree: what every text sees first where there is no tree. */
import { embeddedDeclarations } from '../kernel/declarations';
import { textFiles } from './headerFiles';
import type { HeaderFiles } from './headerStore';

export const EMBEDDED_HEADER = 'lockstep/embedded.h';

export function embeddedFiles(version: string): HeaderFiles {
  return textFiles(new Map([[EMBEDDED_HEADER, embeddedDeclarations(version)]]));
}
