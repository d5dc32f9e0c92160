/**
 * A finding that needs other actors, replayed in a named scenario of the model: the functions it names stand in for the
 * model's, everybody else is the model's own. Confirmed only by what the model's own functions do not show there.
 */
import type { Finding, Witness } from '../analysis/finding';
import type { RunOutcome, SplatKind } from '../machine/api';
import { linkProgram } from '../machine/program';
import { casesOf, findScenario, type ModelScenario } from '../model/scenarios';
import { modelUnits, withoutFunctions } from '../model/units';
import { type Variant, withFiles } from '../model/variants';
import type { CodeUnderTest, FindingReplay, RunSetup } from './api';
import { ownUnit, unitOfHeader } from './programs';
import { runScenario } from './scenario';

export function replayInScenario(
  finding: Finding,
  witness: Extract<Witness, { kind: 'scenario' }>,
  code: CodeUnderTest,
  setup: RunSetup,
  variant: Variant,
  kinds: readonly SplatKind[],
): FindingReplay {
  const scenario = findScenario(witness.scenario);
  if (scenario === undefined || scenario.worlds?.includes(setup.world) === false)
    return inconclusive(`scenario ${witness.scenario} means nothing in ${setup.world}`);
  const names = new Set(witness.functions);
  for (const one of casesOf(scenario, variant.number)) {
    if (setup.cancelled?.() === true) return inconclusive('cancelled');
    const ours = run(one, code, setup, variant, names);
    const report = ours.outcome.reports.find(({ kind }) => kinds.includes(kind));
    if (!ours.tookPart) return inconclusive(`${finding.function}() takes no part in scenario ${one.id}`);
    if (report === undefined) {
      if (ours.outcome.verdict === 'inconclusive')
        return inconclusive(`in scenario ${one.id}: ${ours.outcome.reason ?? 'not executable'}`);
      continue;
    }
    const models = run(one, code, setup, variant, new Set());
    if (models.outcome.reports.some(({ kind }) => kind === report.kind))
      return inconclusive(`scenario ${one.id} ends so with the model's own functions, too`);
    const { states, exhausted } = ours.outcome;
    return { verdict: { verdict: 'confirmed', splat: report.kind, states, exhausted } };
  }
  return inconclusive(`scenario ${witness.scenario} ends well with these functions in place`);
}

/** The scenario with functions of the file in place of the model's; `tookPart`: one of them was run. */
function run(
  scenario: ModelScenario,
  code: CodeUnderTest,
  setup: RunSetup,
  variant: Variant,
  names: ReadonlySet<string>,
): { readonly outcome: RunOutcome; readonly tookPart: boolean } {
  const { world } = setup;
  const model = modelUnits(withFiles(variant, scenario.files ?? []), world, setup.frontEnd);
  const functions = code.fileIr.functions.filter(({ name }) => names.has(name));
  const program = linkProgram([...withoutFunctions(model, names), ownUnit(code, functions)], unitOfHeader(code));
  const cancelled = setup.cancelled === undefined ? {} : { cancelled: setup.cancelled };
  const outcome = runScenario(program, scenario, variant, { world, ...cancelled });
  return { outcome, tookPart: functions.some((ir) => program.compiled.has(ir)) };
}

function inconclusive(reason: string): FindingReplay {
  return { verdict: { verdict: 'inconclusive', reason } };
}
