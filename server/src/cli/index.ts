/** `lockstep index`: what the headers of a tree declare, and which file defines what, into the cache for later runs. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Command } from 'commander';
import { indexHeaders } from '../workspace/headerIndex';
import { surveyDefinitions } from '../workspace/survey';
import { cacheDirectory, cacheOption, chooseTree, parseJobs, UsageError } from './options';
import { treeProgress } from './progress';
import { print } from './terminal';

interface IndexOptions {
  readonly kernel?: string;
  readonly cache: string | boolean;
  readonly jobs?: number;
}

/** Where the headers are that C files of the tree include with <>. */
const HEADER_ROOTS = ['include', 'arch/x86/include'] as const;

export function indexCommand(): Command {
  return new Command('index')
    .description('read a kernel tree into the cache, so that later runs need not')
    .option('--kernel <dir>', 'root of the kernel tree (default: the nearest parent of the working directory)')
    .addOption(cacheOption())
    .option('--jobs <n>', 'threads at work (default: one per core)', parseJobs)
    .action(runIndex);
}

async function runIndex(options: IndexOptions): Promise<void> {
  const tree = chooseTree(options.kernel, path.join(process.cwd(), 'x.c'));
  if (tree === undefined) throw new UsageError('index: no kernel tree here; name one with --kernel DIR');
  const directory = cacheDirectory(options.cache);
  const threads = options.jobs ?? os.availableParallelism();
  const found: string[] = [];
  for (const root of HEADER_ROOTS) collectHeaders(path.join(tree.root, root), root, found);
  const { headers } = indexHeaders(directory, tree.root, found.sort(), threads, treeProgress('headers'));
  const survey = surveyDefinitions(tree.root, directory, { threads, progress: treeProgress('.c files') });
  const kept = survey.kept ? `, kept in ${directory}` : '';
  print(`Linux ${tree.version}: ${headers} headers, ${survey.files} .c files (${survey.read} read anew)${kept}\n`);
  if (!survey.kept)
    process.stderr.write(
      `lockstep: ${directory ?? 'no cache directory'}: cannot be written, nothing was kept; name another with --cache DIR\n`,
    );
}

function collectHeaders(directory: string, treePath: string, found: string[]): void {
  if (!fs.existsSync(directory)) return;
  for (const entry of fs.readdirSync(directory, { withFileTypes: true })) {
    const at = `${treePath}/${entry.name}`;
    if (entry.isDirectory()) collectHeaders(path.join(directory, entry.name), at, found);
    else if (entry.isFile() && entry.name.endsWith('.h')) found.push(at);
  }
}
