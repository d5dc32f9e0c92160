// Measures what a user waits for, on a real mm/page_alloc.c, and the explorer (bench/explorer.mjs): edit to diagnostics through a language server session, a cold
// file, what is known of a tree, a directory cold and once more on two cores, replay; parse time alone beside it.
// usage: npm run bench [-- --quick --large --json FILE --dist DIR TREE]     --large: mm kernel lib block too, which takes many minutes
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { explorerBench } from '../bench/explorer.mjs';
import { makeSeries } from '../bench/series.mjs';

const root = path.resolve(import.meta.dirname, '..');
const args = process.argv.slice(2);
const jsonAt = args.indexOf('--json');
const jsonFile = jsonAt === -1 ? path.join(root, 'bench-out/bench.json') : args.splice(jsonAt, 2)[1];
const distAt = args.indexOf('--dist');
const dist = distAt === -1 ? path.join(root, 'dist') : path.resolve(args.splice(distAt, 2)[1]);
const quick = args.includes('--quick');
if (quick) args.splice(args.indexOf('--quick'), 1);
const large = args.includes('--large');
if (large) args.splice(args.indexOf('--large'), 1);
const tree = path.resolve(args[0] ?? path.join(root, '.kernel/linux-source-6.12'));
const file = path.join(tree, 'mm/page_alloc.c');
const cli = path.join(dist, 'cli.js');
const EDITS = quick ? 12 : 40;
const ROUNDS = quick ? 1 : 5;

if (!existsSync(file)) {
  console.error(`bench: no ${file}; unpack a kernel with npm run kernel, or name one: npm run bench -- TREE`);
  process.exit(2);
}
if (!existsSync(cli)) {
  console.error(`bench: ${cli} is missing; run npm run build first`);
  process.exit(2);
}

const rows = [];
const cache = mkdtempSync(path.join(tmpdir(), 'lockstep-bench-'));
const empty = mkdtempSync(path.join(tmpdir(), 'lockstep-bench-'));

try {
  rows.push(parseOnly());
  rows.push(await editing());
  rows.push(cold('cold file, nothing cached', ['--no-replay', '--no-cache', file], 400));
  run(['check', '--no-replay', '--cache', cache, file]);
  rows.push(cold('cold file, its tree known', ['--no-replay', '--cache', cache, file], 400, () => forget('answers')));
  rows.push(cold('the same file again', ['--no-replay', '--cache', cache, file]));
  rows.push(
    cold('cold file with replay, its tree known', ['--cache', cache, file], undefined, () => forget('answers')),
  );
  if (!quick)
    rows.push(
      directory('mm/ cold, two processes', ['--no-replay', '--no-cache', '--jobs', '2', path.join(tree, 'mm')], 6000),
    );
  rows.push(indexing());
  if (!quick) rows.push(...twice('block/', ['block']));
  if (large) rows.push(...twice('mm kernel lib block', ['mm', 'kernel', 'lib', 'block'], 5000));
  if (!quick) rows.push(...series());
} finally {
  rmSync(cache, { recursive: true, force: true });
  rmSync(empty, { recursive: true, force: true });
}

console.log(
  `${'what'.padEnd(44)}${'median'.padStart(10)}${'best'.padStart(10)}${'worst'.padStart(10)}${'goal'.padStart(10)}`,
);
for (const row of rows) {
  const cell = (value) => (value === undefined ? '-' : `${value.toFixed(1)} ms`).padStart(10);
  console.log(
    `${row.what.padEnd(44)}${cell(row.median)}${cell(row.best)}${cell(row.worst)}${cell(row.goal)}${row.note ? `  ${row.note}` : ''}`,
  );
}
const explorer = await explorerBench({ quick });
mkdirSync(path.dirname(jsonFile), { recursive: true });
writeFileSync(
  jsonFile,
  `${JSON.stringify({ tree: path.basename(tree), node: process.version, rows, explorer }, undefined, 2)}\n`,
);

function summary(what, times, goal, note) {
  const sorted = [...times].sort((a, b) => a - b);
  return { what, median: sorted[sorted.length >> 1], best: sorted[0], worst: sorted.at(-1), goal, note };
}

