/**
 * Which functions the result for one rests on, and how many blocks they have together: so that a run can stop at a limit,
 * and so that a result is handed on only where a fresh run would give the same.
 */

/** Blocks by function name. */
export type Reached = ReadonlyMap<string, number>;

interface Frame {
  readonly functions: Map<string, number>;
  /** Nothing was left out on the way: no limit, no call that closes a cycle. */
  complete: boolean;
}

export class Reach {
  private readonly frames: Frame[] = [];
  private readonly finished = new Map<string, Frame>();
  private readonly all = new Map<string, number>();
  private blocks = 0;

  constructor(private readonly limit: number) {}

  get isBeyondLimit(): boolean {
    return this.blocks > this.limit;
  }

  /** A function is met for the first time; false: it is beyond the limit and to be left out. */
  meet(name: string, blocks: number): boolean {
    this.count(name, blocks);
    return !this.isBeyondLimit;
  }

  enter(name: string): void {
    this.frames.push({ functions: new Map([[name, this.all.get(name) ?? 0]]), complete: true });
  }

  /** What the function entered last rests on; undefined: not on all of what it calls. */
  leave(name: string): Reached | undefined {
    const frame = this.frames.pop();
    if (frame === undefined) return undefined;
    this.finished.set(name, frame);
    this.merge(frame);
    return frame.complete ? frame.functions : undefined;
  }

  /** A function that this run has finished is asked for again. */
  again(name: string): void {
    const frame = this.finished.get(name);
    if (frame === undefined) this.leaveOut();
    else this.merge(frame);
  }

  /** A call is left out of the function being solved. */
  leaveOut(): void {
    const top = this.frames.at(-1);
    if (top !== undefined) top.complete = false;
  }

  /** Takes over the result of another run, if this one would have got as far itself. */
  adopt(functions: Reached): boolean {
    let blocks = this.blocks;
    for (const [name, size] of functions) if (!this.all.has(name)) blocks += size;
    if (blocks > this.limit) return false;
    for (const [name, size] of functions) this.count(name, size);
    this.merge({ functions, complete: true });
    return true;
  }

  private merge({ functions, complete }: { readonly functions: Reached; readonly complete: boolean }): void {
    const top = this.frames.at(-1);
    if (top === undefined) return;
    for (const [name, blocks] of functions) top.functions.set(name, blocks);
    if (!complete) top.complete = false;
  }

  private count(name: string, blocks: number): void {
    if (this.all.has(name)) return;
    this.all.set(name, blocks);
    this.blocks += blocks;
  }
}
