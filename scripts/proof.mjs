// Puts four bugs, one at a time, into a real mm/page_alloc.c and expects each to be found at its line and confirmed by
// replay, and the untouched file to be quiet.      usage: node scripts/proof.mjs [TREE]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';

const tree = process.argv[2] ?? '.kernel/linux-source-6.12';
const treePath = 'mm/page_alloc.c';
if (!existsSync(path.join(tree, treePath))) {
  console.error(`no ${treePath} in ${tree}: run scripts/kernel-trees.sh first`);
  process.exit(2);
}
const original = readFileSync(path.join(tree, treePath), 'utf8').split('\n');

/** Lines [from, to) of the body of `name`: from its definition to the closing brace in column 0. */
function bodyOf(lines, name) {
  const head = lines.findIndex(
    (line, i) =>
      new RegExp(`\\b${name}\\(`).test(line) &&
      /^[a-z_].*[^;]$|^\s*[a-z].*,$/.test(line) &&
      !/^\t/.test(line) &&
      lines.slice(i, i + 12).some((l) => l === '{'),
  );
  const open = lines.indexOf('{', head);
  return [open, lines.indexOf('}', open)];
}

function lineIn(lines, name, pattern, nth = 0) {
  const [from, to] = bodyOf(lines, name);
  const hits = lines.map((line, i) => [line, i]).filter(([line, i]) => i > from && i < to && pattern.test(line));
  if (!hits[nth]) throw new Error(`${name}: no line matches ${pattern}`);
  return hits[nth][1];
}

/** Each edit changes `lines` and returns the 1-based lines where a finding counts, and the rules that name it. */
const edits = [
  {
    title: 'a GFP_KERNEL allocation under zone->lock',
    apply(lines) {
      const at = lineIn(lines, 'unreserve_highatomic_pageblock', /spin_lock_irqsave\(&zone->lock/);
      lines.splice(at + 1, 0, '\t\tkfree(kmalloc(64, GFP_KERNEL));');
      return { lines: [at + 2], rules: ['gfp-in-atomic', 'sleep-in-atomic'] };
    },
  },
  {
    title: 'a GFP_NOWAIT allocation under zone->lock',
    apply(lines) {
      const at = lineIn(lines, 'reserve_highatomic_pageblock', /spin_lock_irqsave\(&zone->lock/);
      lines.splice(at + 1, 0, '\t__free_page(alloc_page(GFP_NOWAIT));');
      return { lines: [at + 2], rules: ['lock-recursion'] };
    },
  },
  {
    title: 'a spinlock_t under a raw_spinlock_t',
    apply(lines) {
      const [from] = bodyOf(lines, 'free_one_page');
      let head = from;
      while (!/free_one_page\(/.test(lines[head])) head--;
      const take = lineIn(lines, 'free_one_page', /spin_lock_irqsave\(&zone->lock/);
      const drop = lineIn(lines, 'free_one_page', /spin_unlock_irqrestore\(&zone->lock/);
      lines.splice(drop + 1, 0, '\traw_spin_unlock(&trace_lock);');
      lines.splice(take, 0, '\traw_spin_lock(&trace_lock);');
      lines.splice(head, 0, 'static DEFINE_RAW_SPINLOCK(trace_lock);');
      return { lines: [take + 3], rules: ['invalid-wait-context'] };
    },
  },
  {
    title: 'a removed unlock on an error path',
    apply(lines) {
      const at = lineIn(lines, 'rmqueue_buddy', /spin_unlock_irqrestore\(&zone->lock/, 0);
      lines.splice(at, 1);
      const [from, to] = bodyOf(lines, 'rmqueue_buddy');
      return { lines: Array.from({ length: to - from }, (_, i) => from + i + 1), rules: ['lock-imbalance'] };
    },
  },
];

function check(file) {
  const run = spawnSync(
    process.execPath,
    ['dist/cli.js', 'check', '--kernel', tree, '--as', treePath, '--format', 'json', file],
    { encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  if (run.status !== 0 && run.status !== 1) throw new Error(`check ended with ${run.status}: ${run.stderr}`);
  return JSON.parse(run.stdout).files[0].findings;
}

const folder = mkdtempSync(path.join(tmpdir(), 'lockstep-proof-'));
let failed = 0;
try {
  const quiet = check(path.join(tree, treePath));
  console.log(`${quiet.length === 0 ? 'ok  ' : 'FAIL'} the untouched file: ${quiet.length} findings`);
  for (const finding of quiet) console.log(`       ${finding.range.startLine} ${finding.rule} ${finding.message}`);
  failed += quiet.length === 0 ? 0 : 1;
  for (const edit of edits) {
    const lines = [...original];
    const expected = edit.apply(lines);
    const file = path.join(folder, 'page_alloc.c');
    writeFileSync(file, lines.join('\n'));
    const findings = check(file);
    const hit = findings.find(
      (finding) => expected.rules.includes(finding.rule) && expected.lines.includes(finding.range.startLine),
    );
    const verdicts = hit
      ? Object.entries(hit.replay ?? {}).map(
          ([world, replay]) =>
            `${world} ${replay.verdict}${replay.splat ? ` (${replay.splat})` : ''}${replay.reason ? `: ${replay.reason}` : ''}`,
        )
      : [];
    const good =
      hit !== undefined &&
      Object.values(hit.replay ?? {}).some((replay) => replay.verdict === 'confirmed') &&
      findings.length === 1;
    failed += good ? 0 : 1;
    console.log(
      `${good ? 'ok  ' : 'FAIL'} ${edit.title}: ${hit ? `${hit.rule} at line ${hit.range.startLine}; ${verdicts.join('; ')}` : 'not found'}`,
    );
    for (const finding of findings)
      if (finding !== hit) console.log(`       also ${finding.range.startLine} ${finding.rule} ${finding.message}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(failed === 0 ? 0 : 1);
