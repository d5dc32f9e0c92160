/** Kernel versions as ordered numbers: rows carry ranges, KernelFacts are made for one of the versions of api.ts. */
import type { KernelVersion } from './api';

export const KERNEL_VERSIONS = ['5.8', '5.9', '6.1', '6.12', '6.15'] as const satisfies readonly KernelVersion[];

/** `6.12` → 6012; patch levels do not count. Text that is no version gives the value of 6.12. */
export function versionNumber(version: string): number {
  const match = /^v?(\d+)\.(\d+)/.exec(version);
  if (match === null) return 6012;
  return Number(match[1]) * 1000 + Number(match[2]);
}

/** The table version for a tree: the nearest one not newer, else the oldest. */
export function nearestVersion(version: string): KernelVersion {
  const wanted = versionNumber(version);
  let best: KernelVersion = KERNEL_VERSIONS[0];
  for (const candidate of KERNEL_VERSIONS) if (versionNumber(candidate) <= wanted) best = candidate;
  return best;
}

/** A row holds from `since` on and before `until`. */
export interface VersionRange {
  readonly since?: string;
  readonly until?: string;
}

export function inRange(range: VersionRange, version: string): boolean {
  const at = versionNumber(version);
  if (range.since !== undefined && at < versionNumber(range.since)) return false;
  return range.until === undefined || at < versionNumber(range.until);
}
