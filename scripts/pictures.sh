#!/usr/bin/env bash
# Takes the pictures of the README again: the browser run on our own fixture, two of its screenshots. Not on a kernel's file:
# a picture of its text is its text.        usage: scripts/pictures.sh      (needs npm run package)
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/e2e/install.sh browser
node scripts/e2e/fixture.mjs --server .vscode-server/vscode/out/server-main.js --vsix lockstep.vsix --out e2e-out
cp e2e-out/fixture-2-hover.png docs/images/hover.png
cp e2e-out/fixture-5-step.png docs/images/overview.png
