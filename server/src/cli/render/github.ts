/** `--format github`: workflow commands that become annotations on the lines of a pull request. */
import type { FileView, FindingView } from '../../review/view';
import { isConfirmed } from './verdicts';

export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly title: string;
  /** `file`, `line` and so on, in the order in which they are written. */
  readonly place: Readonly<Record<string, string | number>>;
  readonly text: string;
}

export function renderGithub(files: readonly FileView[]): string {
  return files
    .flatMap((file) =>
      file.findings.map((finding) => {
        const { range, rule, worlds, message } = finding;
        return annotation({
          level: levelOf(finding),
          title: `${rule} (${worlds.join(', ')})`,
          place: {
            file: file.path,
            line: range.startLine,
            endLine: range.endLine,
            col: range.startColumn,
            endColumn: range.endColumn,
          },
          text: withChain(message, finding),
        });
      }),
    )
    .join('');
}

export function annotation({ level, title, place, text }: Annotation): string {
  const properties = Object.entries({ ...place, title }).map(([name, value]) => `${name}=${property(String(value))}`);
  return `::${level} ${properties.join(',')}::${data(text)}\n`;
}

export function levelOf(finding: FindingView): Annotation['level'] {
  if (isConfirmed(finding)) return 'error';
  return finding.band === 'proven' ? 'warning' : 'notice';
}

/** The call path below the words, a line a step. */
export function withChain(words: string, { path }: FindingView): string {
  return [words, ...path.map((step) => `${step.file}:${step.line} ${step.function}: ${step.text}`)].join('\n');
}

function data(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
