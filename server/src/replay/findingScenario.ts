/**
 * A finding that needs other actors, replayed in a named scenario of the model: the functions it names stand in for the
 * model's, everybody else is the model's own. Confirmed only by what the model's own functions do not show there.
 */
import type { Finding, Witness } from '../analysis/finding';
import type { FunctionIr } from '../ir/ir';
import type { World } from '../kernel/worlds';
import type { RunOutcome, SplatKind } from '../machine/api';
import { rerun } from '../machine/explore';
import { linkProgram, type Program } from '../machine/program';
import type { ModelFrontEnd } from '../model/frontEnd';
import { casesOf, findScenario, type ModelScenario } from '../model/scenarios';
import { modelUnits, withoutFunctions } from '../model/units';
import { parseVariant, type Variant, withFiles } from '../model/variants';
import type { CodeUnderTest, FindingReplay, RunSetup, SimulationResult } from './api';
import { ownUnit, textHash, unitOfHeader } from './programs';
import type { RunId } from './replayId';
import { resultOf } from './results';
import { frameOf, machineScenario, runScenario, scenarioBounds } from './scenario';

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
    const result = resultWith(ours.outcome, one, code, setup.world, variant, [...names]);
    return { verdict: { verdict: 'confirmed', splat: report.kind, states, exhausted, id: result.id }, result };
  }
  return inconclusive(`scenario ${witness.scenario} ends well with these functions in place`);
}

/** Such a run again from its id; a message if it does not fit any more. */
export function rerunInScenario(
  id: Extract<RunId, { kind: 'scenario' }>,
  functions: readonly string[],
  code: CodeUnderTest,
  frontEnd: ModelFrontEnd,
): SimulationResult | string {
  const choice = parseVariant(id.variant);
  if (choice.kind === 'unknown') return choice.message;
  const { variant } = choice;
  const found = findScenario(id.scenario);
  const scenario = found && casesOf(found, variant.number).find((one) => one.id === id.scenario);
  if (scenario === undefined) return `unknown scenario "${id.scenario}"`;
  const { program } = programWith(scenario, code, { world: id.world, frontEnd }, variant, new Set(functions));
  const asked = machineScenario(scenario, variant, { world: id.world });
  const outcome = rerun(program, asked, id.decisions, scenarioBounds(scenario));
  if (outcome === undefined) return 'the schedule does not fit: the model changed';
  return resultWith(outcome, scenario, code, id.world, variant, functions);
}

function resultWith(
  outcome: RunOutcome,
  scenario: ModelScenario,
  code: CodeUnderTest,
  world: World,
  variant: Variant,
  functions: readonly string[],
): SimulationResult {
  const frame = frameOf(scenario, variant, world, outcome);
  const own = { file: code.file, textHash: textHash(code.text), functions };
  return resultOf(outcome, {
    ...frame,
    subject: `${scenario.id}:${functions[0] ?? ''}`,
    id: { kind: 'scenario', scenario: scenario.id, variant: variant.name, world, decisions: outcome.decisions, own },
  });
}

/** The scenario with functions of the file in place of the model's; `tookPart`: one of them was run. */
function run(
  scenario: ModelScenario,
  code: CodeUnderTest,
  setup: RunSetup,
  variant: Variant,
  names: ReadonlySet<string>,
): { readonly outcome: RunOutcome; readonly tookPart: boolean } {
  const { program, functions } = programWith(scenario, code, setup, variant, names);
  const cancelled = setup.cancelled === undefined ? {} : { cancelled: setup.cancelled };
  const outcome = runScenario(program, scenario, variant, { world: setup.world, ...cancelled });
  return { outcome, tookPart: functions.some((ir) => program.compiled.has(ir)) };
}

function programWith(
  scenario: ModelScenario,
  code: CodeUnderTest,
  { world, frontEnd }: Pick<RunSetup, 'world' | 'frontEnd'>,
  variant: Variant,
  names: ReadonlySet<string>,
): { readonly program: Program; readonly functions: readonly FunctionIr[] } {
  const model = modelUnits(withFiles(variant, scenario.files ?? []), world, frontEnd);
  const functions = code.fileIr.functions.filter(({ name }) => names.has(name));
  const units = [...withoutFunctions(model, names), ownUnit(code, functions)];
  return { program: linkProgram(units, unitOfHeader(code)), functions };
}

function inconclusive(reason: string): FindingReplay {
  return { verdict: { verdict: 'inconclusive', reason } };
}
