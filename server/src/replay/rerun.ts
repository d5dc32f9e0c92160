/** The same run again from its id; where text, variant or outcome are not what they were, it says so. */
import type { World } from '../kernel/worlds';
import type { Bounds } from '../machine/api';
import type { ModelFrontEnd } from '../model/frontEnd';
import { findScenario } from '../model/scenarios';
import { parseVariant, type Variant } from '../model/variants';
import type { CodeUnderTest, Rerun, RunSetup, SimulationResult } from './api';
import { rerunInScenario } from './findingScenario';
import { isPreference, type Preference, textHash } from './programs';
import { decodeRunId, type EarlierId, encodeRunId, type RunId } from './replayId';
import { rerunScenario, simulateScenario } from './scenario';
import { type EarlierRun, type FunctionRun, rerunFunction, startAt, startsOf } from './simulate';
import { initialStates, parseStatePins } from './states';

export interface RerunSetup {
  readonly frontEnd: ModelFrontEnd;
  readonly bounds?: Bounds;
  /** The file of a function's run, lowered for a world; a message if it cannot be had. */
  load(file: string, world: World): CodeUnderTest | string | undefined;
}

export function rerun(text: string, setup: RerunSetup): Rerun {
  const id = decodeRunId(text);
  if (id === undefined) return different(`"${text}" is no replay id`);
  const choice = parseVariant(id.variant);
  if (choice.kind === 'unknown') return different(choice.message);
  const result = id.kind === 'scenario' ? again(id, setup) : functionAgain(id, setup);
  if (typeof result === 'string') return different(result);
  return result.id === encodeRunId(id)
    ? { kind: 'same', result }
    : different('the run takes other decisions now: the model or the bounds changed');
}

function again(id: Extract<RunId, { kind: 'scenario' }>, setup: RerunSetup): SimulationResult | string {
  if (id.own !== undefined) {
    const code = loaded(id.own.file, id.own.textHash, id.world, setup);
    return typeof code === 'string' ? code : rerunInScenario(id, id.own.functions, code, setup.frontEnd);
  }
  // What was exhausted is not explored again: its id holds the whole schedule.
  const known = findScenario(id.scenario);
  if (known?.exhaust === true && known.builds !== true)
    return rerunScenario({
      id: id.scenario,
      variant: id.variant,
      world: id.world,
      frontEnd: setup.frontEnd,
      decisions: id.decisions,
    });
  const run = simulateScenario({
    id: id.scenario,
    variant: id.variant,
    world: id.world,
    frontEnd: setup.frontEnd,
    ...(setup.bounds === undefined ? {} : { bounds: setup.bounds }),
  });
  return run.kind === 'unknown' ? run.message : run.result;
}

/** The file of a run, if it is as it was; else what is wrong with it. */
function loaded(file: string, hash: string, world: World, setup: RerunSetup): CodeUnderTest | string {
  const code = setup.load(file, world);
  if (code === undefined) return `${file} cannot be read`;
  if (typeof code === 'string') return code;
  return textHash(code.text) === hash ? code : `${file} is not the text of that run`;
}

function functionAgain(id: Extract<RunId, { kind: 'function' }>, setup: RerunSetup): SimulationResult | string {
  const code = loaded(id.file, id.textHash, id.world, setup);
  if (typeof code === 'string') return code;
  const ir = code.fileIr.functions.find((f) => f.name === id.function);
  if (ir === undefined) return `${id.file} has no function ${id.function}`;
  const choice = parseVariant(id.variant);
  if (choice.kind === 'unknown') return choice.message;
  const pins = parseStatePins(id.state);
  if (typeof pins === 'string') return pins;
  const run = {
    world: id.world,
    variant: id.variant,
    frontEnd: setup.frontEnd,
    ...(setup.bounds === undefined ? {} : { bounds: setup.bounds }),
  };
  const start = startAt(startsOf(code, ir, run, choice.variant), id.start);
  if (start === undefined) return `${id.function} has no such start any more`;
  const before = earlierOf(id.before, code, run, choice.variant);
  if (before === 'gone') return `${id.before?.function ?? ''} has no such start any more`;
  const [kind = '', ...keep] = id.program.split(',');
  if (!isPreference(kind)) return 'the id names no program';
  const preference: Preference = { kind, keep };
  // Low memory is two depths under one name: the one whose run takes the id's decisions is meant.
  for (const state of initialStates(pins, { pages: true, slab: true })) {
    const asked: FunctionRun = {
      start,
      startIndex: id.start,
      state,
      ...(kind === 'path' || kind === 'alone' ? { bare: kind } : {}),
      ...(id.leaks ? { leaks: 'any' } : {}),
      ...(before === undefined ? {} : { before }),
      ...(id.irqsOff === undefined ? {} : { irqsOff: id.irqsOff }),
      ...(id.amongOthers === undefined ? {} : { amongOthers: id.amongOthers }),
      ...(id.passingWriter === undefined ? {} : { passingWriter: id.passingWriter }),
    };
    const again = rerunFunction(code, ir, run, choice.variant, asked, preference, id.decisions);
    if (again !== undefined) return again;
  }
  return 'the decisions do not fit: the model changed';
}

function earlierOf(
  id: EarlierId | undefined,
  code: CodeUnderTest,
  setup: RunSetup,
  variant: Variant,
): EarlierRun | 'gone' | undefined {
  if (id === undefined) return undefined;
  const ir = code.fileIr.functions.find((f) => f.name === id.function);
  const start = ir === undefined ? undefined : startAt(startsOf(code, ir, setup, variant), id.start);
  if (start === undefined) return 'gone';
  const until = { function: id.until, span: { start: id.from, end: id.to } };
  return { function: id.function, start, startIndex: id.start, until };
}

function different(reason: string): Rerun {
  return { kind: 'different', reason };
}
