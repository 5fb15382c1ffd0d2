#!/bin/bash
# Runs the Swift tests with the arguments given, and says once more at the end what failed: by then it is thousands of lines away.
set -uo pipefail
cd "$(dirname "$0")/.."

log=.build/tests.log
swift test --skip-build --disable-xctest "$@" 2>&1 | tee "$log"
ended=$?
if [ "$ended" -ne 0 ]; then
  printf '\nWhat failed (all of it in %s):\n' "$log"
  grep -A 2 -E 'recorded an issue|unexpected signal|error: ' "$log"
fi
exit "$ended"
