/**
 * compare: one workload over several designs. Verdict, failures, and how long interrupts stay off and raw locks are held, in
 * steps of the machine: the arguments of a review as figures.
 */
import { kernelFacts } from '../kernel/facts';
import type { World } from '../kernel/worlds';
import { DEFAULT_BOUNDS, type RunOutcome, type TraceStep } from '../machine/api';
import { explore } from '../machine/explore';
import { linkProgram } from '../machine/program';
import type { ModelFrontEnd } from '../model/frontEnd';
import { WORKLOAD_CONTEXTS, WORKLOADS, type Workload } from '../model/scenarios/workloads';
import { modelUnits } from '../model/units';
import { parseVariant, type Variant } from '../model/variants';

/** One row of CONTRACT's table. Stretches are in steps of the machine, a statement each, more or less. */
export interface CompareRow {
  readonly variant: string;
  readonly context: string;
  readonly verdict: RunOutcome['verdict'];
  /** The first report, and all of them. */
  readonly splat: string | null;
  readonly reports: readonly string[];
  readonly attempts: number;
  readonly failures: number;
  /** Longest stretch with interrupts off, within an attempt or in the ordinary traffic around it. */
  readonly irqOffSteps: number;
  /** Longest hold of a raw lock that the caller did not hold already. */
  readonly rawHeldSteps: number;
  /** Pages left on the lists of the CPUs. */
  readonly pagesStranded: number;
}

export interface CompareRequest {
  readonly variants: readonly string[];
  readonly workload: Workload;
  readonly world: World;
  readonly frontEnd: ModelFrontEnd;
  readonly cancelled?: () => boolean;
}

/** The designs of the mails and today's answer. On PREEMPT_RT the ordinary 5.8 stands for the RT tree's conversion of it. */
export function defaultVariants(world: World): readonly string[] {
  const ordinary = world === 'rt' ? '5.8+RT+D0' : '5.8+D0';
  return [ordinary, '5.8+D1', '5.8+D1-prep', '5.8+D2', '5.8+D3', '5.8+D4', '6.15+D5'];
}

export function findWorkload(name: string): Workload | undefined {
  return WORKLOADS.find((workload) => workload.name === name);
}

/** Throws for an unknown variant: the caller checks names with parseVariant() first. */
export function compareDesigns(request: CompareRequest): readonly CompareRow[] {
  const rows: CompareRow[] = [];
  for (const name of request.variants) {
    const choice = parseVariant(name);
    if (choice.kind === 'unknown') throw new Error(choice.message);
    const program = linkProgram(modelUnits(choice.variant, request.world, request.frontEnd));
    for (const context of WORKLOAD_CONTEXTS) {
      if (request.cancelled?.() === true) return rows;
      rows.push(measure(choice.variant, context, request, program));
    }
  }
  return rows;
}

function measure(
  variant: Variant,
  context: (typeof WORKLOAD_CONTEXTS)[number],
  request: CompareRequest,
  program: ReturnType<typeof linkProgram>,
): CompareRow {
  const outcome = explore(
    program,
    {
      id: request.workload.name,
      world: request.world,
      facts: kernelFacts(variant.facts),
      setup: ['model_boot'],
      finish: ['model_check'],
      collectAll: true,
      plainTasks: true,
      globals: Object.entries(request.workload.globals).map(([name, value]) => ({ name, value: BigInt(value) })),
      actors: [{ name: 'caller', function: context.function, cpu: 0, context: context.context, arrival: 'start' }],
    },
    { ...DEFAULT_BOUNDS, preemptions: 0, interrupts: 0 },
  );
  const kinds = outcome.reports.map((report) => report.kind);
  return {
    variant: variant.name,
    context: context.name,
    verdict: outcome.verdict,
    splat: kinds[0] ?? null,
    reports: [...new Set(kinds)],
    ...tally(outcome.trace),
  };
}

function tally(
  trace: readonly TraceStep[],
): Pick<CompareRow, 'attempts' | 'failures' | 'irqOffSteps' | 'rawHeldSteps' | 'pagesStranded'> {
  let attempts = 0;
  let got = 0;
  let stranded = 0;
  let within = false;
  let callersRaw = 0;
  const irqsOff = stretch();
  const raw = stretch();
  for (const step of trace) {
    if (step.event === 'attempt') {
      attempts++;
      within = true;
      callersRaw = step.rawHeld;
      // What the caller itself keeps off or holds begins anew with each attempt.
      irqsOff.end(step.at);
    } else if (step.event === 'attempt over') {
      within = false;
      irqsOff.end(step.at);
    } else if (within && step.event === 'return page') got++;
    const counted = /^stranded (\d+)$/.exec(step.event);
    if (counted !== null) stranded = Number(counted[1]);
    irqsOff.set(!step.irqs, step.at);
    // Around the attempts the workload's own functions hold what the context is about.
    const callers = step.function === 'attempt' || step.function.startsWith('workload_');
    raw.set(within ? step.rawHeld > callersRaw : !callers && step.rawHeld > 0, step.at);
  }
  return {
    attempts,
    failures: attempts - Math.min(got, attempts),
    irqOffSteps: irqsOff.longest(),
    rawHeldSteps: raw.longest(),
    pagesStranded: stranded,
  };
}

/** The longest time something was so, in steps. */
function stretch(): { set(on: boolean, at: number): void; end(at: number): void; longest(): number } {
  let since: number | undefined;
  let most = 0;
  const end = (at: number): void => {
    if (since !== undefined) most = Math.max(most, at - since);
    since = undefined;
  };
  return {
    set(on, at) {
      if (!on) end(at);
      else since ??= at;
    },
    end,
    longest: () => most,
  };
}
