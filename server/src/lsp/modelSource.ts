/** The allocator model's C as read-only documents: a trace step in the model names one of these. */
import { MODEL_TEXTS } from '../model/texts';
import { isModelPath, modelPath } from '../model/units';
import { MODEL_SCHEME } from './protocol';

const PREFIX = `${MODEL_SCHEME}:/`;

export function modelUri(file: string): string {
  return PREFIX + file;
}

/** undefined: no file of the model. */
export function modelSource(uri: string): string | undefined {
  const file = uri.startsWith(PREFIX) ? uri.slice(PREFIX.length) : '';
  if (!isModelPath(file)) return undefined;
  return Object.entries(MODEL_TEXTS).find(([name]) => modelPath(name) === file)?.[1];
}
