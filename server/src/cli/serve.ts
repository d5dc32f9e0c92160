/** `lockstep serve --stdio`: the language server, in this process. The only place where the two faces meet. */
import { Command } from 'commander';
import { UsageError } from './options';

export function serveCommand(): Command {
  return new Command('serve')
    .description('run the language server')
    .option('--stdio', 'talk on standard input and output (the only transport)')
    .action(async (options: { stdio?: true }) => {
      if (options.stdio !== true) throw new UsageError('serve: say how to talk; use: lockstep serve --stdio');
      const { serveStdio } = await import('../lsp/main');
      await serveStdio();
    });
}
