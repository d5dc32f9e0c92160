/**
 * Requests beyond the LSP that run something: a path or a function on the machine, a patch's review, the designs compared. All
 * of them take seconds, so all of them can be cancelled. They fail with a reason, which the client shows.
 */
import { type CancellationToken, type Connection, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { flagOf } from './cancel';
import type { OpenDocuments } from './documents';
import type { Engine } from './engine';
import type { SimulationTarget } from './engineMessages';
import {
  COMPARE_REQUEST,
  type CompareParams,
  type CompareReport,
  MODEL_SOURCE_REQUEST,
  PATCHED_FILE_REQUEST,
  type PatchedFileParams,
  type PatchSeriesReport,
  REVIEW_REQUEST,
  SIMULATE_REQUEST,
  type SimulateParams,
  type SimulationReport,
} from './protocol';
import { withVerdicts } from './simulationText';

export type Simulate = (params: SimulateParams, token: CancellationToken) => Promise<SimulationReport>;

/** Registers the requests; gives what the plain command of other clients does, too. */
export function registerRuns(connection: Connection, documents: OpenDocuments, simulation: Engine): Simulate {
  async function simulate(params: SimulateParams, token: CancellationToken): Promise<SimulationReport> {
    const document = opened(documents, params.uri);
    const { version } = document;
    const offset = document.offsetAt({ line: params.line ?? 0, character: params.character ?? 0 });
    const report = await simulation.ask({
      kind: 'simulate',
      document: await documents.requestOf(document),
      target: targetOf(params, offset),
      cancel: flagOf(token),
    });
    if (report === undefined) throw cancelled();
    if (params.rule !== undefined && document.version === version) {
      const judged = await documents.current(params.uri);
      if (judged?.answer.version === version)
        documents.replayed(params.uri, withVerdicts(judged.answer, params.rule, offset, report));
    }
    return report;
  }

  async function review({ uri }: { readonly uri: string }, token: CancellationToken): Promise<PatchSeriesReport> {
    const document = await documents.requestOf(opened(documents, uri));
    const reviewed = await simulation.ask({ kind: 'review', document, cancel: flagOf(token) });
    if (reviewed === undefined) throw cancelled();
    documents.replayed(uri, reviewed.answer);
    return reviewed.report;
  }

  async function compare(params: CompareParams | null, token: CancellationToken): Promise<CompareReport> {
    const report = await simulation.ask({ kind: 'compare', params: params ?? {}, cancel: flagOf(token) });
    if (report === undefined) throw cancelled();
    return report;
  }

  connection.onRequest(SIMULATE_REQUEST, simulate);
  connection.onRequest(REVIEW_REQUEST, review);
  connection.onRequest(COMPARE_REQUEST, compare);
  connection.onRequest(PATCHED_FILE_REQUEST, async ({ uri, patch, path }: PatchedFileParams) => {
    const document = documents.get(uri);
    if (document === undefined) return null;
    const request = { kind: 'patched-file', document: await documents.requestOf(document), patch, path } as const;
    return (await simulation.ask(request)) ?? null;
  });
  connection.onRequest(
    MODEL_SOURCE_REQUEST,
    async ({ uri }: { readonly uri: string }) => (await simulation.ask({ kind: 'model-source', uri })) ?? null,
  );
  return simulate;
}

function targetOf({ rule, function: name }: SimulateParams, offset: number): SimulationTarget {
  if (rule !== undefined) return { kind: 'finding', rule, start: offset };
  return name === undefined ? { kind: 'function', offset } : { kind: 'function', name };
}

function opened(documents: OpenDocuments, uri: string): TextDocument {
  const document = documents.get(uri);
  if (document === undefined) throw new Error('the file is not open');
  return document;
}

function cancelled(): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
}
