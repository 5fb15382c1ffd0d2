#!/usr/bin/env bash
# Installs what is missing of a list of Debian packages (Setup/packages.txt unless another is named); silent and quick when
# nothing is. Needs root for that alone: as another user it asks sudo, or says what to type.
set -euo pipefail
script=$(readlink -f "$0")
list=${1:-$(dirname "$script")/packages.txt}

if ! command -v swift >/dev/null; then
  echo "Swift is missing. This program needs Swift 6.3 or newer on the PATH: https://www.swift.org/install/linux" >&2
  exit 1
fi
if ! command -v dpkg-query >/dev/null; then
  echo "This is no Debian. Install these libraries and programs by hand, then run swift build:" >&2
  cat "$list" >&2
  exit 1
fi

mapfile -t wanted < <(sed 's/#.*//; s/[[:space:]]*$//; /^$/d' "$list")
# dpkg-query fails for a package it has never heard of, which is what we want to know.
installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${wanted[@]}" 2>/dev/null | sed -n 's/ installed$//p' || true)
missing=()
for package in "${wanted[@]}"; do
  grep -qxF "$package" <<<"$installed" || missing+=("$package")
done
if [ ${#missing[@]} = 0 ]; then exit 0; fi

if [ "$(id -u)" != 0 ]; then
  if sudo -n true 2>/dev/null; then exec sudo -n env PATH="$PATH" "$script" "$list"; fi
  echo "Missing Debian packages: ${missing[*]}" >&2
  echo "Installing them takes root. Type this once, then try again:" >&2
  if command -v sudo >/dev/null; then
    echo "  sudo env PATH=\"\$PATH\" '$script' '$(readlink -f "$list")'" >&2
  else
    echo "  su -c \"PATH='$PATH' '$script' '$(readlink -f "$list")'\"" >&2
  fi
  exit 1
fi

echo "Installing Debian packages: ${missing[*]}"
undo=()
log=$(mktemp)
undo+=("$log")
trap 'rm -f "${undo[@]}"' EXIT
# A server that this machine did not have before is not to run by itself, now or at the next boot.
if [ ! -e /usr/sbin/policy-rc.d ]; then
  undo+=(/usr/sbin/policy-rc.d)
  printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
  chmod 755 /usr/sbin/policy-rc.d
fi
if [ ! -e /etc/postgresql-common ]; then
  mkdir -p /etc/postgresql-common/createcluster.d
  undo+=(/etc/postgresql-common/createcluster.d/watts-up.conf)
  echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.d/watts-up.conf
fi
export DEBIAN_FRONTEND=noninteractive
apt() {
  # What apt says is of interest only when it fails.
  apt-get -qq -y -o Dpkg::Use-Pty=0 "$@" >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
}
apt update
apt install --no-install-recommends "${missing[@]}"
