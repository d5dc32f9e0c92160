/**
 * The program `lockstep`: commands, and the exit statuses of the contract. Errors are one line on stderr: what, where,
 * what to do. Each command is a file of its own; nothing here knows what they do.
 */
import { Command, CommanderError } from 'commander';
import { version } from '../../../package.json';
import { tuneRuntime } from '../base/runtime';
import { checkCommand } from './check';
import { compareCommand } from './compare';
import { explainCommand } from './explain';
import { indexCommand } from './index';
import { UsageError } from './options';
import { reviewCommand } from './review';
import { serveCommand } from './serve';
import { simulateCommand } from './simulate';
import { watchOutput } from './terminal';

const COMMANDS = [
  checkCommand,
  reviewCommand,
  simulateCommand,
  compareCommand,
  explainCommand,
  indexCommand,
  serveCommand,
] as const;

const START_HERE = `Start here:
  lockstep check mm/page_alloc.c             findings, each run on the model; the tree is found from the file
  lockstep review series.mbox                what a series introduces; --format email writes the reply
  lockstep explain 'GFP_KERNEL & ~__GFP_FS'  where an expression may be used
  lockstep help check                        what a command takes

Exit status: 0 clean, 1 findings, 2 what was asked for cannot be done, 130 interrupted.
`;

async function main(): Promise<void> {
  tuneRuntime();
  process.once('SIGINT', () => process.exit(130));
  watchOutput();
  const program = new Command('lockstep')
    .description('Reads Linux kernel C for lock, interrupt and GFP context, and runs what it finds on a model.')
    .version(version, '-V, --version', 'print the version')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', `\n${START_HERE}`)
    .showSuggestionAfterError(true);
  for (const make of COMMANDS) program.addCommand(make());
  for (const command of [program, ...program.commands]) {
    command
      .helpOption('-h, --help', 'print this help')
      .exitOverride()
      .configureOutput({ outputError: (text) => process.stderr.write(oneLine(text, command)) });
  }
  try {
    await program.parseAsync(process.argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      if (error.code === 'commander.help') process.exitCode = 2;
      return;
    }
    process.exitCode = 2;
    if (error instanceof UsageError) process.stderr.write(`lockstep: ${error.message}\n`);
    else
      process.stderr.write(
        `lockstep: internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      );
  }
}

/** Commander's words in our form: "lockstep: unknown option '--x'; see 'lockstep check --help'". */
function oneLine(text: string, command: Command): string {
  const words = text
    .replace(/^error:\s*/, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\.?\s*$/, '');
  const name = command.parent === null ? 'lockstep' : `lockstep ${command.name()}`;
  return `lockstep: ${words}; see '${name} --help'\n`;
}

void main();
