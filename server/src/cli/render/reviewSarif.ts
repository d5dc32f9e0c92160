/** `review --format sarif`: results on the lines of the patch, with `baselineState`; the tree's own places are related ones. */
import { pathToFileURL } from 'node:url';
import type { Log, Result } from 'sarif';
import type { FindingStatus, PatchReview, ReviewedFinding, SeriesReview } from '../../review/api';
import { descriptor, type RuleDescription, result, uri } from './sarif';

const BASELINE: Readonly<Record<FindingStatus, Result.baselineState>> = {
  introduced: 'new',
  'fixed-later': 'new',
  'pre-existing': 'unchanged',
  fixed: 'absent',
};

export function renderReviewSarif(
  review: SeriesReview,
  all: boolean,
  rules: readonly RuleDescription[],
  toolVersion: string,
  root: string | undefined,
): string {
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'lockstep', semanticVersion: toolVersion, rules: rules.map(descriptor) } },
        columnKind: 'utf16CodeUnits',
        ...(root === undefined ? {} : { originalUriBaseIds: { KERNEL: { uri: `${pathToFileURL(root).href}/` } } }),
        invocations: [{ executionSuccessful: true, toolExecutionNotifications: review.patches.flatMap(notAnalysed) }],
        results: review.patches.flatMap((patch) =>
          patch.findings
            .filter(({ status }) => all || status === 'introduced')
            .map((finding) => reviewResult(patch, finding, rules)),
        ),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function reviewResult({ patch }: PatchReview, finding: ReviewedFinding, rules: readonly RuleDescription[]): Result {
  const plain = result(finding.file, finding.view, rules, []);
  const place = { artifactLocation: { uri: uri(patch.file) }, region: { startLine: finding.patchLine } };
  const own = (plain.locations ?? []).map((location) => ({ ...location, message: { text: 'in the patched file' } }));
  const related = [...own, ...(plain.relatedLocations ?? [])].map((location, id) => ({ ...location, id }));
  return {
    ...plain,
    message: { text: finding.comment },
    locations: [{ physicalLocation: place, logicalLocations: [{ name: finding.view.function, kind: 'function' }] }],
    relatedLocations: related,
    baselineState: BASELINE[finding.status],
    properties: { ...plain.properties, status: finding.status },
  };
}

function notAnalysed(review: PatchReview) {
  return review.notAnalysed.map((entry) => ({
    level: 'note' as const,
    message: {
      text: `not analysed: ${entry.function === '' ? entry.file : `${entry.function} in ${entry.file}`}: ${entry.reason}`,
    },
    locations: [
      { physicalLocation: { artifactLocation: { uri: uri(review.patch.file) }, region: { startLine: entry.line } } },
    ],
  }));
}
