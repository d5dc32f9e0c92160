/** What the name under the cursor means here: GFP names, primitives of the fact tables, functions. Markdown, no HTML. */
import type { Span } from '../base/span';
import type { WorldView } from '../workspace/api';
import type { HoverAnswer } from './engineMessages';
import { functionAt } from './functionAt';
import { functionHover } from './hoverFunctions';
import { gfpHover } from './hoverGfp';
import type { HoverPlace } from './hoverPlace';
import { primitiveHover } from './hoverPrimitives';
import type { DocumentState } from './sessions';

export function hoverAt({ checked, facts }: DocumentState, offset: number): HoverAnswer | undefined {
  const { text } = checked.request;
  const word = wordAt(text, offset);
  const [first] = checked.views;
  if (word === undefined || first === undefined || !isCode(first, word)) return undefined;
  const name = text.slice(word.start, word.end);
  const place: HoverPlace = { text, views: checked.views, facts, fn: functionAt(checked, offset), word, name };
  const markdown = /^_{0,3}GFP_[A-Z0-9_]+$/.test(name)
    ? gfpHover(place)
    : (primitiveHover(place) ?? functionHover(place, checked));
  if (markdown === undefined) return undefined;
  return typeof markdown === 'string' ? { markdown, span: word } : markdown;
}

function wordAt(text: string, offset: number): Span | undefined {
  const isPart = (at: number): boolean => /\w/.test(text.charAt(at));
  let start = offset;
  while (start > 0 && isPart(start - 1)) start--;
  let end = offset;
  while (end < text.length && isPart(end)) end++;
  return start === end || /\d/.test(text.charAt(start)) ? undefined : { start, end };
}

/**
 * Not in a comment, a string or a switched-off #if group. Comments of the same line are all that can be told without the
 * tree; a word in a block comment of its own lines stands in no function and no step, and only GFP names are explained there.
 */
function isCode(view: WorldView, word: Span): boolean {
  if (view.masked.inactive.some(({ start, end }) => start <= word.start && word.end <= end)) return false;
  const { original } = view.masked;
  const line = original
    .slice(original.lastIndexOf('\n', word.start - 1) + 1, word.start)
    .replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '');
  return !line.includes('//') && !/"/.test(line) && line.lastIndexOf('/*') <= line.lastIndexOf('*/');
}
