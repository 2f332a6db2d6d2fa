#!/bin/sh
# Fetches a redis-server for the embedded mode without root: the distribution's own packages, unpacked into a cache folder.
# Does nothing when redis-server or valkey-server is on PATH or in the cache already. Prints nothing but progress, on stderr.
#   SWARM_CACHE   the cache folder (default: $XDG_CACHE_HOME/swarm-messaging, else ~/.cache/swarm-messaging)
set -eu

cache=${SWARM_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/swarm-messaging}
target=$cache/redis
required='redis-server redis-tools'
# What redis-server links to; a name that a release does not have is skipped, the check at the end decides.
libraries='libjemalloc2 liblua5.1-0 liblzf1 lua-cjson lua-bitop libatomic1'

say() { printf 'fetch-redis: %s\n' "$*" >&2; }

help_and_stop() {
  say "$1"
  cat >&2 <<'TXT'
The embedded mode keeps all state in a redis-server of its own. Install one:
  Debian, Ubuntu   apt-get install redis-server      Fedora   dnf install valkey
  Alpine           apk add redis                     macOS    brew install redis
or run one with Docker and start with --redis 127.0.0.1:6379:
  docker run -d -p 127.0.0.1:6379:6379 redis:7.2 --appendonly yes --maxmemory-policy noeviction
TXT
  exit 1
}

# The same layout that the product looks for, so that what is checked here is what runs later.
try() {
  libraries_path=
  for folder in "$1"/usr/lib/*-linux-gnu*; do libraries_path=${libraries_path:+$libraries_path:}$folder; done
  LD_LIBRARY_PATH=$libraries_path "$1/usr/bin/redis-server" --version 2>&1
}
works() { try "$1" >/dev/null; }

if command -v redis-server >/dev/null 2>&1 || command -v valkey-server >/dev/null 2>&1; then exit 0; fi
if works "$target"; then exit 0; fi
if ! command -v apt-get >/dev/null 2>&1 || ! command -v dpkg >/dev/null 2>&1; then
  help_and_stop 'this system has no apt-get, so redis-server cannot be fetched here without root.'
fi

mkdir -p "$cache"
work=$(mktemp -d "$cache/fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$work/packages" "$work/redis" "$work/lists" "$work/archives"

# apt-get drops to a user of its own when it runs as root, who cannot write here. Fresh containers come without package lists, and
# only root may write the system's: a private copy serves as well.
private=
apt() {
  apt-get -qq -o APT::Sandbox::User="" \
    ${private:+-o "Dir::State::lists=$work/lists"} ${private:+-o "Dir::Cache=$work/archives"} "$@"
}
download() { (cd "$work/packages" && apt download "$1" >"$work/log" 2>&1); }

say "fetching redis-server into $target"
if ! download redis-server; then
  private=yes
  say 'the package lists are missing or old; reading fresh ones (a few seconds)'
  apt update >"$work/log" 2>&1 || {
    cat "$work/log" >&2
    help_and_stop 'the package lists could not be read. Check the network, or run "apt-get update" as root and try again.'
  }
fi
for package in $required; do
  download "$package" || { cat "$work/log" >&2; help_and_stop "the package $package could not be downloaded."; }
done
for package in $libraries; do download "$package" || true; done
for file in "$work"/packages/*.deb; do dpkg -x "$file" "$work/redis"; done

works "$work/redis" || help_and_stop "the fetched redis-server does not run here: $(try "$work/redis")"
# Two at once: the second finds the first's and throws its own away. A broken one is replaced.
works "$target" || { rm -rf "$target"; mv "$work/redis" "$target"; }
say 'done'
