/** Read-only documents for the allocator model's C, which lives in the server: a trace step in the model opens here. */
import type * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { MODEL_SOURCE_REQUEST } from './protocol';

export class ModelSources implements vscode.TextDocumentContentProvider {
  constructor(private readonly client: LanguageClient) {}

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const text = await this.client.sendRequest<string | null>(MODEL_SOURCE_REQUEST, { uri: uri.toString() });
    return text ?? `/* The model has no file ${uri.path}. */\n`;
  }
}
