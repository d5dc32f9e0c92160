/** `--format json`: the shape of the contract, version 1. Keys in a fixed order. */

import type { FileView, FindingView } from '../../review/view';
import type { CheckTotals } from '../totals';

export function renderJson(files: readonly FileView[], totals: CheckTotals, withStats: boolean): string {
  const { directories, causes, ...counts } = totals;
  const report = {
    version: 1,
    files: files.map((file) => ({
      path: file.path,
      treePath: file.treePath,
      functions: file.functions,
      notAnalysed: file.notAnalysed,
      findings: file.findings.map(jsonFinding),
    })),
    stats: withStats ? { ...counts, directories, causes } : counts,
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

export function jsonFinding(finding: FindingView): object {
  return {
    rule: finding.rule,
    band: finding.band,
    worlds: finding.worlds,
    function: finding.function,
    range: finding.range,
    message: finding.message,
    path: finding.path.map(({ file, line, function: name, text }) => ({ file, line, function: name, text })),
    assumptions: finding.assumptions,
    ...(finding.replay === undefined ? {} : { replay: finding.replay }),
    fingerprint: finding.fingerprint,
  };
}
