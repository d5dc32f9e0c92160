#!/usr/bin/env bash
# Checks a directory of a real kernel: must end without a crash, with every function analysed or counted.
# usage: scripts/ci-kernel-check.sh TREE DIR
set -euo pipefail
tree=$1
dir=$2
out=$(mktemp)
trap 'rm -f "$out"' EXIT
status=0
node dist/cli.js check --kernel "$tree" --no-replay --no-cache --stats --format json "$tree/$dir" >"$out" || status=$?
[ "$status" -le 1 ] || { echo "check ended with status $status"; exit 1; }
node -e '
  const report = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
  const s = report.stats;
  const listed = report.files.reduce((n, f) => n + f.notAnalysed.filter((x) => x.function).length, 0);
  const findings = report.files.flatMap((f) => f.findings.map((x) => `${f.path}:${x.range.startLine} ${x.rule} ${x.message}`));
  console.log(`${s.files} files, ${s.functions} functions, ${s.analysed} analysed, ${listed} listed, ${findings.length} findings`);
  for (const line of findings) console.log("  " + line);
  if (s.functions < 1000 || s.analysed < 0.99 * s.functions) { console.log("too few functions analysed"); process.exit(1); }
  if (s.analysed + listed < s.functions) { console.log("functions neither analysed nor listed"); process.exit(1); }
' "$out"
