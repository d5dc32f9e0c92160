/** Code actions: run a finding's path, run a function, the rules' own fixes, and silence with a reason. */
import { type CodeAction, CodeActionKind, type Command, type Range, type TextEdit } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding } from '../analysis/finding';
import { rangeOf } from './convert';
import { diagnosticsOf } from './diagnostics';
import type { CheckAnswer } from './engineMessages';
import type { SimulateParams } from './protocol';
import type { Settings } from './settings';

export const SIMULATE_COMMAND = 'lockstep.simulate';
/** What a person replaces by the reason; an allow without one is itself a finding. */
const REASON_TO_WRITE = 'say why this is right';

export interface ActionContext {
  /** The text that `answer` is about. */
  readonly document: TextDocument;
  readonly answer: CheckAnswer;
  readonly settings: Settings;
}

export function actionsAt(context: ActionContext, range: Range, functionName: string | undefined): CodeAction[] {
  const actions = findingActions(context, range);
  return functionName === undefined ? actions : [...actions, simulateFunction(context.document, functionName)];
}

function findingActions(context: ActionContext, range: Range): CodeAction[] {
  const { document, answer, settings } = context;
  const diagnostics = diagnosticsOf(document, answer, settings);
  return diagnostics
    .filter((diagnostic) => touches(diagnostic.range, range))
    .flatMap((diagnostic): CodeAction[] => {
      const located = answer.findings.find(
        ({ finding }) =>
          finding.rule === diagnostic.code && document.offsetAt(diagnostic.range.start) === finding.span.start,
      );
      if (located === undefined) return [];
      const { finding } = located;
      return [
        ...fixesOf(document, finding).map((fix): CodeAction => ({ ...fix, diagnostics: [diagnostic] })),
        {
          title: 'Simulate this path',
          kind: CodeActionKind.QuickFix,
          diagnostics: [diagnostic],
          command: simulate('Simulate this path', {
            uri: document.uri,
            rule: finding.rule,
            line: diagnostic.range.start.line,
            character: diagnostic.range.start.character,
          }),
        },
        { ...silence(document, finding), diagnostics: [diagnostic] },
      ];
    });
}

/** The first one is what the rule means to be done. */
function fixesOf(document: TextDocument, finding: Finding): CodeAction[] {
  return (finding.fixes ?? []).map((fix, index) => ({
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    ...(index === 0 ? { isPreferred: true } : {}),
    edit: {
      changes: {
        [document.uri]: fix.edits.map(
          ({ span, text }): TextEdit => ({ range: rangeOf(document, span), newText: text }),
        ),
      },
    },
  }));
}

/** A comment on a line of its own above the finding's, indented alike. */
function silence(document: TextDocument, finding: Finding): CodeAction {
  const { line } = document.positionAt(finding.span.start);
  const start = { line, character: 0 };
  const indent = /^[ \t]*/.exec(document.getText({ start, end: { line: line + 1, character: 0 } }))?.[0] ?? '';
  return {
    title: `Allow ${finding.rule} here, with a reason`,
    kind: CodeActionKind.QuickFix,
    edit: {
      changes: {
        [document.uri]: [
          {
            range: { start, end: start },
            newText: `${indent}/* lockstep: allow ${finding.rule}: ${REASON_TO_WRITE} */\n`,
          },
        ],
      },
    },
  };
}

function simulateFunction(document: TextDocument, name: string): CodeAction {
  const title = `Simulate this function: ${name}()`;
  return { title, kind: CodeActionKind.Empty, command: simulate(title, { uri: document.uri, function: name }) };
}

function simulate(title: string, params: SimulateParams): Command {
  return { title, command: SIMULATE_COMMAND, arguments: [params] };
}

function touches(a: Range, b: Range): boolean {
  const before = (x: Range['start'], y: Range['start']): boolean =>
    x.line < y.line || (x.line === y.line && x.character < y.character);
  return !before(a.end, b.start) && !before(b.end, a.start);
}
