/**
 * `lockstep simulate FILE --in-place`: which functions of the user's page_alloc.c the machine executes in place of the
 * model's, and what stops the others.
 */
import { indexLines, lineColumnAt } from '../base/lines';
import { WORLDS } from '../kernel/worlds';
import { BASE_NAMES, variantForVersion } from '../model/variants';
import { type InPlaceRow, type InPlaceVerdict, inPlaceRows } from '../replay/inPlace';
import { codeUnderTest } from '../review/codeUnderTest';
import { readSource } from '../workspace/files';
import { treePathOf } from '../workspace/kernelTree';
import { openWorkspace } from '../workspace/queries';
import { chooseTree, UsageError } from './options';

export interface InPlaceOptions {
  readonly kernel?: string;
  readonly as?: string;
  readonly variant?: string;
  readonly format: 'text' | 'json' | 'html';
}

const VERDICTS: readonly InPlaceVerdict[] = ['runs', 'differs', 'stopped', 'unreached', 'absent'];

const MEANINGS: Readonly<Record<InPlaceVerdict, string>> = {
  runs: 'executed in place of the model: every trace it takes part in came out as before',
  differs: 'executed, and something else came out',
  stopped: 'the machine could not go on',
  unreached: 'in the model, but no probe leads through it',
  absent: 'the model does without it',
};

/** What goes to stdout. */
export async function inPlaceText(file: string, options: InPlaceOptions): Promise<string> {
  const source = readSource(file);
  if (source.kind === 'error') throw new UsageError(source.message);
  if (source.kind === 'unfit') throw new UsageError(`${file}: ${source.reason}; give a C file`);
  const tree = chooseTree(options.kernel, file);
  const workspace = await openWorkspace({ tree });
  const variant = options.variant ?? variantForVersion(workspace.facts.version);
  if (!BASE_NAMES.includes(variant))
    throw new UsageError(`simulate: --in-place compares with a plain kernel: ${BASE_NAMES.join(', ')}`);
  const treePath = options.as ?? (tree && treePathOf(tree, file));
  const checked = workspace.checkText({ path: file, treePath, text: source.text, worlds: WORLDS });
  const code = new Map(checked.views.map((view) => [view.world, codeUnderTest(checked, view)] as const));
  const rows = inPlaceRows({ code, variant, frontEnd: workspace.frontEnd });
  const lines = indexLines(source.text);
  const functions = rows.map((row) => ({
    function: row.function,
    line: lineColumnAt(lines, row.at).line,
    verdict: row.verdict,
    probes: row.probes,
    ...(row.failed === undefined ? {} : { failed: row.failed }),
    ...(row.why === undefined ? {} : { why: row.why }),
  }));
  if (options.format === 'json') {
    const object = { version: 1, file, variant, counts: counts(rows), functions };
    return `${JSON.stringify(object, undefined, 2)}\n`;
  }
  return text(file, variant, rows);
}

function counts(rows: readonly InPlaceRow[]): Readonly<Record<string, number>> {
  return Object.fromEntries(VERDICTS.map((verdict) => [verdict, rows.filter((row) => row.verdict === verdict).length]));
}

function text(file: string, variant: string, rows: readonly InPlaceRow[]): string {
  const blocks = VERDICTS.map((verdict) => {
    const some = rows.filter((row) => row.verdict === verdict);
    const each = some.map((row) => {
      const why = row.failed === undefined ? '' : `  ${row.failed}: ${row.why ?? ''}`;
      const passed = row.probes.length === 0 ? '' : `  ${row.probes.join(' ')}`;
      return `  ${row.function.padEnd(34)}${passed}${why}\n`;
    });
    return `${verdict}: ${some.length} (${MEANINGS[verdict]})\n${each.join('')}`;
  });
  return `${file} on ${variant}: ${rows.length} functions are reached by allocating and freeing\n${blocks.join('')}`;
}
