/** Runs named scenarios in one process and prints what each took: a JSON line per run. Bundled and started by explorer.mjs. */
import dialect from '../grammars/dialect.json';
import type { World } from '../server/src/kernel/worlds';
import { DEFAULT_BOUNDS } from '../server/src/machine/api';
import type { ModelFrontEnd } from '../server/src/model/frontEnd';
import { simulateScenario } from '../server/src/replay/scenario';
import type { Dialect } from '../server/src/syntax/api';
import { loadParser } from '../server/src/syntax/parserLoader';

interface Asked {
  readonly id: string;
  readonly variant: string;
  readonly world: World;
  readonly reduction?: 'none';
  readonly states?: number;
}

async function main(): Promise<void> {
  const frontEnd: ModelFrontEnd = { parser: await loadParser(), dialect: dialect as unknown as Dialect };
  for (const asked of JSON.parse(process.argv[2] ?? '[]') as Asked[]) {
    const bounds = { ...DEFAULT_BOUNDS, steps: 100_000_000, states: asked.states ?? DEFAULT_BOUNDS.states };
    const run = () => simulateScenario({ ...asked, frontEnd, bounds });
    // The first run lowers the model's C; what is measured is the second.
    run();
    const before = process.cpuUsage();
    const done = run();
    const { user, system } = process.cpuUsage(before);
    if (done.kind === 'unknown') throw new Error(done.message);
    const { states, exhausted, reports } = done.result;
    console.log(JSON.stringify({ ...asked, states, exhausted, reports, ms: (user + system) / 1000 }));
  }
}

void main();
