/**
 * `lockstep serve --stdio`: the language server, in this process. The server is a bundle of its own beside this one, which
 * starts when it is loaded; so the other commands do not pay for it, and the two faces share no code.
 */
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { Command } from 'commander';
import { UsageError } from './options';

export function serveCommand(): Command {
  return new Command('serve')
    .description('run the language server')
    .option('--stdio', 'talk on standard input and output (the only transport)')
    .action((options: { stdio?: true }) => {
      if (options.stdio !== true) throw new UsageError('serve: say how to talk; use: lockstep serve --stdio');
      createRequire(__filename)(path.join(__dirname, 'server.js'));
    });
}
