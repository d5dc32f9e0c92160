#!/usr/bin/env bash
# Unpacks Debian's kernel sources into .kernel/ (ignored by git). Needs apt-get, and root where they are not installed yet.
# usage: scripts/kernel-trees.sh [VERSION...]     default: 6.1 6.12
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p .kernel
for v in "${@:-6.1 6.12}"; do
  for version in $v; do
    dir=".kernel/linux-source-$version"
    if [ -f "$dir/.complete" ]; then continue; fi
    archive="/usr/src/linux-source-$version.tar.xz"
    if [ ! -f "$archive" ]; then
      apt-get update -qq
      apt-get install -y --no-install-recommends "linux-source-$version" xz-utils >/dev/null
    fi
    rm -rf "$dir"
    tar xJf "$archive" -C .kernel
    touch "$dir/.complete"
    echo "unpacked $dir"
  done
done
