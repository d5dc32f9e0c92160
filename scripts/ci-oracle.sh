#!/usr/bin/env bash
# Holds `lockstep simulate` against what real kernels printed; fails below the agreement reached so far. A fifth of the
# rows, of all families of outer contexts: all of them take longer than the rest of the whole check.
# usage: scripts/ci-oracle.sh DIR
set -euo pipefail
floor=0.95
outer='^(none|hrtimer_hard|zone_lock|spin_lock|raw_spin_lock|rcu_read_lock|write_seqcount_spin)$'
report=$(python3 "$1/score.py" --cmd 'node dist/cli.js' --outer "$outer")
echo "$report"
share=$(sed -nE 's/^not clean:.*\(([0-9.]+)\)$/\1/p' <<<"$report")
awk -v share="$share" -v floor="$floor" 'BEGIN { exit !(share >= floor) }'
