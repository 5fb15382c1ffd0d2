#!/usr/bin/env bash
# Fetches what drives the browser in tests into .fetched/browser; silent and quick when it is there. Needs the network once.
set -euo pipefail
setup=$(dirname "$(readlink -f "$0")")
wanted=$setup/browser.txt
fetched=$(dirname "$setup")/.fetched
"$setup/packages.sh" "$setup/browser-packages.txt"
if cmp -s "$wanted" "$fetched/browser/source.txt"; then exit 0; fi

echo "Fetching what drives the browser in tests (54 MB)"
mkdir -p "$fetched"
work=$(mktemp -d "$fetched/browser.XXXXXX")
trap 'rm -rf "$work"' EXIT
if ! /usr/bin/python3 -m pip --quiet --disable-pip-version-check install --root-user-action ignore --retries 2 --require-hashes \
  --no-deps --only-binary :all: --target "$work/browser" --requirement "$wanted" >"$work/log" 2>&1; then
  cat "$work/log" >&2
  echo "Could not fetch what drives the browser. Either there is no way to the Python package index (a mirror is named by" >&2
  echo "PIP_INDEX_URL), or what it sent is not the files whose hashes stand in $wanted. Try again: make test" >&2
  exit 1
fi
cp "$wanted" "$work/browser/source.txt"
rm -rf "$fetched/browser"
mv "$work/browser" "$fetched/browser"
