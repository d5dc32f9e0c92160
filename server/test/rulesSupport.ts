/** What the tests of rules share: texts in (fixtures with expectations beside the line), findings out. */
import { indexLines, lineColumnAt } from '../src/base/lines';
import { DEFAULT_WORLDS, type World } from '../src/kernel/worlds';
import type { Workspace } from '../src/workspace/api';

/** `// expect: rule "part"`, `// expect[rt]: rule "part"`; several may stand on one line. */
export interface Expectation {
  readonly line: number;
  readonly rule: string;
  readonly part: string;
  /** Worlds the finding must hold in, and no others; undefined: not said. */
  readonly worlds: readonly string[] | undefined;
}

export function expectationsOf(text: string): Expectation[] {
  const found: Expectation[] = [];
  text.split('\n').forEach((line, index) => {
    for (const match of line.matchAll(/\/\/ expect(?:\[([a-z,]+)\])?: ([a-z-]+)(?: "([^"]*)")?/g)) {
      found.push({ line: index + 1, rule: match[2] ?? '', part: match[3] ?? '', worlds: match[1]?.split(',') });
    }
  });
  return found;
}

export interface Told {
  readonly line: number;
  readonly rule: string;
  readonly message: string;
  readonly worlds: readonly World[];
  readonly function: string;
}

/** The findings of a text in the default band. */
export function provenFindings(
  workspace: Workspace,
  path: string,
  text: string,
): { told: Told[]; notAnalysed: string[] } {
  const lines = indexLines(text);
  const { report } = workspace.checkText({ path, text, worlds: DEFAULT_WORLDS });
  return {
    told: report.findings
      .filter((f) => f.band === 'proven')
      .map((f) => ({
        line: lineColumnAt(lines, f.span.start).line,
        rule: f.rule,
        message: f.message,
        worlds: f.worlds,
        function: f.function,
      })),
    notAnalysed: report.notAnalysed.map((n) => `${n.function}: ${n.reason}`),
  };
}

/** What is wrong with the findings of a text, in words; [] if they are as it says. */
export function differences(told: readonly Told[], expected: readonly Expectation[]): string[] {
  const left = [...told];
  const wrong: string[] = [];
  for (const want of expected) {
    const at = left.findIndex(
      (f) =>
        f.line === want.line &&
        f.rule === want.rule &&
        f.message.includes(want.part) &&
        (want.worlds === undefined || String(f.worlds) === String(want.worlds)),
    );
    if (at >= 0) left.splice(at, 1);
    else
      wrong.push(
        `line ${want.line}: missing ${want.rule} "${want.part}"${want.worlds === undefined ? '' : ` in ${want.worlds}`}`,
      );
  }
  for (const f of left) wrong.push(`line ${f.line}: unexpected ${f.rule} [${f.worlds}] in ${f.function}: ${f.message}`);
  return wrong;
}
