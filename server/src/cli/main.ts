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

const COMMANDS = [
  checkCommand,
  reviewCommand,
  simulateCommand,
  compareCommand,
  explainCommand,
  indexCommand,
  serveCommand,
] as const;

async function main(): Promise<void> {
  tuneRuntime();
  process.once('SIGINT', () => process.exit(130));
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    throw error;
  });
  const program = new Command('lockstep')
    .description('Reads Linux kernel C for lock, interrupt and GFP context, and runs what it finds on a model.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .showSuggestionAfterError(true);
  for (const make of COMMANDS) program.addCommand(make());
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ outputError: (text) => process.stderr.write(oneLine(text, command)) });
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
    .trim();
  const name = command.parent === null ? 'lockstep' : `lockstep ${command.name()}`;
  return `lockstep: ${words}; see '${name} --help'\n`;
}

void main();
