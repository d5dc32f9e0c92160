/** The figures over all files of a check: CONTRACT's "stats". */
import type { FileView } from '../review/view';

export interface CheckTotals {
  readonly files: number;
  readonly functions: number;
  readonly analysed: number;
  readonly unresolvedCalls: number;
  readonly unknownPointers: number;
  readonly mergedStates: number;
  readonly suppressed: number;
  readonly directories: readonly { readonly path: string; readonly functions: number; readonly analysed: number }[];
  readonly causes: readonly { readonly reason: string; readonly count: number }[];
}

export function totalsOf(files: readonly FileView[]): CheckTotals {
  const directories = new Map<string, { functions: number; analysed: number }>();
  const causes = new Map<string, number>();
  for (const file of files) {
    const directory = directoryOf(file.treePath ?? file.path);
    const sum = directories.get(directory) ?? { functions: 0, analysed: 0 };
    directories.set(directory, { functions: sum.functions + file.functions, analysed: sum.analysed + file.analysed });
    for (const { reason, count } of file.stats.causes) causes.set(reason, (causes.get(reason) ?? 0) + count);
  }
  const sum = (value: (file: FileView) => number) => files.reduce((total, file) => total + value(file), 0);
  return {
    files: files.length,
    functions: sum((file) => file.functions),
    analysed: sum((file) => file.analysed),
    unresolvedCalls: sum((file) => file.stats.unresolvedCalls),
    unknownPointers: sum((file) => file.stats.unknownPointers),
    mergedStates: sum((file) => file.stats.mergedStates),
    suppressed: sum((file) => file.suppressed.length),
    directories: [...directories].sort(byKey).map(([path, counts]) => ({ path, ...counts })),
    causes: [...causes]
      .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .map(([reason, count]) => ({ reason, count })),
  };
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '.' : slash === 0 ? '/' : path.slice(0, slash);
}
