#!/usr/bin/env bash
# wheels.sh NAME WHAT: fetches the Python packages that NAME.txt pins into .fetched/NAME; silent and quick when they are there.
# Needs the network once.
set -euo pipefail
setup=$(dirname "$(readlink -f "$0")")
name=$1 what=$2
wanted=$setup/$name.txt
fetched=$(dirname "$setup")/.fetched
if cmp -s "$wanted" "$fetched/$name/source.txt"; then exit 0; fi

echo "Fetching $what"
mkdir -p "$fetched"
work=$(mktemp -d "$fetched/$name.XXXXXX")
trap 'rm -rf "$work"' EXIT
if ! /usr/bin/python3 -m pip --quiet --disable-pip-version-check install --root-user-action ignore --retries 2 --require-hashes \
  --no-deps --only-binary :all: --target "$work/$name" --requirement "$wanted" >"$work/log" 2>&1; then
  cat "$work/log" >&2
  echo "Could not fetch $what. Either there is no way to the Python package index (a mirror is named by" >&2
  echo "PIP_INDEX_URL), or what it sent is not the files whose hashes stand in $wanted. Try again." >&2
  exit 1
fi
cp "$wanted" "$work/$name/source.txt"
rm -rf "${fetched:?}/$name"
mv "$work/$name" "$fetched/$name"
