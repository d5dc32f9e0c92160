/** The report of one file from its worlds: findings joined by place, functions that some world could not analyse, figures. */

import type { FileAnalysis } from '../analysis/analyse';
import type { AnalysisStats, FileReport, Finding, NotAnalysed } from '../analysis/finding';
import type { Span } from '../base/span';
import type { FileIr } from '../ir/ir';
import type { World } from '../kernel/worlds';
import type { CallerFindings } from '../rules/callers';
import { joinWorlds, runRules } from '../rules/index';
import { placeFinding } from './slots';
import { applySuppressions } from './suppressions';

/** One world's results, with functions in slot coordinates and where those are now. */
export interface WorldResult {
  readonly world: World;
  readonly file: FileIr;
  readonly analysis: FileAnalysis;
  readonly place: (span: Span) => Span;
  /** False: no kernel of this world compiles the file, so nothing in it can go wrong there. */
  readonly built: boolean;
  /** What callers in other files make of it, given what is told without them; absent: nobody knows of other files. */
  readonly callers?: (own: readonly Finding[]) => CallerFindings;
}

export function joinReports(
  text: string,
  worlds: readonly WorldResult[],
  focus: ReadonlySet<string> | undefined = undefined,
): FileReport {
  const judged = worlds.map((result) => ({ ...judge(result), place: result.place, world: result.world }));
  const joined = joinWorlds(
    judged.map(({ world, findings, place }) => ({
      world,
      findings: findings.map((finding) => placeFinding(finding, place)),
    })),
  );
  const { findings, suppressed } = applySuppressions(
    text,
    joined,
    worlds.map(({ world }) => world),
    (offset) => functionAround(worlds[0], offset),
  );
  const notAnalysed = missing(worlds, focus);
  const functions = countFunctions(worlds);
  return {
    functions,
    notAnalysed,
    findings,
    suppressed,
    stats: joinStats(worlds, functions, notAnalysed, judged[0]?.causes ?? []),
  };
}

function judge({ analysis, built, callers }: WorldResult): CallerFindings {
  const own = built ? runRules(analysis) : [];
  const outside = built ? callers?.(own) : undefined;
  return { findings: [...own, ...(outside?.findings ?? [])], causes: outside?.causes ?? [] };
}

function functionAround(result: WorldResult | undefined, offset: number): string {
  const found = result?.file.functions.find(({ span }) => {
    const { start, end } = result.place(span);
    return start <= offset && offset < end;
  });
  return found?.name ?? '';
}

/** By place: a function that only one world has counts once. */
function countFunctions(worlds: readonly WorldResult[]): number {
  const places = new Set<number>();
  for (const { file, place } of worlds) {
    for (const { nameSpan } of file.functions) places.add(place(nameSpan).start);
    for (const { nameSpan } of file.unlowered) places.add(nameSpan.start);
  }
  return places.size;
}

function missing(worlds: readonly WorldResult[], focus: ReadonlySet<string> | undefined): NotAnalysed[] {
  const byPlace = new Map<number, NotAnalysed>();
  for (const { file } of worlds) {
    for (const { name, nameSpan, reason } of file.unlowered) {
      if (!byPlace.has(nameSpan.start)) byPlace.set(nameSpan.start, { function: name, at: nameSpan.start, reason });
    }
  }
  for (const { file, analysis, place } of worlds) {
    const analysed = new Set(analysis.functions.map(({ fn }) => fn.nameSpan.start));
    for (const { name, nameSpan } of file.functions) {
      const at = place(nameSpan).start;
      if (!analysed.has(nameSpan.start) && !byPlace.has(at) && focus?.has(name) !== false)
        byPlace.set(at, { function: name, at, reason: 'not solved' });
    }
  }
  return [...byPlace.values()].sort((a, b) => a.at - b.at);
}

/** Figures of the first world, which the worlds nearly share; what is not analysed counts over all. */
function joinStats(
  worlds: readonly WorldResult[],
  functions: number,
  notAnalysed: readonly NotAnalysed[],
  more: AnalysisStats['causes'],
): AnalysisStats {
  const first = worlds[0]?.analysis.stats;
  return {
    functions,
    analysed: functions - notAnalysed.length,
    unresolvedCalls: first?.unresolvedCalls ?? 0,
    unknownPointers: first?.unknownPointers ?? 0,
    mergedStates: first?.mergedStates ?? 0,
    causes: [...(first?.causes ?? []), ...more],
  };
}
