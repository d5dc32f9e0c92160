/** The rules' pages ship with the extension; a diagnostic's code opens its page in the Markdown preview. */
import * as vscode from 'vscode';

export function ruleLink(rule: string): vscode.Uri {
  return vscode.Uri.parse(`command:lockstep.openRule?${encodeURIComponent(JSON.stringify([rule]))}`);
}

export async function openRulePage(extension: vscode.Uri, rule: unknown): Promise<void> {
  // The name comes from a link: only a rule's own spelling may become part of a path.
  if (typeof rule !== 'string' || !/^[a-z][a-z-]*$/.test(rule)) return;
  const page = vscode.Uri.joinPath(extension, 'docs', 'rules', `${rule}.md`);
  try {
    await vscode.workspace.fs.stat(page);
  } catch {
    void vscode.window.showInformationMessage(`Lockstep has no page for "${rule}".`);
    return;
  }
  await vscode.commands.executeCommand('markdown.showPreviewToSide', page);
}
