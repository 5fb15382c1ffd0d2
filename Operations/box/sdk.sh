#!/usr/bin/env bash
# sdk.sh ARCHIVE: makes .build/box-sdk/box.artifactbundle, a Swift SDK for Debian 12 on aarch64, out of Swift's own archive for
# it and of Debian's packages for arm64. Needs apt-get with arm64 (dpkg --add-architecture arm64; apt-get update), and no root beside.
set -euo pipefail
archive=$(readlink -f "$1")
cd "$(dirname "$(readlink -f "$0")")/../.."
bundle=.build/box-sdk/box.artifactbundle
root=$bundle/box/aarch64-unknown-linux-gnu
packages=(libc6 libc6-dev linux-libc-dev libgcc-12-dev libstdc++-12-dev libstdc++6 libgcc-s1
  libwslay-dev libwslay1 libssl-dev libssl3 zlib1g-dev zlib1g libcurl4-openssl-dev libcurl4 libsqlite3-dev libsqlite3-0
  libcairo2-dev libcairo2 libgnutls28-dev libgnutls30)

rm -rf .build/box-sdk
mkdir -p .build/box-sdk/packages "$root/sysroot"
(cd .build/box-sdk/packages && apt-get download "${packages[@]/%/:arm64}")
for package in .build/box-sdk/packages/*.deb; do dpkg-deb -x "$package" "$root/sysroot"; done
tar -xzf "$archive" -C "$root/sysroot" --strip-components=1 --wildcards '*/usr/lib/swift' '*/usr/lib/swift_static' '*/usr/lib/clang'

cat >"$bundle/info.json" <<'JSON'
{ "schemaVersion": "1.0", "artifacts": { "box": { "type": "swiftSDK", "version": "1", "variants": [
  { "path": "box", "supportedTriples": ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu"] } ] } } }
JSON
cat >"$bundle/box/swift-sdk.json" <<'JSON'
{ "schemaVersion": "4.0", "targetTriples": { "aarch64-unknown-linux-gnu": {
  "sdkRootPath": "aarch64-unknown-linux-gnu/sysroot",
  "swiftResourcesPath": "aarch64-unknown-linux-gnu/sysroot/usr/lib/swift",
  "swiftStaticResourcesPath": "aarch64-unknown-linux-gnu/sysroot/usr/lib/swift_static" } } }
JSON
echo "$bundle is made: swift sdk install $bundle"
