/**
 * Replay of a check's findings: each in every world it holds in. A confirmed run lifts the band by one where it settles what is
 * in doubt; refutation in every world lowers it.
 */
import { BANDS, type Band, type Finding, type ReplayVerdict } from '../analysis/finding';
import type { World } from '../kernel/worlds';
import { replayFinding } from '../replay/finding';
import { hangsOnOthers } from '../replay/foreignDecisions';
import type { CheckedFile, Workspace } from '../workspace/api';
import { codeUnderTest, runSetup } from './codeUnderTest';

/** In the report's order. `band`: what is less sure is not asked for, and is run only if a run could make it so sure. */
export function replayFindings(workspace: Workspace, checked: CheckedFile, band: Band = 'question'): Finding[] {
  return checked.report.findings.map((finding) => {
    const isSettled = canSettle(finding, checked);
    const best = isSettled ? lifted(finding.band) : finding.band;
    if (finding.rule === 'suppression' || BANDS.indexOf(best) > BANDS.indexOf(band)) return finding;
    const replay: Partial<Record<World, ReplayVerdict>> = {};
    for (const view of checked.views) {
      if (!finding.worlds.includes(view.world)) continue;
      replay[view.world] = guarded(
        () => replayFinding(finding, codeUnderTest(checked, view), runSetup(workspace, view.world, undefined)).verdict,
      );
    }
    return { ...finding, replay, band: bandAfter(finding.band, Object.values(replay), isSettled) };
  });
}

/**
 * Would a run that goes wrong settle what is in doubt? Where the path tests memory of others, the run chooses what is there: that
 * it goes wrong then is what the finding says already.
 */
function canSettle({ settledByRun, witness, worlds }: Finding, { views }: CheckedFile): boolean {
  if (settledByRun !== undefined) return settledByRun;
  const view = views.find(({ world }) => worlds.includes(world));
  return view !== undefined && (witness.kind !== 'path' || !hangsOnOthers(witness, view.file));
}

function bandAfter(band: Band, verdicts: readonly ReplayVerdict[], isSettled: boolean): Band {
  if (verdicts.some(({ verdict }) => verdict === 'confirmed')) return isSettled ? lifted(band) : band;
  if (verdicts.length > 0 && verdicts.every(({ verdict }) => verdict === 'refuted'))
    return BANDS[BANDS.indexOf(band) + 1] ?? band;
  return band;
}

/** By one: a run that goes wrong says little of a path that rests on a guess. */
function lifted(band: Band): Band {
  return BANDS[BANDS.indexOf(band) - 1] ?? band;
}

/** A bug of ours in the machine costs this verdict, not the check. */
function guarded(run: () => ReplayVerdict): ReplayVerdict {
  try {
    return run();
  } catch (error) {
    if (process.env.LOCKSTEP_DEBUG !== undefined) throw error;
    return {
      verdict: 'inconclusive',
      reason: `internal error: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}
