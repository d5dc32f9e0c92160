#!/usr/bin/env bash
# Neovim as a second language client against the built server, over stdio.      usage: scripts/e2e/nvim.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
bash scripts/e2e/install.sh neovim
[ -d node_modules ] || npm ci
[ -f dist/server.js ] || npm run --silent build
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp test-fixtures/lsp/refill.c "$work/"
XDG_CACHE_HOME="$work/cache" SERVER="node $PWD/dist/server.js --stdio" timeout 180 nvim --headless --clean -n "$work/refill.c" -c "luafile $PWD/scripts/e2e/nvim.lua"
