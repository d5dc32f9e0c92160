/** The designs of the allocator side by side, for the panel: `lockstep compare` with its default designs. */
import { isWorld, WORLDS } from '../kernel/worlds';
import { WORKLOADS } from '../model/scenarios/workloads';
import { compareDesigns, defaultVariants, findWorkload } from '../replay/compare';
import { openWorkspace } from '../workspace/queries';
import type { CompareParams, CompareReport } from './protocol';

/** Throws for names that are none: the panel offers those of an earlier answer only. Undefined: cancelled. */
export async function compare(
  { workload: name, world = 'smp' }: CompareParams,
  cancelled: () => boolean,
): Promise<CompareReport | undefined> {
  const workload = name === undefined ? WORKLOADS[0] : findWorkload(name);
  if (workload === undefined) throw new Error(`'${name}' is no workload`);
  if (!isWorld(world)) throw new Error(`'${world}' is no world`);
  // Designs are compared on the model alone: no tree, no session.
  const { frontEnd } = await openWorkspace();
  const rows = compareDesigns({ variants: defaultVariants(world), workload, world, frontEnd, cancelled });
  if (cancelled()) return undefined;
  return {
    workload: workload.name,
    world,
    workloads: WORKLOADS.map(({ name: each, title }) => ({ name: each, title })),
    worlds: [...WORLDS],
    rows: rows.map((row) => ({
      variant: row.variant,
      context: row.context,
      verdict: row.verdict,
      reports: row.reports,
      attempts: row.attempts,
      failures: row.failures,
      irqOffSteps: row.irqOffSteps,
      rawHeldSteps: row.rawHeldSteps,
      pagesStranded: row.pagesStranded,
    })),
  };
}
