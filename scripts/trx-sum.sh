#!/usr/bin/env bash
# Sums the counters of TRX files: prints "PASSED FAILED SKIPPED". No file counts as nothing.
set -euo pipefail
[ $# -gt 0 ] || { echo '0 0 0'; exit 0; }
# total - executed, because the runner's own notExecuted stays 0 for skipped tests.
cat "$@" | grep -o '<Counters [^>]*' | awk '
  function value(name) { return match($0, " " name "=\"[0-9]+") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3) + 0 : 0 }
  { passed += value("passed"); skipped += value("total") - value("executed"); failed += value("executed") - value("passed") }
  END { print passed + 0, failed + 0, skipped + 0 }'
