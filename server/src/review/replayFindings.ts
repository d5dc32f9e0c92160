/**
 * Replay of a check's findings: each in every world it holds in. A confirmed run lifts the band by one, unless what is in doubt
 * is what the code means; refutation in every world lowers it.
 */
import { BANDS, type Band, type Finding, type ReplayVerdict } from '../analysis/finding';
import type { World } from '../kernel/worlds';
import { replayFinding } from '../replay/finding';
import type { CheckedFile, Workspace } from '../workspace/api';
import { codeUnderTest, runSetup } from './codeUnderTest';

/** In the report's order. `band`: what is less sure is not asked for, and is run only if a run could make it so sure. */
export function replayFindings(workspace: Workspace, checked: CheckedFile, band: Band = 'question'): Finding[] {
  return checked.report.findings.map((finding) => {
    if (finding.rule === 'suppression' || !canReach(finding, band)) return finding;
    const replay: Partial<Record<World, ReplayVerdict>> = {};
    for (const view of checked.views) {
      if (!finding.worlds.includes(view.world)) continue;
      replay[view.world] = guarded(
        () => replayFinding(finding, codeUnderTest(checked, view), runSetup(workspace, view.world, undefined)).verdict,
      );
    }
    return { ...finding, replay, band: bandAfter(finding, Object.values(replay)) };
  });
}

function canReach(finding: Finding, band: Band): boolean {
  return BANDS.indexOf(bandAfter(finding, [{ verdict: 'confirmed' }])) <= BANDS.indexOf(band);
}

function bandAfter({ band, ofIntent }: Finding, verdicts: readonly ReplayVerdict[]): Band {
  const at = BANDS.indexOf(band);
  // By one: a run that leaks something says little of a path that rests on a guess.
  if (verdicts.some(({ verdict }) => verdict === 'confirmed'))
    return ofIntent === true ? band : (BANDS[Math.max(0, at - 1)] ?? band);
  if (verdicts.length > 0 && verdicts.every(({ verdict }) => verdict === 'refuted')) return BANDS[at + 1] ?? band;
  return band;
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
