/** What of a file `lockstep simulate` was asked to run: FILE:LINE, or functions by name. */
import { type LineIndex, lineColumnAt } from '../base/lines';
import type { World } from '../kernel/worlds';
import type { CheckedFile } from '../workspace/api';
import { UsageError } from './options';
import { similar } from './similar';

/** FILE:LINE, where the line is digits after the last colon. */
export function splitTarget(target: string): { readonly file: string; readonly line?: number } {
  const match = /^(.+):(\d+)$/.exec(target);
  return match?.[1] === undefined ? { file: target } : { file: match[1], line: Number(match[2]) };
}

export function functionsAt(checked: CheckedFile, lines: LineIndex, line: number): readonly string[] {
  for (const { file } of checked.views) {
    for (const { name, span } of [...file.functions, ...file.unlowered]) {
      if (lineColumnAt(lines, span.start).line <= line && line <= lineColumnAt(lines, span.end).line) return [name];
    }
  }
  throw new UsageError(
    `simulate: no function at line ${line} of ${checked.request.path}; name a line inside one, or --function NAME`,
  );
}

export function findingsAt(checked: CheckedFile, lines: LineIndex, line: number, world: World) {
  return checked.report.findings.filter(
    (finding) =>
      finding.worlds.includes(world) &&
      [finding, ...finding.path.filter((step) => step.file === '')].some(
        ({ span }) => lineColumnAt(lines, span.start).line === line,
      ),
  );
}

export function requireFunction(checked: CheckedFile, name: string): void {
  const known = checked.views.flatMap(({ file }) => [...file.functions, ...file.unlowered].map((fn) => fn.name));
  if (known.includes(name)) return;
  const near = similar(name, known);
  const advice = near === undefined ? '--all runs every one it has' : `did you mean ${near}?`;
  throw new UsageError(`simulate: ${checked.request.path} has no function ${name}; ${advice}`);
}
