/**
 * One file's check from reading to view: analysis, replay where asked, bands after replay, baseline. Runs in the main
 * process for one file and in workers for many; both ways give the same views.
 */
import type { Band, Finding } from '../analysis/finding';
import { BANDS } from '../analysis/finding';
import type { World } from '../kernel/worlds';
import { type FileView, unfitFile, viewFile } from '../review/view';
import type { CheckedFile, Workspace } from '../workspace/api';
import { Definitions } from '../workspace/definitions';
import { readSource } from '../workspace/files';
import { openKernelTree } from '../workspace/kernelTree';
import { openWorkspace } from '../workspace/queries';
import type { Inputs } from '../workspace/reads';

export interface CheckSetup {
  /** Root of the tree; absent: embedded facts. */
  readonly kernel: string | undefined;
  readonly worlds: readonly World[];
  readonly band: Band;
  readonly replay: boolean;
  readonly cache: string | undefined;
  /** Which of several processes this is; absent: the only one. */
  readonly slot?: number;
  /** Which files define what, as Definitions.toText() says it; absent: looked up once a call asks. */
  readonly definitions?: string;
}

export interface CheckJob {
  readonly path: string;
  readonly treePath: string | null;
}

export type JobResult =
  /** `inputs`: what the view rests on; absent: not known. */
  | { readonly kind: 'file'; readonly view: FileView; readonly inputs?: Inputs }
  /** The file itself could not be had: exit status 2. */
  | { readonly kind: 'error'; readonly message: string };

export interface Checker {
  check(job: CheckJob): Promise<JobResult>;
  close(): void;
}

/** `definitions`: where those of the setup were not looked up yet, and may never be asked for. */
export async function openChecker(setup: CheckSetup, definitions = definitionsOf(setup)): Promise<Checker> {
  const result = setup.kernel === undefined ? undefined : openKernelTree(setup.kernel);
  const tree = result?.kind === 'tree' ? result.tree : undefined;
  const workspace = await openWorkspace({ tree, cacheDirectory: setup.cache, cacheSlot: setup.slot, definitions });
  const replay = setup.replay ? await import('../review/replayFindings') : undefined;
  return {
    async check(job) {
      const source = readSource(job.path);
      if (source.kind === 'error') return source;
      if (source.kind === 'unfit') return { kind: 'file', view: unfitFile(job.path, job.treePath, source.reason) };
      workspace.reads.start();
      const checked = checkGuarded(workspace, job, source.text, setup.worlds);
      if (typeof checked === 'string') return { kind: 'file', view: unfitFile(job.path, job.treePath, checked) };
      const replayed =
        replay === undefined ? checked.report.findings : replay.replayFindings(workspace, checked, setup.band);
      const shown = replayed.filter((finding) => isWithin(finding.band, setup.band));
      const view = viewFile(checked, shown, checked.report.suppressed);
      return { kind: 'file', view, inputs: workspace.reads.inputs() };
    },
    close: () => workspace.saveCache(),
  };
}

function definitionsOf({ definitions: text }: CheckSetup): (() => Definitions) | undefined {
  return text === undefined ? undefined : () => new Definitions(text);
}

/** A bug of ours in one file must not cost the others: the file counts as not analysed, with the reason. */
function checkGuarded(
  workspace: Workspace,
  job: CheckJob,
  text: string,
  worlds: readonly World[],
): CheckedFile | string {
  try {
    return workspace.checkText({ path: job.path, treePath: job.treePath ?? undefined, text, worlds });
  } catch (error) {
    if (process.env.LOCKSTEP_DEBUG !== undefined) throw error;
    return `internal error: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function isWithin(band: Finding['band'], limit: Band): boolean {
  return BANDS.indexOf(band) <= BANDS.indexOf(limit);
}
