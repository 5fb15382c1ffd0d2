#!/usr/bin/env bash
# manifests.sh [NAME]: holds the files in Operations/kubernetes against Kubernetes' own schemas. Needs the network once.
set -euo pipefail
setup=$(dirname "$(readlink -f "$0")")
if [ "$(uname -m)" != x86_64 ]; then
  echo "What checks Kubernetes' files comes for x86-64 alone: they are not looked at here."
  exit 0
fi

"$setup/wheels.sh" kubernetes "Kubernetes' schemas (23 MB)"
export PYTHONDONTWRITEBYTECODE=1
exec /usr/bin/python3 -m unittest discover --start-directory "$setup/../Tests/Manifests" ${1:+-k "$1"}
