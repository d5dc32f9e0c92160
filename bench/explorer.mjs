// The explorer: states a second, what the partial-order reduction saves, and the same question asked of Spin with a model
// written by hand (z2.pml). Each run counts processor time; the run before it has warmed up.          usage: npm run bench
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '..');
const SCENARIOS = ['Z1', 'Z2', 'Z2b', 'Z2c', 'Z3', 'Z4', 'Z5', 'Z6', 'Z7', 'Z9', 'Z10', 'Z12', 'Z13', 'Z14', 'Z15', 'Z16', 'Z17'];
const LARGE = ['Z8'];
/** Without reduction a scenario is cut here: the factor is then a lower bound. */
const MOST_STATES = 60_000;

/** What Spin is told of a variant, and what the explorer's reports say in Spin's words. */
const SPIN = [
  ['V1', ['-DWAITS=1', '-DEVERY=1']],
  ['V3', ['-DWAITS=1', '-DEVERY=1', '-DDEFER=1']],
  ['V6a', []],
  ['V6a-n', ['-DEVERY=1']],
  ['V6a-n-def', ['-DEVERY=1', '-DDEFER=1']],
];

export async function explorerBench({ quick = false } = {}) {
  const bundle = path.join(root, 'bench-out/explorer.cjs');
  mkdirSync(path.dirname(bundle), { recursive: true });
  await build({
    entryPoints: [path.join(root, 'bench/runs.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'error',
    loader: { '.c': 'text', '.h': 'text', '.md': 'text' },
    external: ['tree-sitter', 'tree-sitter-c', 'web-tree-sitter'],
  });
  const ask = (runs) => {
    const result = spawnSync(process.execPath, [bundle, JSON.stringify(runs)], { encoding: 'utf8', maxBuffer: 1 << 26 });
    if (result.status !== 0) throw new Error(`bench: the explorer failed: ${result.stderr}`);
    return result.stdout.trim().split('\n').map((line) => JSON.parse(line));
  };
  const variant = '6.12+V1';
  const ids = quick ? SCENARIOS.slice(0, 4) : [...SCENARIOS, ...LARGE];
  const reduced = ask(ids.map((id) => ({ id, variant: id === 'Z16' ? '6.12+V2' : variant, world: 'smp' })));
  const compared = quick ? ['Z1'] : ['Z1', 'Z2', 'Z5', 'Z6', 'Z17'];
  const full = ask(compared.map((id) => ({ id, variant, world: 'smp', reduction: 'none', states: MOST_STATES })));
  console.log('\nexplorer, V1 in smp, all interleavings');
  print(['scenario', 'states', 'ms', 'states/s', 'unreduced', 'factor', 'reports']);
  for (const row of reduced) {
    const plain = full.find(({ id }) => id === row.id);
    const sign = plain?.exhausted === false ? '>' : '';
    print([
      row.id,
      `${row.states}${row.exhausted ? '' : ' (cut)'}`,
      row.ms.toFixed(0),
      ((row.states / row.ms) * 1000).toFixed(0),
      plain === undefined ? '-' : `${sign}${plain.states}`,
      plain === undefined ? '-' : `${sign}${(plain.states / row.states).toFixed(1)}`,
      row.reports.join(' ') || '-',
    ]);
  }
  const spin = spinBench();
  if (spin.kind === 'absent') {
    console.log(`\nSpin: ${spin.reason}; the comparison was left out (Debian: apt-get install spin gcc)`);
    return { reduced, full, spin };
  }
  const ours = ask(SPIN.map(([name]) => ({ id: 'Z2', variant: `6.12+${name}`, world: 'smp' })));
  console.log('\nZ2 in smp: the explorer on the C model, Spin on bench/z2.pml');
  print(['variant', 'explorer', 'states', 'ms', 'Spin', 'states', 'ms', '']);
  for (const [index, row] of spin.rows.entries()) {
    const mine = ours[index];
    const word = ['deadlock', 'livelock'].find((kind) => mine.reports.includes(kind)) ?? 'ok';
    print([
      row.variant,
      word,
      mine.states,
      mine.ms.toFixed(0),
      row.verdict,
      row.states,
      row.ms.toFixed(0),
      word === row.verdict ? 'same' : 'DIFFERENT',
    ]);
  }
  return { reduced, full, spin, ours };
}

/** Two runs of the verifier: stand-stills, then rounds without progress under weak fairness. */
function spinBench() {
  for (const tool of [['spin', '-V'], ['gcc', '--version']]) {
    const found = spawnSync(tool[0], [tool[1]], { encoding: 'utf8' });
    if (found.error !== undefined || found.status !== 0) return { kind: 'absent', reason: `${tool[0]} is not installed` };
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'lockstep-spin-'));
  const run = (command, args) => {
    const result = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
    if (result.status !== 0) throw new Error(`bench: ${command} ${args.join(' ')}: ${result.stderr}${result.stdout}`);
    return result.stdout;
  };
  try {
    const rows = SPIN.map(([variant, defines]) => {
      run('spin', ['-a', ...defines, path.join(root, 'bench/z2.pml')]);
      run('gcc', ['-O2', '-o', 'pan', 'pan.c']);
      run('gcc', ['-O2', '-DNP', '-o', 'pannp', 'pan.c']);
      const started = performance.now();
      const stands = run('./pan', ['-m100000']);
      const rounds = run('./pannp', ['-l', '-f', '-m100000']);
      const ms = performance.now() - started;
      const verdict = errors(stands) > 0 ? 'deadlock' : errors(rounds) > 0 ? 'livelock' : 'ok';
      return { variant, verdict, states: states(stands) + states(rounds), ms };
    });
    return { kind: 'run', rows };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function errors(output) {
  return Number(/errors: (\d+)/.exec(output)?.[1] ?? 0);
}

function states(output) {
  return Number(/(\d+) states, stored/.exec(output)?.[1] ?? 0);
}

function print(cells) {
  const widths = [12, 14, 8, 10, 11, 9, 8];
  console.log(cells.map((cell, index) => String(cell).padEnd(widths[index] ?? 0)).join(' ').trimEnd());
}

if (process.argv[1] === import.meta.filename) await explorerBench({ quick: process.argv.includes('--quick') });
