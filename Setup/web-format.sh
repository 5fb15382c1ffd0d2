#!/usr/bin/env bash
# web-format.sh check | write: says which of the web app's scripts and style sheets the formatter would change, or changes them.
set -euo pipefail
setup=$(dirname "$(readlink -f "$0")")
root=$(dirname "$setup")
how=$1
if [ "$(uname -m)" != x86_64 ]; then
  echo "The formatter of the web app comes for x86-64 alone: its files are not looked at here."
  exit 0
fi

"$setup/wheels.sh" web-format "what formats the web app (18 MB)"
options=(--config-path "$setup/web-format.json" --colors off --reporter summary)
if [ "$how" = write ]; then options+=(--write); fi
cd "$root/Public"
if ! said=$("$root/.fetched/web-format/bin/biome" format "${options[@]}" app style box 2>&1); then
  echo "$said" >&2
  echo "make format writes them as they should be." >&2
  exit 1
fi
# Comments and texts are left as they are by the formatter.
if [ "$how" = check ] && LC_ALL=C.UTF-8 grep -nE '^.{121}' -r app style box --include='*.js' --include='*.css'; then
  echo "These lines have more than 120 columns." >&2
  exit 1
fi
