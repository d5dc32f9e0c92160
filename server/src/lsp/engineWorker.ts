/**
 * A worker's side: takes requests one after the other, keeps a session per open document, answers with plain data.
 * It knows texts and offsets; nothing of the protocol with the client.
 */
import { parentPort } from 'node:worker_threads';
import { assertNever, defined } from '../base/assert';
import { isRaised } from './cancel';
import { compare } from './compare';
import type { EngineAnswers, EngineEnvelope, EngineReply, EngineRequest } from './engineMessages';
import { functionAt } from './functionAt';
import { contextHints, contractsOf } from './glances';
import { hoverAt } from './hover';
import { modelSource } from './modelSource';
import { patchAnswer, patchedFile, reviewDocument, seriesReport } from './patches';
import { Sessions } from './sessions';
import { replayAll, simulate } from './simulate';

export function runEngine(): void {
  const port = defined(parentPort ?? undefined, 'the main thread');
  const sessions = new Sessions();
  let last: Promise<void> = Promise.resolve();
  port.on('message', ({ id, request }: EngineEnvelope) => {
    last = last.then(async () => {
      port.postMessage(await replyTo(id, request, sessions));
    });
  });
}

/** Own bugs throw; the request fails, the worker lives on. */
async function replyTo(id: number, request: EngineRequest, sessions: Sessions): Promise<EngineReply> {
  try {
    return { id, kind: 'answer', answer: await answerTo(request, sessions) };
  } catch (error) {
    return { id, kind: 'failure', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

async function answerTo(request: EngineRequest, sessions: Sessions): Promise<EngineAnswers[keyof EngineAnswers]> {
  switch (request.kind) {
    case 'check':
      return sessions.check(request.document, () => isRaised(request.cancel));
    case 'close':
      sessions.close(request.uri);
      return undefined;
    case 'saved':
      return sessions.saved(request.paths);
    case 'hover': {
      const state = sessions.last(request.uri);
      return state === undefined ? undefined : hoverAt(state, request.offset);
    }
    case 'contracts': {
      const state = sessions.last(request.uri);
      return state === undefined ? [] : contractsOf(state);
    }
    case 'hints': {
      const state = sessions.last(request.uri);
      return state === undefined ? [] : contextHints(state, request.range);
    }
    case 'function-at': {
      const state = sessions.last(request.uri);
      return state === undefined ? undefined : functionAt(state.checked, request.offset)?.name;
    }
    case 'simulate':
      return simulate(sessions, request.document, request.target, () => isRaised(request.cancel));
    case 'replay':
      return replayAll(sessions, request.document, () => isRaised(request.cancel));
    case 'review': {
      const { tree } = sessions.treeFor(request.document);
      const reviewed = await reviewDocument(request.document, tree, true, () => isRaised(request.cancel));
      if (reviewed === undefined) return undefined;
      const report = seriesReport(request.document, reviewed, tree);
      return { report, answer: patchAnswer(request.document, reviewed, tree, 0) };
    }
    case 'patched-file':
      return patchedFile(request.document, sessions.treeFor(request.document).tree, request.patch, request.path);
    case 'model-source':
      return modelSource(request.uri);
    case 'compare':
      return compare(request.params, () => isRaised(request.cancel));
    default:
      return assertNever(request);
  }
}
