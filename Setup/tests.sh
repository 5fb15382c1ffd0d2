#!/bin/bash
# tests.sh [NAME]: runs the Swift tests, or those with NAME in theirs, and says once more at the end what failed: by then it is
# thousands of lines away. Two processes share the machine, since the tests that start programs mostly wait for them; each runs
# few tests at a time, because many on two cores starve one another into their own time limits.
set -uo pipefail
cd "$(dirname "$0")/.."

programs='^(WattsUpTests|PostgresTests|RuntimeTests|BoxTests|ImportTests)\.'
log=.build/tests.log

run() {
  SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=${SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH-$1} \
    .build/debug/WattsUpPackageTests.xctest --testing-library swift-testing "${@:2}" 2>&1 | tee -a "$log"
}

: >"$log"
if [ $# -gt 0 ]; then
  run 8 --filter "$1"
  ended=$?
else
  run 4 --filter "$programs" &
  run 4 --skip "$programs"
  ended=$?
  wait $! || ended=1
fi
if [ "$ended" -ne 0 ]; then
  printf '\nWhat failed (all of it in %s):\n' "$log"
  grep -A 2 -E 'recorded an issue|unexpected signal|error: ' "$log"
fi
exit "$ended"
