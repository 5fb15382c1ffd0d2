#!/usr/bin/env bash
# Fetches the web app's libraries and its font into Public/vendor; silent and quick when they are there. Needs the network once.
set -euo pipefail
setup=$(dirname "$(readlink -f "$0")")
wanted=$setup/web.txt
public=$(dirname "$setup")/Public
if cmp -s <(cat "$wanted" "$0" "$setup/abroad.py") "$public/vendor/source.txt"; then exit 0; fi

echo "Fetching the web libraries (29 MB)"
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
import glob, os, re, sys, zipfile

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
unpack("geovizir", "geovizir/resources/ne_10m_admin_0_countries", "../countries", [f"ne_10m_admin_0_countries.{kind}" for kind in ("shp", "dbf")])
# Most of the sheet are pictures for controls that the app does not show, and the first view waits for it.
sheet = f"{folder}/maplibre-gl-5.24.0/maplibre-gl.css"
with open(sheet, encoding="utf-8") as file:
    rules = file.read()
with open(sheet, "w", encoding="utf-8") as file:
    file.write(re.sub(r"[^{}]*(?:geolocate|terrain|globe|fullscreen|shrink|compass|logo)[^{}]*\{[^{}]*url\([^{}]*\}", "", rules))

sys.path.insert(0, glob.glob(f"{work}/fonttools-*.whl")[0])
from fontTools import subset, ttLib
from fontTools.varLib import instancer
inter = ttLib.TTFont("/usr/share/fonts/truetype/inter-vf/Inter-roman.var.ttf")
inter = instancer.instantiateVariableFont(inter, {"wght": (400, 400, 700)})
# French and English; a letter from further away is drawn with a font of the device.
options = subset.Options(flavor="woff2", layout_features=["kern", "tnum", "ccmp"], hinting=False)
letters = subset.Subsetter(options)
letters.populate(unicodes=subset.parse_unicodes(
    "20-7E,A0-FF,152,153,178,2011,2013,2014,2018-201D,2022,2026,202F,20AC,2192,2212,2248,2264,2265"))
letters.subset(inter)
subset.save_font(inter, f"{folder}/inter-3.19.woff2", options)
PYTHON
/usr/bin/python3 "$setup/abroad.py" "$work"/countries/*.shp "$work"/countries/*.dbf "$work/vendor/abroad-5.1.json"
# The server keeps no file of this size in memory: it sends what is packed here.
gzip -9 --keep --no-name "$work/vendor/maplibre-gl-5.24.0/maplibre-gl.js"
# The closest packing takes seconds: once here, for all who ask.
/usr/bin/python3 - "$work/vendor" <<'PYTHON'
import brotli, pathlib, sys

for file in pathlib.Path(sys.argv[1]).rglob("*.*"):
    if file.suffix in (".js", ".css", ".json"):
        file.with_name(file.name + ".br").write_bytes(brotli.compress(file.read_bytes(), mode=brotli.MODE_TEXT))
PYTHON
cat "$wanted" "$0" "$setup/abroad.py" >"$work/vendor/source.txt"
chmod -R a+rX "$work/vendor"
# All at once, so that whoever serves finds either nothing or everything.
rm -rf "$public/vendor"
mv "$work/vendor" "$public/vendor"
