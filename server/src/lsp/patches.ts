/**
 * Patches in the editor: `.patch`, `.diff`, `.mbox` and `.eml` documents are reviewed on the tree they belong to, and their
 * findings stand on their own lines. Runs in a worker; knows texts and offsets, nothing of the protocol with the client.
 */
import type { Finding, PathStep } from '../analysis/finding';
import { indexLines, type LineIndex } from '../base/lines';
import type { Span } from '../base/span';
import type { Patch } from '../patch/model';
import { readPatchFile } from '../patch/read';
import { type PatchReview, ReviewCancelled, type ReviewedFinding, type SeriesReview } from '../review/api';
import { pathOf } from '../review/pairs';
import { patchedText } from '../review/patchedText';
import { replies } from '../review/reply';
import { reviewSeries } from '../review/review';
import { defaultCacheDirectory } from '../workspace/cacheDirectory';
import type { KernelTree } from '../workspace/kernelTree';
import { fileUri } from './convert';
import type { CheckAnswer, DocumentRequest, LocatedFinding, LocatedStep } from './engineMessages';
import type { PatchSeriesReport } from './protocol';

export function isPatchUri(uri: string): boolean {
  return /\.(?:patch|diff|mbox|eml)$/i.test(uri.replace(/[?#].*$/, ''));
}

interface Reviewed {
  readonly patches: readonly Patch[];
  readonly review: SeriesReview;
}

/** The document reviewed; undefined: cancelled. */
export async function reviewDocument(
  request: DocumentRequest,
  tree: KernelTree | undefined,
  replay: boolean,
  cancelled: () => boolean,
): Promise<Reviewed | undefined> {
  const read = await readPatchFile(Buffer.from(request.text, 'utf8'), request.path ?? request.uri);
  try {
    const review = await reviewSeries(read.patches, {
      tree,
      worlds: request.worlds,
      band: 'question',
      replay,
      cacheDirectory: defaultCacheDirectory(),
      cancelled,
    });
    return { patches: read.patches, review };
  } catch (error) {
    if (error instanceof ReviewCancelled) return undefined;
    throw error;
  }
}

/** What the patch introduces, as findings of the document itself. */
export function patchAnswer(
  request: DocumentRequest,
  { review }: Reviewed,
  tree: KernelTree | undefined,
  milliseconds: number,
): CheckAnswer {
  const lines = indexLines(request.text);
  const introduced = review.patches.flatMap(({ findings }) => findings.filter(({ status }) => status === 'introduced'));
  return {
    uri: request.uri,
    version: request.version,
    functions: review.patches.reduce((sum, { checked }) => sum + checked.functions, 0),
    notAnalysed: review.patches.flatMap(({ notAnalysed }) =>
      notAnalysed.map(({ function: name, line, reason }) => ({
        function: name,
        at: lines.starts[line - 1] ?? 0,
        reason,
      })),
    ),
    findings: introduced.map((finding) => locate(finding, request.text, lines, tree)),
    kernel: tree?.root ?? null,
    milliseconds,
  };
}

function locate(
  { view, patchLine, stepLines }: ReviewedFinding,
  text: string,
  lines: LineIndex,
  tree: KernelTree | undefined,
): LocatedFinding {
  const finding: Finding = {
    rule: view.rule,
    band: view.band,
    worlds: view.worlds,
    function: view.function,
    span: lineSpan(text, lines, patchLine),
    message: view.message,
    path: [] satisfies PathStep[],
    assumptions: view.assumptions,
    witness: { kind: 'none', reason: 'a line of a patch is no code: open the patched file to run it' },
    ...(view.replay === undefined ? {} : { replay: view.replay }),
  };
  const path = view.path.flatMap(({ file, inTree, line, function: name, text: words }, at): LocatedStep[] => {
    const own = stepLines[at];
    if (own !== undefined) return [{ kind: 'own', span: lineSpan(text, lines, own), function: name, text: words }];
    if (!inTree || tree === undefined) return [];
    return [{ kind: 'other', uri: fileUri(tree.root, file), line, function: name, text: words }];
  });
  return { finding, path };
}

/** The line without its marker, its quoting and its indentation. */
function lineSpan(text: string, lines: LineIndex, line: number): Span {
  const start = lines.starts[line - 1] ?? text.length;
  const next = lines.starts[line] ?? text.length + 1;
  const own = text.slice(start, next - 1).replace(/\r$/, '');
  const indent = /^(?:[> ]*)?[-+ ]?\s*/.exec(own)?.[0].length ?? 0;
  return { start: start + (indent < own.length ? indent : 0), end: start + own.length };
}

export function seriesReport(
  request: DocumentRequest,
  { review }: Reviewed,
  tree: KernelTree | undefined,
): PatchSeriesReport {
  return {
    uri: request.uri,
    kernel: tree?.root ?? null,
    patches: review.patches.map((patch) => patchReport(patch)),
    notes: review.notes.map(({ line, text }) => ({ line: line - 1, text })),
    reply: replies(surerPart(review), false),
  };
}

/** Questions are for whoever reads the patch here; a reply that is sent unread asks nothing that may be nothing. */
function surerPart(review: SeriesReview): SeriesReview {
  return {
    ...review,
    patches: review.patches.map((patch) => ({
      ...patch,
      findings: patch.findings.filter(({ view }) => view.band !== 'question'),
    })),
  };
}

function patchReport({
  patch,
  applies,
  base,
  checked,
  hunks,
  findings,
}: PatchReview): PatchSeriesReport['patches'][number] {
  return {
    subject: patch.headers.subject === '' ? patch.file : patch.headers.subject,
    line: (patch.files[0]?.line ?? 1) - 1,
    applies,
    base,
    functions: checked.functions,
    replays: checked.replays,
    files: patch.files.map((file) => ({
      path: pathOf(file),
      line: file.line - 1,
      notes: hunks
        .filter(({ path, note }) => path === pathOf(file) && note !== '')
        .map(({ line, note }) => ({ line: line - 1, text: note })),
    })),
    findings: findings.map(({ view, status, patchLine, file }) => ({
      rule: view.rule,
      status,
      band: view.band,
      message: view.message,
      line: patchLine - 1,
      path: file,
    })),
  };
}

/** A file as patch number `index` leaves it. */
export async function patchedFile(
  request: DocumentRequest,
  tree: KernelTree | undefined,
  index: number,
  treePath: string,
): Promise<string | undefined> {
  const read = await readPatchFile(Buffer.from(request.text, 'utf8'), request.path ?? request.uri);
  return patchedText(read.patches, tree, index, treePath);
}
