/** The report of one file from its worlds: findings joined by place, functions that some world could not analyse, figures. */
import type { AnalysisStats, FileReport, NotAnalysed } from '../analysis/finding';
import type { FunctionIr } from '../ir/ir';
import { joinWorlds, runRules } from '../rules/index';
import type { WorldView } from './api';
import { applySuppressions } from './suppressions';

export function joinReports(text: string, views: readonly WorldView[]): FileReport {
  const joined = joinWorlds(views.map((view) => ({ world: view.world, findings: runRules(view.analysis) })));
  const functions = views[0]?.file.functions ?? [];
  const { findings, suppressed } = applySuppressions(text, joined, views.map(({ world }) => world), (offset) => functionAround(functions, offset));
  const notAnalysed = missing(views);
  return { functions: countFunctions(views), notAnalysed, findings, suppressed, stats: joinStats(views, notAnalysed) };
}

function functionAround(functions: readonly FunctionIr[], offset: number): string {
  return functions.find(({ span }) => span.start <= offset && offset < span.end)?.name ?? '';
}

/** By place: a function that only one world has counts once. */
function countFunctions(views: readonly WorldView[]): number {
  const places = new Set<number>();
  for (const { file } of views) for (const { nameSpan } of [...file.functions, ...file.unlowered]) places.add(nameSpan.start);
  return places.size;
}

function missing(views: readonly WorldView[]): NotAnalysed[] {
  const byPlace = new Map<number, NotAnalysed>();
  for (const { file, analysis } of views) {
    for (const { name, nameSpan, reason } of file.unlowered) {
      if (!byPlace.has(nameSpan.start)) byPlace.set(nameSpan.start, { function: name, at: nameSpan.start, reason });
    }
    const analysed = new Set(analysis.functions.map(({ fn }) => fn.nameSpan.start));
    for (const { name, nameSpan } of file.functions) {
      if (!analysed.has(nameSpan.start) && !byPlace.has(nameSpan.start)) {
        byPlace.set(nameSpan.start, { function: name, at: nameSpan.start, reason: 'another function of this name is analysed' });
      }
    }
  }
  return [...byPlace.values()].sort((a, b) => a.at - b.at);
}

/** Figures of the first world, which all worlds share nearly; what is not analysed counts over all. */
function joinStats(views: readonly WorldView[], notAnalysed: readonly NotAnalysed[]): AnalysisStats {
  const first = views[0]?.analysis.stats;
  const functions = countFunctions(views);
  return {
    functions,
    analysed: functions - notAnalysed.length,
    unresolvedCalls: first?.unresolvedCalls ?? 0,
    unknownPointers: first?.unknownPointers ?? 0,
    mergedStates: first?.mergedStates ?? 0,
    causes: first?.causes ?? [],
  };
}
