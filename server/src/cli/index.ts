/** `lockstep index`: what the headers of a tree declare, and which file defines what, into the cache for later runs. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Command, Option } from 'commander';
import { surveyDefinitions } from '../workspace/definitions';
import { openWorkspace } from '../workspace/queries';
import { cacheDirectory, cacheOption, chooseTree, parseJobs, UsageError } from './options';
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
    .addOption(new Option('--jobs <n>', 'accepted; reading is not the slow part').argParser(parseJobs).hideHelp())
    .action(runIndex);
}

async function runIndex(options: IndexOptions): Promise<void> {
  const tree = chooseTree(options.kernel, path.join(process.cwd(), 'x.c'));
  if (tree === undefined) throw new UsageError('index: no kernel tree here; name one with --kernel DIR');
  const directory = cacheDirectory(options.cache);
  const workspace = await openWorkspace({ tree, cacheDirectory: directory });
  let headers = 0;
  for (const root of HEADER_ROOTS) {
    const found: string[] = [];
    collectHeaders(path.join(tree.root, root), root, found);
    for (const treePath of found.sort()) if (workspace.headerText(treePath) !== undefined) headers++;
  }
  workspace.saveCache();
  const survey = surveyDefinitions(tree.root, directory);
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
