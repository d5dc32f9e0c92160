/** `lockstep explain 'GFP EXPRESSION'`: value, bits, what it may do, and where it may be used, by the tree's own table. */
import { Command } from 'commander';
import pc from 'picocolors';
import { evaluateGfp, type GfpEvaluation, type GfpTable } from '../kernel/gfp';
import type { GfpVerdict } from '../kernel/gfpContext';
import { diskFiles } from '../workspace/headerFiles';
import { treeFacts } from '../workspace/treeFacts';
import { chooseTree, oneOf, UsageError } from './options';
import { similar } from './similar';
import { print, useColour } from './terminal';

const FORMATS = ['text', 'json'] as const;
const DEFAULT_VERSION = '6.12';

const MEANINGS: readonly (readonly [GfpVerdict, string])[] = [
  ['sleeps', 'direct reclaim may sleep where that is not allowed'],
  ['wait-context', "lockdep reports the allocator's own locks there"],
  ['never', 'no flags make an allocation right there'],
];

interface ExplainOptions {
  readonly kernel?: string;
  readonly format: (typeof FORMATS)[number];
}

export function explainCommand(): Command {
  return new Command('explain')
    .description('say what a GFP expression is, and where it may be used')
    .argument('<expression>', "for example 'GFP_KERNEL & ~__GFP_FS'")
    .option('--kernel <dir>', 'root of the kernel tree whose flags count (default: built-in tables of 6.12)')
    .option('--format <format>', FORMATS.join(', '), oneOf('format', FORMATS), 'text')
    .action((expression: string, options: ExplainOptions) => {
      const tree = chooseTree(options.kernel, undefined);
      const files = tree === undefined ? undefined : diskFiles(tree.root);
      const facts = treeFacts(tree?.version ?? DEFAULT_VERSION, (path) => files?.read(path), tree?.config);
      const result = evaluateGfp(expression, facts.gfp);
      if (result.error !== undefined) {
        throw new UsageError(
          `explain: '${expression}': ${result.error.message} at ${result.error.at + 1}; give an expression of GFP names, |, & and ~`,
        );
      }
      const [unknown] = result.unknown;
      if (unknown !== undefined) {
        throw new UsageError(
          `explain: '${unknown}' is no GFP name of Linux ${facts.version}${suggestion(unknown, facts.gfp)}`,
        );
      }
      print(options.format === 'json' ? json(result) : text(result));
    });
}

function json(result: GfpEvaluation): string {
  const { expression, value, hex, flags, mayBlock, wakesKswapd, contexts } = result;
  return `${JSON.stringify({ version: 1, expression, value, hex, flags, mayBlock, wakesKswapd, contexts }, undefined, 2)}\n`;
}

function text(result: GfpEvaluation): string {
  const paint = pc.createColors(useColour());
  const lines = [
    `${paint.bold(result.expression)} = ${result.hex} (${result.value})`,
    `  ${result.flags.length === 0 ? 'no flag' : result.flags.join(' | ')}`,
    `  ${result.mayBlock ? 'may block: direct reclaim' : 'does not block'}; ${result.wakesKswapd ? 'wakes kswapd' : 'does not wake kswapd'}${result.zone === undefined ? '' : `; zone ${result.zone}`}`,
    ...result.notes.map((note) => `  note: ${note}`),
    ...result.conflicts.map((conflict) => paint.yellow(`  conflict: ${conflict.text}`)),
    '',
    `  ${'where'.padEnd(34)}${'smp'.padEnd(14)}${'rt'.padEnd(14)}up`,
  ];
  for (const { context, smp, rt, up } of result.contexts) {
    const cell = (verdict: string) =>
      verdict === 'ok' ? paint.green(verdict.padEnd(14)) : paint.red(verdict.padEnd(14));
    lines.push(`  ${context.padEnd(34)}${cell(smp)}${cell(rt)}${cell(up)}`.trimEnd());
  }
  const said = new Set(result.contexts.flatMap(({ smp, rt, up }) => [smp, rt, up]));
  lines.push(
    '',
    ...MEANINGS.filter(([verdict]) => said.has(verdict)).map(([verdict, words]) => `  ${verdict}: ${words}`),
  );
  return `${lines.join('\n').trimEnd()}\n`;
}

function suggestion(name: string, table: GfpTable): string {
  const near = similar(
    name,
    [...table.composites, ...table.flags].map((row) => row.name),
  );
  return near === undefined ? '' : `; did you mean ${near}?`;
}
