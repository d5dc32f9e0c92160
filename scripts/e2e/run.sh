#!/usr/bin/env bash
# The packaged extension in the real VS Code workbench, in headless Chromium: on a fixture, and on the kernel's own
# mm/page_alloc.c where a tree is unpacked. Screenshots go to e2e-out/.      usage: scripts/e2e/run.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
bash scripts/e2e/install.sh browser
[ -d node_modules ] || npm ci
if [ ! -f lockstep.vsix ] || [ dist/server.js -nt lockstep.vsix ]; then npm run --silent package >/dev/null; fi
server=.vscode-server/vscode/out/server-main.js
status=0
node scripts/e2e/package.mjs lockstep.vsix || status=1
node scripts/e2e/fixture.mjs --server "$server" --vsix lockstep.vsix --out e2e-out || status=1
node scripts/e2e/compare.mjs --server "$server" --vsix lockstep.vsix --out e2e-out || status=1
node scripts/e2e/patch.mjs --server "$server" --vsix lockstep.vsix --out e2e-out || status=1
tree=.kernel/linux-source-6.12
if [ -f "$tree/mm/page_alloc.c" ]; then
  node scripts/e2e/kernel.mjs --server "$server" --vsix lockstep.vsix --tree "$tree" --out e2e-out || status=1
fi
exit $status
