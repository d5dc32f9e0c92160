#!/usr/bin/env bash
# Installs what the editor tests need and is not there yet: Debian packages by apt, and a VS Code server by npm.
# usage: install.sh browser|neovim ...
set -euo pipefail
cd "$(dirname "$0")/../.."

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

# usage: debian COMMAND PACKAGE...   installs the packages unless the command is there
debian() {
  local command=$1; shift
  command -v "$command" >/dev/null && return 0
  local log; log=$(mktemp)
  if ! { as_root apt-get update -q && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "e2e: $command is missing and could not be installed; install it by hand: apt-get install $*" >&2
    exit 2
  fi
  rm -f "$log"
}

# The npm package code-server holds a complete VS Code server under lib/vscode. Its own install script compiles natives
# (terminal, file watcher, keyring) that no test here uses, so only that folder is unpacked and installed without scripts.
# 4.100.3 is the newest line that runs on Node 20 (VS Code 1.100.3).
vscode_server() {
  local version=4.100.3 dir=$PWD/.vscode-server
  [ -f "$dir/.ready-$version" ] && return 0
  rm -rf "$dir"; mkdir -p "$dir"
  (
    cd "$dir"
    npm pack --silent "code-server@$version" >/dev/null
    tar xzf code-server-*.tgz package/lib/vscode
    rm code-server-*.tgz
    mv package/lib/vscode vscode && rm -rf package
    cd vscode
    npm install --silent --ignore-scripts --omit=dev --no-audit --no-fund >/dev/null # its shrinkwrap does not satisfy npm ci
    ln -sfn node_modules node_modules.asar # the workbench asks for its grammars' engine under this name
  )
  touch "$dir/.ready-$version"
}

for what in "$@"; do
  case $what in
    browser) debian chromium chromium fonts-dejavu-core; vscode_server ;;
    neovim) debian nvim neovim ;;
    *) echo "usage: install.sh browser|neovim ..." >&2; exit 2 ;;
  esac
done
