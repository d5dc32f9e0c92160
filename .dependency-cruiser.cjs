/**
 * The layering of docs/architecture.md: which room of server/src may import which.
 * `base` is open to all; a room that is not listed for another is closed to it.
 */
const rooms = {
  base: [],
  kernel: [],
  syntax: [],
  ir: ['syntax'],
  analysis: ['kernel', 'ir'],
  rules: ['kernel', 'ir', 'analysis'],
  machine: ['kernel', 'ir'],
  model: ['kernel', 'machine', 'ir', 'syntax'],
  replay: ['kernel', 'ir', 'analysis', 'machine', 'model'],
  patch: [],
  workspace: ['kernel', 'syntax', 'ir', 'analysis', 'rules'],
  review: ['workspace', 'replay', 'patch', 'kernel', 'syntax', 'ir', 'analysis', 'rules', 'machine', 'model'],
};
const faces = ['cli', 'lsp'];
const all = [...Object.keys(rooms), ...faces];

const layering = Object.entries(rooms).map(([room, allowed]) => ({
  name: `layer-${room}`,
  severity: 'error',
  comment: `${room}/ may import only: base ${allowed.join(' ')}`,
  from: { path: `^server/src/${room}/` },
  to: { path: `^server/src/(${all.filter((r) => r !== room && r !== 'base' && !allowed.includes(r)).join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...layering,
    {
      name: 'faces-apart',
      severity: 'error',
      comment: 'cli/ and lsp/ are two thin faces; only the command `serve` starts the other one (cli/serve.ts)',
      from: { path: '^server/src/cli/', pathNot: '^server/src/cli/serve\\.ts$' },
      to: { path: '^server/src/lsp/' },
    },
    {
      name: 'lsp-not-cli',
      severity: 'error',
      from: { path: '^server/src/lsp/' },
      to: { path: '^server/src/cli/' },
    },
    {
      name: 'vscode-only-at-the-edge',
      severity: 'error',
      comment: 'only lsp/ and client/ know vscode-* packages',
      from: { path: '^server/src/', pathNot: '^server/src/lsp/' },
      to: { path: 'node_modules/vscode-' },
    },
    {
      name: 'io-only-where-allowed',
      severity: 'error',
      comment: 'IO lives in workspace/, cli/, lsp/, review/ and the one parser loader',
      from: { path: '^server/src/(base|kernel|syntax|ir|analysis|rules|machine|model|replay|patch)/', pathNot: '^server/src/syntax/parserLoader\\.ts$' },
      to: { path: '^(node:)?(fs|fs/promises|child_process|net|http|https|worker_threads)$' },
    },
    { name: 'client-apart', severity: 'error', from: { path: '^client/' }, to: { path: '^server/' } },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.json', '.d.ts', '.c', '.h'] },
  },
};
