/** What the rules over single events share: from a judged event to a detection with band and place, and its explanation. */
import type { Reason } from '../analysis/atomic';
import { confirmEvent } from '../analysis/confirm';
import type { AnalysisEvent } from '../analysis/events';
import type { Band } from '../analysis/finding';
import { absoluteSpan, eventPath, primaryPlace } from '../analysis/report';
import { isOfOtherTurn } from '../analysis/turns';
import type { Detection, Explanation, Subject } from './rule';

/** Undecided branches inside callees beyond which an event is only likely: the caller may know better than the callee shows. */
const PROVEN_OPEN = 1;
/** Beyond this many the way down is a guess. */
const LIKELY_OPEN = 4;

/** A detection for an event that `reasons` forbid. Its path is confirmed later (index.ts), once it is known to be told. */
export function eventDetection(
  subject: Subject,
  event: AnalysisEvent,
  reasons: readonly Reason[],
  more: Partial<Detection> = {},
): Detection {
  const place = primaryPlace(event);
  return {
    event,
    span: absoluteSpan(subject.file, place),
    function: place.function,
    band: bandOf(event) === 'proven' && needsNullArgument(event, reasons) ? 'likely' : bandOf(event),
    reasons,
    ...more,
  };
}

/** Something that nobody sees may make it right, and a run on the model would not show that either. */
export function likelyOnly(detection: Detection): Detection {
  return detection.band === 'proven' ? { ...detection, band: 'likely', settledByRun: false } : detection;
}

function bandOf(event: AnalysisEvent): Band {
  if (event.stale) return 'question';
  if (event.openDecisions > LIKELY_OPEN) return 'question';
  return event.openDecisions > PROVEN_OPEN ? 'likely' : 'proven';
}

/** Only where the callback is handed NULL, which those who register one with an object for it do not mean. */
function needsNullArgument(event: AnalysisEvent, reasons: readonly Reason[]): boolean {
  return (
    reasons.length > 0 &&
    reasons.every((r) => r.kind === 'entry') &&
    event.conditions.some(({ term, holds }) => term.kind === 'param' && !holds)
  );
}

/** The detection on an explicit path; one whose path cannot be found is a question. */
export function confirmDetection(subject: Subject, detection: Detection): Detection {
  if (detection.event === undefined || detection.band === 'question') return detection;
  const confirmed = confirmEvent(subject.file, subject.fn, detection.event);
  if (confirmed === undefined) return { ...detection, band: 'question' };
  const locks = detection.reasons.flatMap((r) => (r.kind === 'lock' ? [r.held] : []));
  const isUnlikely = locks.length > 0 && locks.every((held) => isOfOtherTurn(subject.fn, confirmed, held));
  return { ...detection, event: confirmed, ...(isUnlikely ? { band: 'likely' as const } : {}) };
}

export function explainEvent(subject: Subject, detection: Detection, message: string, last: string): Explanation {
  const { event } = detection;
  const path = event === undefined ? [] : eventPath(subject, event, detection.reasons, last);
  return { message, path, assumptions: assumptionsOf(subject, detection) };
}

export function assumptionsOf(subject: Subject, detection: Detection): string[] {
  const { event } = detection;
  const assumptions: string[] = [];
  if (event !== undefined && event.openDecisions > 0) {
    assumptions.push(
      `${event.openDecisions} branch${event.openDecisions === 1 ? '' : 'es'} inside the called functions can be taken this way from here`,
    );
  }
  if (event?.stale === true) assumptions.push('memory that was tested has changed in between');
  for (const reason of detection.reasons) {
    if (reason.kind === 'lock' && reason.held.blurred !== undefined)
      assumptions.push('no callee outside this file drops the lock');
    if (reason.kind === 'lock' && reason.held.origin === 'assumed')
      assumptions.push(`${reason.held.where.call} in ${reason.held.where.function}() says the truth`);
  }
  if (subject.fn.truncated) assumptions.push('the function was not explored completely');
  return [...new Set(assumptions)];
}
