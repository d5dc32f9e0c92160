/**
 * The new code runs: functions that a patch adds or changes are run from their start on the machine, which knows nothing of
 * the analysis. A run that ends in a report of a kind that proves a rule, where the function before the patch does not, is a
 * finding of its own, unless a rule has told it already.
 */
import type { RuleId } from '../analysis/finding';
import { hashText } from '../base/hash';
import type { World } from '../kernel/worlds';
import type { Bounds } from '../machine/api';
import type { ResultStep, SimulationResult } from '../replay/api';
import { simulateFunction } from '../replay/simulate';
import type { CheckedFile, Workspace, WorldView } from '../workspace/api';
import { codeUnderTest, runSetup } from './codeUnderTest';
import type { FindingView, PathView } from './view';

/** A look at each changed function, not a proof: what needs more is what `simulate` is for. */
const BOUNDS: Bounds = { preemptions: 0, interrupts: 0, steps: 8_000, states: 80 };
/** Functions of one text that are run; patches that touch more are seldom about one of them. */
const MAX_FUNCTIONS = 8;
const MAX_STEPS = 6;

/**
 * Reports that no caller can make good: of what a function leaves behind, or does with its arguments, the run knows too
 * little.
 */
const RULE_OF: Readonly<Record<string, RuleId>> = {
  'sleeping-in-atomic': 'sleep-in-atomic',
  'scheduling-while-atomic': 'sleep-in-atomic',
  'voluntary-switch-in-rcu': 'sleep-in-atomic',
  'invalid-wait-context': 'invalid-wait-context',
  'recursive-locking': 'lock-recursion',
  'circular-locking': 'lock-order',
  'page-twice': 'page-lifecycle',
  'bad-page': 'page-lifecycle',
};

export interface FunctionRuns {
  readonly count: number;
  readonly findings: readonly FindingView[];
}

export interface RunQuestion {
  readonly workspace: Workspace;
  readonly before: CheckedFile | undefined;
  readonly after: CheckedFile;
  /** Changed functions, in file order. */
  readonly functions: readonly string[];
  /** Rules already told of a function: a run that shows the same says nothing new. */
  told(functionName: string): boolean;
}

export function runChanged(question: RunQuestion): FunctionRuns {
  const { workspace, after, before } = question;
  const shown = new Map<string, { view: FindingView; worlds: World[] }>();
  let count = 0;
  for (const name of question.functions.slice(0, MAX_FUNCTIONS)) {
    for (const view of after.views) {
      if (!view.file.functions.some((fn) => fn.name === name)) continue;
      const result = run(workspace, after, view, name);
      if (result === undefined) continue;
      count++;
      const rule = result.verdict === 'splat' ? RULE_OF[result.splat ?? ''] : undefined;
      if (rule === undefined || question.told(name)) continue;
      const old = before?.views.find((each) => each.world === view.world);
      const wasThere = old?.file.functions.some((fn) => fn.name === name) === true;
      if (
        before !== undefined &&
        old !== undefined &&
        wasThere &&
        run(workspace, before, old, name)?.splat === result.splat
      )
        continue;
      const key = `${name} ${rule}`;
      const known = shown.get(key);
      if (known === undefined)
        shown.set(key, { view: findingOf(after, view.world, name, rule, result), worlds: [view.world] });
      else {
        known.worlds.push(view.world);
        known.view = withWorld(known.view, view.world, result);
      }
    }
  }
  return { count, findings: [...shown.values()].map(({ view, worlds }) => ({ ...view, worlds })) };
}

/** A bug of ours in the machine costs this run, not the review. */
function run(workspace: Workspace, checked: CheckedFile, view: WorldView, name: string): SimulationResult | undefined {
  try {
    const setup = { ...runSetup(workspace, view.world, undefined), bounds: BOUNDS };
    return simulateFunction(codeUnderTest(checked, view), name, setup);
  } catch (error) {
    if (process.env.LOCKSTEP_DEBUG !== undefined) throw error;
    return undefined;
  }
}

function findingOf(
  checked: CheckedFile,
  world: World,
  name: string,
  rule: RuleId,
  result: SimulationResult,
): FindingView {
  const { path, text } = checked.request;
  const own = result.trace.filter((step) => step.file === path);
  const last = own.at(-1);
  const line = last?.line ?? 1;
  const excerpt = text.split('\n')[line - 1] ?? '';
  const view: FindingView = {
    rule,
    band: result.assumptions.length === 0 ? 'proven' : 'likely',
    worlds: [world],
    function: last?.function ?? name,
    range: { startLine: line, startColumn: 1, endLine: line, endColumn: excerpt.length + 1 },
    message: `run from its start, ${name}() ends in ${(result.splat ?? '').replaceAll('-', ' ')}`,
    path: stepsOf(result.trace, path),
    assumptions: result.assumptions,
    replay: {},
    notReplayable: undefined,
    fingerprint: hashText([rule, path, name, result.splat].join('\n')),
    excerpt,
  };
  return withWorld(view, world, result);
}

function withWorld(view: FindingView, world: World, result: SimulationResult): FindingView {
  const { splat, states, exhausted, id } = result;
  const verdict = { verdict: 'confirmed', states, exhausted, id, ...(splat === undefined ? {} : { splat }) } as const;
  return { ...view, replay: { ...view.replay, [world]: verdict } };
}

/** The steps that changed something, the last ones: they lead to the report. */
function stepsOf(trace: readonly ResultStep[], path: string): readonly PathView[] {
  return trace
    .filter(({ event }) => event !== '')
    .slice(-MAX_STEPS)
    .map((step) => ({
      file: step.file,
      inTree: step.file !== path,
      line: step.line,
      function: step.function,
      text: step.event,
    }));
}
