/** A trace as a picture: one lane per CPU, and for each lock the stretches it was held. Plain data for panels. */
import type { HeldInterval, LaneStretch, ResultStep, TracePicture } from './api';

export function pictureOf(trace: readonly ResultStep[]): TracePicture {
  const cpus = [...new Set(trace.map((step) => step.cpu))].sort((a, b) => a - b);
  return { cpus, lanes: cpus.flatMap((cpu) => laneOf(cpu, trace)), intervals: heldIntervals(trace) };
}

function laneOf(cpu: number, trace: readonly ResultStep[]): LaneStretch[] {
  const stretches: LaneStretch[] = [];
  for (const step of trace) {
    if (step.cpu !== cpu) continue;
    const last = stretches.at(-1);
    if (last !== undefined && last.actor === step.actor && last.context === step.context && last.irqs === step.irqs) {
      stretches[stretches.length - 1] = { ...last, to: step.step };
    } else {
      stretches.push({
        cpu,
        actor: step.actor,
        context: step.context,
        from: step.step,
        to: step.step,
        irqs: step.irqs,
      });
    }
  }
  return stretches;
}

/** A lock held when the trace ends ends with it. One actor's locks are looked at on that actor's steps only. */
function heldIntervals(trace: readonly ResultStep[]): HeldInterval[] {
  const done: HeldInterval[] = [];
  const open = new Map<string, HeldInterval>();
  for (const step of trace) {
    const holder = `${step.cpu} ${step.actor}`;
    const held = new Set(step.held);
    for (const [key, interval] of open) {
      if (!key.startsWith(`${holder} `) || held.has(interval.lock)) continue;
      done.push({ ...interval, to: step.step });
      open.delete(key);
    }
    for (const lock of held) {
      const key = `${holder} ${lock}`;
      if (!open.has(key)) open.set(key, { lock, cpu: step.cpu, from: step.step, to: step.step });
    }
  }
  const end = trace.at(-1)?.step ?? 0;
  for (const interval of open.values()) done.push({ ...interval, to: end });
  return done.sort((a, b) => a.from - b.from || a.to - b.to || (a.lock < b.lock ? -1 : 1));
}
