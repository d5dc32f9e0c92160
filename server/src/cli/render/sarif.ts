/** `--format sarif`: SARIF 2.1.0. Paths of the checked files as given; other files of the tree under the base id KERNEL. */
import { pathToFileURL } from 'node:url';
import type { CodeFlow, Location, Log, ReportingDescriptor, Result, Suppression } from 'sarif';
import type { FileView, FindingView, SuppressedView } from '../../review/view';
import { isConfirmed } from './verdicts';

/** What a rule says of itself, for `rules[]`. */
export interface RuleDescription {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly markdown: string;
}

export function renderSarif(
  files: readonly FileView[],
  rules: readonly RuleDescription[],
  toolVersion: string,
  root: string | undefined,
): string {
  const results = files.flatMap((file) => [
    ...file.findings.map((finding) => result(file.path, finding, rules, [])),
    ...file.suppressed.map((entry) => result(file.path, entry.finding, rules, [suppression(entry)])),
  ]);
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'lockstep', semanticVersion: toolVersion, rules: rules.map(descriptor) } },
        columnKind: 'utf16CodeUnits',
        ...(root === undefined ? {} : { originalUriBaseIds: { KERNEL: { uri: `${pathToFileURL(root).href}/` } } }),
        invocations: [{ executionSuccessful: true, toolExecutionNotifications: files.flatMap(notAnalysed) }],
        results,
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

export function descriptor(rule: RuleDescription): ReportingDescriptor {
  return {
    id: rule.id,
    name: rule.id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.text },
    help: { text: rule.text, markdown: rule.markdown },
  };
}

export function result(
  path: string,
  finding: FindingView,
  rules: readonly RuleDescription[],
  suppressions: Suppression[],
): Result {
  const ruleIndex = rules.findIndex((rule) => rule.id === finding.rule);
  const steps = finding.path.map(
    (step): Location => ({
      physicalLocation: {
        artifactLocation: step.inTree ? { uri: uri(step.file), uriBaseId: 'KERNEL' } : { uri: uri(path) },
        region: { startLine: step.line },
      },
      logicalLocations: [{ name: step.function, kind: 'function' }],
      message: { text: step.text },
    }),
  );
  const flow: CodeFlow = { threadFlows: [{ locations: steps.map((location) => ({ location })) }] };
  return {
    ruleId: finding.rule,
    ...(ruleIndex === -1 ? {} : { ruleIndex }),
    level: level(finding),
    message: { text: finding.message },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uri(path) }, region: finding.range },
        logicalLocations: [{ name: finding.function, kind: 'function' }],
      },
    ],
    ...(steps.length === 0 ? {} : { relatedLocations: steps.map((step, id) => ({ ...step, id })), codeFlows: [flow] }),
    partialFingerprints: { 'lockstep/v1': finding.fingerprint },
    ...(suppressions.length === 0 ? {} : { suppressions }),
    properties: {
      band: finding.band,
      worlds: [...finding.worlds],
      assumptions: [...finding.assumptions],
      ...(finding.replay === undefined ? {} : { replay: finding.replay }),
    },
  };
}

function level(finding: FindingView): Result.level {
  return isConfirmed(finding) ? 'error' : finding.band === 'proven' ? 'warning' : 'note';
}

function suppression(entry: SuppressedView): Suppression {
  return { kind: entry.by === 'comment' ? 'inSource' : 'external', justification: entry.reason };
}

function notAnalysed(file: FileView) {
  return file.notAnalysed.map((entry) => ({
    level: 'note' as const,
    message: { text: `not analysed: ${entry.function === '' ? 'the file' : entry.function}: ${entry.reason}` },
    locations: [{ physicalLocation: { artifactLocation: { uri: uri(file.path) }, region: { startLine: entry.line } } }],
  }));
}

/** A path as a URI reference: each segment escaped, slashes kept. */
export function uri(path: string): string {
  const segments = path.split(/[\\/]/).map((segment) => encodeURIComponent(segment));
  return path.startsWith('/') || segments[0] === '.' || segments[0] === '..' || !segments[0]?.includes('%3A')
    ? segments.join('/')
    : `./${segments.join('/')}`;
}
