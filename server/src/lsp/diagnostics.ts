/** Findings as LSP diagnostics: severity by band and replay, the rule's page behind the code, the call path beside it. */
import { type Diagnostic, type DiagnosticRelatedInformation, DiagnosticSeverity } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Band, Finding } from '../analysis/finding';
import type { World } from '../kernel/worlds';
import { lineRange, rangeOf } from './convert';
import { type CheckAnswer, type LocatedFinding, type LocatedStep, shownBands } from './engineMessages';
import { rulePageUri } from './rulePages';
import type { Settings } from './settings';

export const SOURCE = 'lockstep';

/** `document` must be the text of the answer's version. */
export function diagnosticsOf(document: TextDocument, answer: CheckAnswer, settings: Settings): Diagnostic[] {
  const bands = shownBands(settings.band);
  return answer.findings
    .filter(({ finding }) => bands.includes(finding.band))
    .map((located) => diagnosticOf(document, located, settings.worlds));
}

function diagnosticOf(document: TextDocument, { finding, path }: LocatedFinding, worlds: readonly World[]): Diagnostic {
  const page = rulePageUri(finding.rule);
  return {
    range: rangeOf(document, finding.span),
    severity: severityOf(finding),
    source: SOURCE,
    code: finding.rule,
    ...(page === undefined ? {} : { codeDescription: { href: page } }),
    message: `${finding.message}${worldsNote(finding, worlds)}${replayNote(finding)}`,
    relatedInformation: path.map((step) => relatedOf(document, step)),
  };
}

/** As in SARIF: an error once a run confirmed it, a warning where it is proven, less below. */
function severityOf(finding: Finding): DiagnosticSeverity {
  if (Object.values(finding.replay ?? {}).some((each) => each?.verdict === 'confirmed'))
    return DiagnosticSeverity.Error;
  const severities: Readonly<Record<Band, DiagnosticSeverity>> = {
    proven: DiagnosticSeverity.Warning,
    likely: DiagnosticSeverity.Information,
    question: DiagnosticSeverity.Hint,
  };
  return severities[finding.band];
}

/** Named only where the finding does not hold in all worlds that were judged. */
function worldsNote(finding: Finding, judged: readonly World[]): string {
  return judged.every((world) => finding.worlds.includes(world)) ? '' : ` [${finding.worlds.join(', ')} only]`;
}

/** Worlds that say the same share a line. */
function replayNote({ replay }: Finding): string {
  const said = new Map<string, string[]>();
  for (const [world, verdict] of Object.entries(replay ?? {})) {
    const splat = verdict.splat === undefined ? '' : `, ${verdict.splat}`;
    const reason = verdict.reason === undefined ? '' : ` (${verdict.reason})`;
    const words = `${verdict.verdict}${splat}${reason}`;
    said.set(words, [...(said.get(words) ?? []), world]);
  }
  return [...said].map(([words, worlds]) => `\nReplay on ${worlds.join(', ')}: ${words}`).join('');
}

function relatedOf(document: TextDocument, step: LocatedStep): DiagnosticRelatedInformation {
  const location =
    step.kind === 'own'
      ? { uri: document.uri, range: rangeOf(document, step.span) }
      : { uri: step.uri, range: lineRange(step.line) };
  return { location, message: `${step.function}(): ${step.text}` };
}