function run(options) {
  const result = spawnSync(process.execPath, [cli, ...options], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if ((result.status !== 0 && result.status !== 1) || result.stdout === '')
    throw new Error(`lockstep ${options.join(' ')}: ${result.stderr}`);
  return result.stdout;
}

function timed(options) {
  const started = performance.now();
  run(options);
  return performance.now() - started;
}

function cold(what, options, goal, before = () => {}) {
  const round = () => {
    before();
    return timed(['check', '--format', 'json', ...options]);
  };
  return summary(what, Array.from({ length: ROUNDS }, round), goal);
}

/** What was said of files or of a series; what is known of the tree stays. */
function forget(kind) {
  for (const name of readdirSync(cache)) if (name.startsWith(`${kind}-`)) rmSync(path.join(cache, name));
}

function directory(what, options, goal) {
  return summary(what, [timed(['check', '--format', 'json', ...options])], goal);
}

/** Headers and survey of the whole tree by two threads, nothing known. */
function indexing() {
  const round = () => {
    for (const name of readdirSync(empty)) rmSync(path.join(empty, name));
    const started = performance.now();
    run(['index', '--kernel', tree, '--cache', empty, '--jobs', '2']);
    return performance.now() - started;
  };
  return summary('index of the tree, two threads', Array.from({ length: Math.min(ROUNDS, 3) }, round));
}

/** Directories by two processes: new to the cache, which knows the tree, and once more with all answers in it. */
function twice(what, directories, goal) {
  const check = () =>
    timed([
      'check',
      ...['--format', 'json', '--no-replay', '--jobs', '2', '--cache', cache],
      ...directories.map((name) => path.join(tree, name)),
    ]);
  forget('answers');
  const cold = [check()];
  return [
    summary(`${what}, two processes, tree known`, cold),
    summary(`${what} again`, Array.from({ length: ROUNDS }, check), goal),
  ];
}

/** Ten patches to large files all over the tree: new to the cache, which knows the tree from an earlier review; and once more. */
function series() {
  const mbox = path.join(cache, 'series.mbox');
  writeFileSync(mbox, makeSeries(tree));
  const review = () => {
    const started = performance.now();
    const report = JSON.parse(run(['review', '--kernel', tree, '--cache', cache, '--format', 'json', mbox]));
    const statuses = report.patches.flatMap(({ findings }) => findings.map(({ status }) => status));
    return { time: performance.now() - started, statuses };
  };
  const asNew = () => {
    forget('reviews');
    return review();
  };
  review();
  const rounds = Math.min(ROUNDS, 3);
  const row = (what, runs, goal) => {
    const count = (status) => runs[0].statuses.filter((each) => each === status).length;
    const told = `${count('introduced')} introduced, ${count('fixed-later')} fixed later`;
    return summary(
      what,
      runs.map(({ time }) => time),
      goal,
      told,
    );
  };
  return [
    row('review of 10 new patches, cache warm', Array.from({ length: rounds }, asNew), 10_000),
    row('the same review again', Array.from({ length: rounds }, review)),
  ];
}

/** tree-sitter alone on the text as it is, from scratch. */
function parseOnly() {
  const require = createRequire(import.meta.url);
  const Parser = require('tree-sitter');
  const parser = new Parser();
  parser.setLanguage(require('tree-sitter-c'));
  const text = readFileSync(file, 'utf8');
  const times = Array.from({ length: ROUNDS }, () => {
    const started = performance.now();
    parser.parse((at) => text.slice(at, at + 16384));
    return performance.now() - started;
  });
  return summary('parse alone, from scratch', times);
}

/** Keystrokes in a function body, each counted from the change to the publish that carries its version. */
async function editing() {
  const server = spawn(process.execPath, [path.join(dist, 'server.js'), '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, XDG_CACHE_HOME: cache },
  });
  const waiting = new Map();
  const published = new Map();
  let buffer = Buffer.alloc(0);
  server.stdout.on('data', (chunk) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const head = buffer.indexOf('\r\n\r\n');
      if (head === -1) return;
      const length = Number(/Content-Length: (\d+)/i.exec(buffer.toString('latin1', 0, head))?.[1]);
      if (buffer.length < head + 4 + length) return;
      const message = JSON.parse(buffer.toString('utf8', head + 4, head + 4 + length));
      buffer = buffer.subarray(head + 4 + length);
      if (message.id !== undefined && message.method !== undefined) {
        const result = message.method === 'workspace/configuration' ? message.params.items.map(() => null) : null;
        send({ id: message.id, result });
      }
      if (message.method === 'textDocument/publishDiagnostics') {
        const { version, diagnostics } = message.params;
        if (!published.has(version)) published.set(version, { at: performance.now(), diagnostics });
        waiting.get(version)?.();
      }
      if (message.method === undefined) waiting.get(`#${message.id}`)?.();
    }
  });
  const send = (message) => {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    server.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    server.stdin.write(body);
  };
  const until = (key) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the server said nothing about ${key} within 60 s`)), 60_000);
      waiting.set(key, () => {
        clearTimeout(timer);
        resolve();
      });
    });

  const uri = pathToFileURL(file).href;
  const lines = readFileSync(file, 'utf8').split('\n');
  // A line in the middle of the file, inside a function body: the first statement of rmqueue_bulk().
  const body = lines.findIndex(
    (line, at) => at > lines.findIndex((text) => /^static int rmqueue_bulk\(/.test(text)) && line === '{',
  );
  const line = body + 1;
  const initialized = until('#1');
  send({
    id: 1,
    method: 'initialize',
    params: {
      processId: process.pid,
      rootUri: pathToFileURL(tree).href,
      capabilities: { workspace: { configuration: true } },
    },
  });
  await initialized;
  send({ method: 'initialized', params: {} });
  const opened = until(1);
  const openAt = performance.now();
  send({
    method: 'textDocument/didOpen',
    params: { textDocument: { uri, languageId: 'c', version: 1, text: lines.join('\n') } },
  });
  await opened;
  const openTime = published.get(1).at - openAt;
  const times = [];
  // A statement typed unit by unit: each text in between is a half-typed one.
  const typed = '\tif (unlikely(!count)) return 0; /* typed */\n';
  let version = 1;
  let column = 0;
  for (const unit of typed.repeat(2).slice(0, EDITS)) {
    version++;
    const done = until(version);
    const at = { line, character: column };
    const started = performance.now();
    send({
      method: 'textDocument/didChange',
      params: { textDocument: { uri, version }, contentChanges: [{ range: { start: at, end: at }, text: unit }] },
    });
    await done;
    times.push(published.get(version).at - started);
    const before = lines[line];
    lines.splice(line, 1, ...(before.slice(0, column) + unit + before.slice(column)).split('\n'));
    column = unit === '\n' ? 0 : column + 1;
  }
  const equal = sameAsFreshCheck(lines.join('\n'), published.get(version).diagnostics);
  send({ id: 2, method: 'shutdown' });
  send({ method: 'exit' });
  setTimeout(() => server.kill(), 2000).unref();
  return summary(
    'edit to diagnostics',
    times,
    50,
    `opened in ${openTime.toFixed(0)} ms; last publish ${equal ? 'equals' : 'DIFFERS FROM'} a fresh check`,
  );
}

/** Places and rules of the last publish against `check --no-replay` of the same text. */
function sameAsFreshCheck(text, diagnostics) {
  const folder = mkdtempSync(path.join(tmpdir(), 'lockstep-bench-'));
  try {
    const copy = path.join(folder, 'page_alloc.c');
    writeFileSync(copy, text);
    const report = JSON.parse(
      run([
        'check',
        '--no-replay',
        '--no-cache',
        '--kernel',
        tree,
        '--as',
        'mm/page_alloc.c',
        '--format',
        'json',
        copy,
      ]),
    );
    const fresh = report.files[0].findings
      .map(({ rule, range }) => `${rule} ${range.startLine - 1}:${range.startColumn - 1}`)
      .sort();
    const pushed = diagnostics
      .filter(({ code }) => code !== undefined)
      .map(({ code, range }) => `${code} ${range.start.line}:${range.start.character}`)
      .sort();
    return fresh.join('\n') === pushed.join('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
