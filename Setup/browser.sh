#!/usr/bin/env bash
# Fetches what drives the browser in tests into .fetched/browser; silent and quick when it is there. Needs the network once.
set -euo pipefail
setup=$(dirname "$(readlink -f "$0")")
"$setup/packages.sh" "$setup/browser-packages.txt"
"$setup/wheels.sh" browser "what drives the browser in tests (54 MB)"
