/** Where a hover was asked for, and the contexts of that place in each world. */

import type { FileAnalysis, FunctionAnalysis } from '../analysis/analyse';
import { contextsAt, type StepContexts } from '../analysis/stateAt';
import { indexLines, lineColumnAt } from '../base/lines';
import type { Span } from '../base/span';
import type { FunctionIr } from '../ir/ir';
import type { World } from '../kernel/worlds';
import type { WorldView } from '../workspace/api';
import type { TreeFacts } from '../workspace/treeFacts';

export interface HoverPlace {
  readonly text: string;
  readonly views: readonly WorldView[];
  readonly facts: TreeFacts;
  readonly fn: FunctionIr | undefined;
  readonly word: Span;
  readonly name: string;
}

export interface WorldPlace {
  readonly world: World;
  readonly file: FileAnalysis;
  readonly fn: FunctionAnalysis;
  readonly contexts: StepContexts;
}

/** The worlds in which the place is inside an analysed function, at a step. */
export function worldPlaces(place: HoverPlace): readonly WorldPlace[] {
  return place.views.flatMap(({ world, analysis }): WorldPlace[] => {
    const fn = place.fn === undefined ? undefined : analysis.analysisOf(place.fn.name);
    const contexts = fn === undefined ? undefined : contextsAt(analysis, fn, place.word.start);
    return fn === undefined || contexts === undefined ? [] : [{ world, file: analysis, fn, contexts }];
  });
}

export function lineOf(text: string, offset: number): number {
  return lineColumnAt(indexLines(text), offset).line;
}

/** Rows of a Markdown table; bars of the code would end a cell. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}

export function code(text: string): string {
  return `\`${text.replaceAll('`', "'").replace(/\s+/g, ' ')}\``;
}
