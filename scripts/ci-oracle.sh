#!/usr/bin/env bash
# Holds `lockstep simulate` against what real kernels printed; fails below the agreement reached so far.
# usage: scripts/ci-oracle.sh DIR
set -euo pipefail
floor=0.95
report=$(python3 "$1/score.py" --cmd 'node dist/cli.js')
echo "$report"
share=$(sed -nE 's/^not clean:.*\(([0-9.]+)\)$/\1/p' <<<"$report")
awk -v share="$share" -v floor="$floor" 'BEGIN { exit !(share >= floor) }'
