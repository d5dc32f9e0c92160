/** `lockstep compare`: one workload over several designs, as a table. */
import { Command } from 'commander';
import { isWorld, WORLDS, type World } from '../kernel/worlds';
import { WORKLOADS } from '../model/scenarios/workloads';
import { parseVariant } from '../model/variants';
import { type CompareRow, compareDesigns, defaultVariants, findWorkload } from '../replay/compare';
import { openWorkspace } from '../workspace/queries';
import { oneOf, UsageError } from './options';
import { progressLine } from './progress';
import { breathe, print } from './terminal';

const FORMATS = ['text', 'json'] as const;

interface CompareOptions {
  readonly variants?: string;
  readonly workload: string;
  readonly world: World;
  readonly format: (typeof FORMATS)[number];
}

export function compareCommand(): Command {
  return new Command('compare')
    .description('run one workload over several designs of the allocator')
    .option('--variants <list>', 'the designs, separated by commas: 5.8+D0,5.8+D3,... (default: D0 to D5)')
    .option('--workload <name>', WORKLOADS.map(({ name }) => name).join(', '), 'flood')
    .option('--world <world>', WORLDS.join(', '), parseWorld, 'smp')
    .option('--format <format>', FORMATS.join(', '), oneOf('format', FORMATS), 'text')
    .addHelpText(
      'after',
      `\nWorkloads:\n${WORKLOADS.map(({ name, title }) => `  ${name.padEnd(10)}${title}\n`).join('')}`,
    )
    .action(runCompare);
}

function parseWorld(text: string): World {
  if (!isWorld(text)) throw new UsageError(`compare: '${text}' is no world; one of ${WORLDS.join(', ')}`);
  return text;
}

async function runCompare(options: CompareOptions): Promise<void> {
  const workload = findWorkload(options.workload);
  if (workload === undefined) {
    const names = WORKLOADS.map(({ name }) => name).join(', ');
    throw new UsageError(`compare: '${options.workload}' is no workload; one of ${names}`);
  }
  const variants = options.variants?.split(',').map((name) => name.trim()) ?? defaultVariants(options.world);
  for (const name of variants) {
    const choice = parseVariant(name);
    if (choice.kind === 'unknown') throw new UsageError(`compare: ${choice.message}`);
  }
  const { frontEnd } = await openWorkspace();
  const rows: CompareRow[] = [];
  const progress = progressLine(variants.length);
  for (const [at, variant] of variants.entries()) {
    progress.show(at, variant);
    await breathe();
    rows.push(...compareDesigns({ variants: [variant], workload, world: options.world, frontEnd }));
  }
  progress.end();
  if (options.format === 'json') {
    const object = { version: 1, workload: workload.name, world: options.world, rows };
    print(`${JSON.stringify(object, undefined, 2)}\n`);
    return;
  }
  print(`${workload.name} in ${options.world}: ${workload.title}\n\n${table(rows)}`);
}

const HEADINGS = ['variant', 'caller', 'verdict', 'failed', 'irqs off', 'raw held', 'stranded'] as const;

/** Stretches are the longest ones, in steps of the machine. */
function table(rows: readonly CompareRow[]): string {
  const cells = rows.map((row) => [
    row.variant,
    row.context,
    row.verdict === 'splat' ? row.reports.join(' + ') : row.verdict,
    `${row.failures}/${row.attempts}`,
    String(row.irqOffSteps),
    String(row.rawHeldSteps),
    String(row.pagesStranded),
  ]);
  const widths = HEADINGS.map((heading, at) => Math.max(heading.length, ...cells.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `${row.map((cell, at) => (at < 3 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ')}\n`;
  return [line(HEADINGS), ...cells.map(line)].join('');
}
