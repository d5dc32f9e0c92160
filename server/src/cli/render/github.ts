/** `--format github`: workflow commands that become annotations on the lines of a pull request. */
import type { FileView, FindingView } from '../../review/view';

export function renderGithub(files: readonly FileView[]): string {
  return files.flatMap((file) => file.findings.map((finding) => annotation(file.path, finding))).join('');
}

function annotation(path: string, finding: FindingView): string {
  const { range } = finding;
  const properties = [
    `file=${property(path)}`,
    `line=${range.startLine}`,
    `endLine=${range.endLine}`,
    `col=${range.startColumn}`,
    `endColumn=${range.endColumn}`,
    `title=${property(`${finding.rule} (${finding.worlds.join(', ')})`)}`,
  ];
  const chain = finding.path.map((step) => `${step.file}:${step.line} ${step.function}: ${step.text}`);
  return `::${level(finding)} ${properties.join(',')}::${data([finding.message, ...chain].join('\n'))}\n`;
}

function level(finding: FindingView): string {
  const confirmed = Object.values(finding.replay ?? {}).some(({ verdict }) => verdict === 'confirmed');
  return confirmed ? 'error' : finding.band === 'proven' ? 'warning' : 'notice';
}

function data(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
