#!/bin/bash
# tests.sh [NAME]: runs the Swift tests, or those with NAME in theirs, and says once more at the end what failed: by then it is
# thousands of lines away. Two processes share the machine, since the tests that start programs mostly wait for them; each runs
# few tests at a time, because many on two cores starve one another into their own time limits. A suite that fails runs once
# more, by itself, and is named either way: what fails twice ends the run, and so do more suites than chance brings down.
set -uo pipefail
cd "$(dirname "$0")/.."

programs='^(WattsUpTests|PostgresTests|RuntimeTests|BoxTests|ImportTests)\.'
log=.build/tests.log
results=.build/test-results
chance=5

# run NAME WIDTH WHICH...: what failed stands in $results/NAME.xml, unless the process died.
run() {
  SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=${SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH-$2} \
    .build/debug/WattsUpPackageTests.xctest --testing-library swift-testing --xunit-output "$results/$1.xml" "${@:3}" 2>&1 |
    tee -a "$log"
}

# The suites that failed, as a pattern; nothing if some process died, or too many failed.
again() {
  local suites
  suites=$(grep -h -B 1 '<failure' "$@" | sed -n 's/.*classname="\([^"]*\)".*/\1/p' | sort -u) || return
  [ "$(wc -l <<<"$suites")" -le "$chance" ] && paste -sd '|' <<<"${suites//./\\.}"
}

rm -rf "$results"
mkdir -p "$results"
: >"$log"
if [ $# -gt 0 ]; then
  run one 8 --filter "$1"
  ended=$?
  all=("$results/one.xml")
else
  run programs 4 --filter "$programs" &
  run others 4 --skip "$programs"
  ended=$?
  wait $! || ended=1
  all=("$results/programs.xml" "$results/others.xml")
fi
if [ "$ended" -ne 0 ]; then
  printf '\nWhat failed (all of it in %s):\n' "$log"
  grep -A 2 -E 'recorded an issue|unexpected signal|error: ' "$log"
  if suites=$(again "${all[@]}"); then
    printf '\nOnce more: %s\n' "$suites"
    run again 1 --filter "^($suites)/"
    ended=$?
    [ "$ended" -ne 0 ] || printf '\nThe second time all of it passed. What failed first stands above.\n'
  fi
fi
exit "$ended"
