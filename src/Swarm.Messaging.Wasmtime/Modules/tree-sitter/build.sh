#!/usr/bin/env bash
# Builds tree-sitter.wasm from the pinned npm packages and the driver beside this script.
#   build.sh            writes tree-sitter.wasm.gz, its SHA-256 and the licence texts
#   build.sh --verify   builds again and compares with what is committed
# Needs: clang-14 lld-14 wasi-libc libclang-rt-14-dev-wasm32 (Debian 12), npm, node, gzip.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The compiler is part of what is reproducible: another version gives other bytes.
clang-14 --version | grep -q '14\.0\.6' || { echo "clang 14.0.6 is needed; this is $(clang-14 --version | head -1)" >&2; exit 1; }

fetch() { # name version integrity
  local file found
  file=$(cd "$work" && npm pack --silent --ignore-scripts "$1@$2")
  found="sha512-$(openssl dgst -sha512 -binary "$work/$file" | base64 -w0)"
  [ "$found" = "$3" ] || { echo "$1@$2 has integrity $found, expected $3: do not build from it" >&2; exit 1; }
  mkdir -p "$work/$1"
  tar xzf "$work/$file" -C "$work/$1" --strip-components=1
}

while read -r name version integrity; do
  [[ -z $name || $name == \#* ]] || fetch "$name" "$version" "$integrity"
done < "$here/sources.txt"

target=(--target=wasm32-wasi -O2 -DNDEBUG -g0 -ffunction-sections -fdata-sections -fvisibility=hidden -no-canonical-prefixes)
runtime="tree-sitter/vendor/tree-sitter/lib"
cd "$work" # relative paths only: nothing of this machine gets into the module
mkdir objects
compile() { # source object flags...
  local source=$1 object=$2
  shift 2
  clang-14 "${target[@]}" "$@" -c "$source" -o "objects/$object.o"
}

compile "$runtime/src/lib.c" runtime -w "-I$runtime/include" "-I$runtime/src"
cp -r "$here/driver" driver
for file in driver/*.c; do
  compile "$file" "driver-$(basename "$file" .c)" -std=gnu11 -Wall -Wextra -Werror "-I$runtime/include"
done
for grammar in javascript typescript/typescript typescript/tsx python rust go java cpp c; do
  source="tree-sitter-$grammar/src"
  for part in parser scanner; do
    [ ! -f "$source/$part.c" ] || compile "$source/$part.c" "${grammar//\//-}-$part" -w "-I$source"
  done
done

# The stack lies below the data, so that overflowing it faults instead of overwriting.
clang-14 --target=wasm32-wasi -mexec-model=reactor -O2 -o tree-sitter.wasm objects/*.o \
  -Wl,--strip-all,--gc-sections,--stack-first,-z,stack-size=1048576
node -e '
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(require("fs").readFileSync("tree-sitter.wasm")));
  if (imports.length) { console.error("the module must import nothing, but wants", imports); process.exit(1); }'

hash=$(sha256sum < tree-sitter.wasm | cut -d' ' -f1)
if [ "${1:-}" = --verify ]; then
  committed=$(cut -d' ' -f1 "$here/tree-sitter.wasm.sha256")
  unpacked=$(gzip -dc "$here/tree-sitter.wasm.gz" | sha256sum | cut -d' ' -f1)
  [ "$unpacked" = "$committed" ] || { echo "tree-sitter.wasm.gz holds $unpacked, its hash file says $committed" >&2; exit 1; }
  [ "$hash" = "$committed" ] || { echo "rebuilt $hash, committed $committed" >&2; exit 1; }
  echo "verified: $hash"
  exit
fi

gzip -9nc tree-sitter.wasm > "$here/tree-sitter.wasm.gz"
echo "$hash  tree-sitter.wasm" > "$here/tree-sitter.wasm.sha256"
mkdir -p "$here/licenses"
for package in tree-sitter tree-sitter-*/; do
  [ ! -f "${package%/}/LICENSE" ] || cp "${package%/}/LICENSE" "$here/licenses/${package%/}.txt"
done
cp "$runtime/src/unicode/LICENSE" "$here/licenses/icu-unicode.txt"
cp /usr/share/doc/wasi-libc/copyright "$here/licenses/wasi-libc.txt"
cp /usr/share/doc/libclang-rt-14-dev-wasm32/copyright "$here/licenses/compiler-rt.txt"
echo "built $hash, $(stat -c %s tree-sitter.wasm) bytes, $(stat -c %s "$here/tree-sitter.wasm.gz") compressed"
