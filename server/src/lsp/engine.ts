/**
 * The main thread's hold on one worker: requests in order, a time limit per request, and a fresh worker after a death.
 * A worker that dies or hangs fails the requests it had; documents are sent whole with each check, so nothing else is lost.
 */
import * as path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { EngineAnswers, EngineData, EngineEnvelope, EngineReply, EngineRequest } from './engineMessages';

export class EngineFailure extends Error {
  override readonly name = 'EngineFailure';

  /** `atFault`: the worker was at this request when it ended; others only stood in line. */
  constructor(
    message: string,
    readonly atFault: boolean,
  ) {
    super(message);
  }
}

interface Waiting {
  readonly resolve: (answer: EngineAnswers[keyof EngineAnswers]) => void;
  readonly reject: (error: Error) => void;
  readonly kind: EngineRequest['kind'];
}

export interface EngineOptions {
  readonly name: string;
  /** A request that has the worker for longer is given up, and the worker with it. */
  readonly limitMs: number;
  /** The same until a worker's first answer, which may have to look through a whole tree. */
  readonly firstLimitMs?: number;
  /** End the worker after so long without work (it holds header facts and the parser). Absent: keep it. */
  readonly idleMs?: number;
  readonly log: (line: string) => void;
}

export class Engine {
  private worker: Worker | undefined;
  private nextId = 1;
  private spawned = 0;
  private answered = false;
  private readonly waiting = new Map<number, Waiting>();
  private watchdog: NodeJS.Timeout | undefined;
  private idle: NodeJS.Timeout | undefined;

  constructor(private readonly options: EngineOptions) {}

  ask<K extends keyof EngineAnswers>(request: EngineRequest & { readonly kind: K }): Promise<EngineAnswers[K]> {
    const id = this.nextId++;
    const worker = this.worker ?? this.spawn();
    clearTimeout(this.idle);
    return new Promise<EngineAnswers[keyof EngineAnswers]>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject, kind: request.kind });
      if (this.waiting.size === 1) this.watch();
      worker.postMessage({ id, request } satisfies EngineEnvelope);
    }) as Promise<EngineAnswers[K]>;
  }

  /** Which worker answers now: what an earlier one knew is lost. */
  get generation(): number {
    return this.spawned;
  }

  get running(): boolean {
    return this.worker !== undefined;
  }

  async stop(): Promise<void> {
    const { worker } = this;
    this.discard('the server shuts down');
    await worker?.terminate();
  }

  private spawn(): Worker {
    const data: EngineData = { role: 'lockstep-engine' };
    const worker = new Worker(path.join(__dirname, 'server.js'), {
      workerData: data,
      resourceLimits: { maxOldGenerationSizeMb: 3072 },
      // Nothing of a worker may reach the stream that carries the protocol.
      stdout: true,
      stderr: true,
    });
    worker.stdout.on('data', (chunk: Buffer) => this.options.log(`${this.options.name}: ${String(chunk).trimEnd()}`));
    worker.stderr.on('data', (chunk: Buffer) => this.options.log(`${this.options.name}: ${String(chunk).trimEnd()}`));
    worker.on('message', (reply: EngineReply) => this.settle(reply));
    worker.on('error', (error) => this.died(worker, error.message));
    worker.on('exit', (code) => this.died(worker, `exit code ${code}`));
    worker.unref();
    this.worker = worker;
    this.spawned++;
    this.answered = false;
    return worker;
  }

  private settle(reply: EngineReply): void {
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    this.answered = true;
    if (reply.kind === 'answer') waiting?.resolve(reply.answer);
    else waiting?.reject(new EngineFailure(reply.message, true));
    clearTimeout(this.watchdog);
    if (this.waiting.size > 0) this.watch();
    else if (this.options.idleMs !== undefined) {
      this.idle = setTimeout(() => void this.stop(), this.options.idleMs);
      this.idle.unref();
    }
  }

  private died(worker: Worker, reason: string): void {
    if (this.worker !== worker) return;
    this.options.log(`${this.options.name} ended: ${reason}`);
    this.discard(`the analysis ended: ${reason}`);
  }

  private watch(): void {
    const { name, limitMs, firstLimitMs = limitMs, log } = this.options;
    const limit = this.answered ? limitMs : firstLimitMs;
    this.watchdog = setTimeout(() => {
      const { worker } = this;
      log(`${name}: no answer within ${limit / 1000} s, started again`);
      this.discard(`no answer within ${limit / 1000} s`);
      void worker?.terminate();
    }, limit);
    this.watchdog.unref();
  }

  /** The worker takes requests in order: the oldest is the one that it ended with. */
  private discard(reason: string): void {
    this.worker = undefined;
    clearTimeout(this.watchdog);
    clearTimeout(this.idle);
    const lost = [...this.waiting.values()];
    this.waiting.clear();
    for (const [index, each] of lost.entries()) each.reject(new EngineFailure(reason, index === 0));
  }
}
