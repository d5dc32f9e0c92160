/**
 * `--baseline FILE`: findings of an earlier run are silenced, told apart by their fingerprints. FILE is what
 * `check --format json` or `--format sarif` printed.
 */
import * as fs from 'node:fs';
import type { FileView } from '../review/view';
import { systemReason } from '../workspace/kernelTree';
import { UsageError } from './options';

export function readBaseline(file: string): ReadonlySet<string> {
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--baseline ${file}: ${systemReason(error)}; check the path`);
  }
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new UsageError(`--baseline ${file}: no JSON; give the output of check --format json or sarif`);
  }
  if (typeof data !== 'object' || data === null || !('files' in data || 'runs' in data)) {
    throw new UsageError(`--baseline ${file}: no earlier report; give the output of check --format json or sarif`);
  }
  const prints = new Set<string>();
  collect(data, prints);
  return prints;
}

/** Silenced findings move to `suppressed`; they stay counted. */
export function applyBaseline(view: FileView, baseline: ReadonlySet<string>, name: string): FileView {
  const silenced = view.findings.filter((finding) => baseline.has(finding.fingerprint));
  if (silenced.length === 0) return view;
  return {
    ...view,
    findings: view.findings.filter((finding) => !baseline.has(finding.fingerprint)),
    suppressed: [
      ...view.suppressed,
      ...silenced.map((finding) => ({ finding, reason: `in baseline ${name}`, by: 'baseline' as const })),
    ],
  };
}

/** Every `fingerprint` and `lockstep/v1` in the report, wherever it stands. */
function collect(value: unknown, prints: Set<string>): void {
  if (Array.isArray(value)) for (const element of value) collect(element, prints);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, child] of Object.entries(value)) {
      if ((key === 'fingerprint' || key === 'lockstep/v1') && typeof child === 'string') prints.add(child);
      else collect(child, prints);
    }
  }
}
