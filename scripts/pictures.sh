#!/usr/bin/env bash
# Takes the pictures of the README again: the browser run on the kernel's own mm/page_alloc.c, two of its screenshots.
# usage: scripts/pictures.sh      (needs npm run package and npm run kernel)
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/e2e/install.sh browser
node scripts/e2e/kernel.mjs --server .vscode-server/vscode/out/server-main.js --vsix lockstep.vsix \
  --tree .kernel/linux-source-6.12 --out e2e-out
cp e2e-out/kernel-3-hover.png docs/images/hover.png
cp e2e-out/kernel-5-step.png docs/images/overview.png
