/** What the tests of rules share: texts in (fixtures with expectations beside the line), findings out. */

import type { Band } from '../src/analysis/finding';
import { indexLines, lineColumnAt } from '../src/base/lines';
import { DEFAULT_WORLDS, WORLDS, type World } from '../src/kernel/worlds';
import { RULES } from '../src/rules/index';
import type { Workspace } from '../src/workspace/api';

/**
 * `// expect: rule "part"`, `// expect[rt]: rule "part"`; several may stand on one line. `// expect(likely): rule` names the band
 * where it is not the rule's own.
 */
export interface Expectation {
  readonly line: number;
  readonly rule: string;
  readonly part: string;
  /** Worlds the finding must hold in, and no others; undefined: not said. */
  readonly worlds: readonly string[] | undefined;
  readonly band: Band | undefined;
}

export function expectationsOf(text: string): Expectation[] {
  const found: Expectation[] = [];
  text.split('\n').forEach((line, index) => {
    for (const match of line.matchAll(
      /\/\/ expect(?:\((likely|question)\))?(?:\[([a-z,]+)\])?: ([a-z-]+)(?: "([^"]*)")?/g,
    )) {
      found.push({
        line: index + 1,
        rule: match[3] ?? '',
        part: match[4] ?? '',
        worlds: match[2]?.split(','),
        band: match[1] as Band | undefined,
      });
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
  readonly band: Band;
}

const OWN_BAND: ReadonlyMap<string, Band> = new Map(RULES.map((rule) => [rule.meta.id, rule.meta.band]));

/** Does the finding stand in the band its rule is for? */
export function inOwnBand(finding: { readonly rule: string; readonly band: Band }): boolean {
  return finding.band === 'proven' || finding.band === OWN_BAND.get(finding.rule);
}

/** The worlds a fixture is for: `// worlds: up`; else the default ones. */
export function worldsOf(text: string): readonly World[] {
  const named = /^\/\/ worlds: ([a-z,]+)$/m.exec(text)?.[1]?.split(',');
  return named === undefined ? DEFAULT_WORLDS : WORLDS.filter((world) => named.includes(world));
}

/** The findings of a text; `told` in the default band of each rule, `all` in every band. */
export function provenFindings(
  workspace: Workspace,
  path: string,
  text: string,
): { told: Told[]; all: Told[]; notAnalysed: string[] } {
  const lines = indexLines(text);
  const { report } = workspace.checkText({ path, text, worlds: worldsOf(text) });
  const all = report.findings.map((f) => ({
    line: lineColumnAt(lines, f.span.start).line,
    rule: f.rule,
    message: f.message,
    worlds: f.worlds,
    function: f.function,
    band: f.band,
  }));
  return {
    told: all.filter(inOwnBand),
    all,
    notAnalysed: report.notAnalysed.map((n) => `${n.function}: ${n.reason}`),
  };
}

/** What is wrong with the findings of a text (all bands), in words; [] if those of their rule's band are as it says. */
export function differences(told: readonly Told[], expected: readonly Expectation[]): string[] {
  const left = [...told];
  const wrong: string[] = [];
  for (const want of expected) {
    const at = left.findIndex(
      (f) =>
        f.line === want.line &&
        f.rule === want.rule &&
        f.message.includes(want.part) &&
        (want.band === undefined ? inOwnBand(f) : f.band === want.band) &&
        (want.worlds === undefined || String(f.worlds) === String(want.worlds)),
    );
    if (at >= 0) left.splice(at, 1);
    else
      wrong.push(
        `line ${want.line}: missing ${want.rule} "${want.part}"${want.worlds === undefined ? '' : ` in ${want.worlds}`}`,
      );
  }
  for (const f of left.filter(inOwnBand))
    wrong.push(`line ${f.line}: unexpected ${f.rule} [${f.worlds}] in ${f.function}: ${f.message}`);
  return wrong;
}
