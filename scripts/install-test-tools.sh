#!/usr/bin/env bash
# Installs what the tests start (Redis, RabbitMQ, PostgreSQL, Node.js, Python, Chromium) where it is missing, and nothing else. Never starts, stops or reconfigures
# a service: the tests run instances of their own, on loopback and free ports.
set -euo pipefail

has() { command -v "$1" >/dev/null 2>&1; }
packages=()
services=()
has redis-server || has valkey-server || { packages+=(redis-server); services+=(redis-server); }
# The scripts of the broker itself and not the wrapper on PATH: see src/Swarm.Messaging.Cli/Services/RabbitMqInstallation.cs.
[ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || [ -x "${RABBITMQ_HOME:-/nowhere}/sbin/rabbitmq-server" ] || { packages+=(rabbitmq-server); services+=(rabbitmq-server); }
compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || { packages+=(postgresql); services+=(postgresql); }
has node || packages+=(nodejs)
has npm || packages+=(npm)
[ -x /usr/bin/python3 ] || packages+=(python3)
[ -x /usr/bin/chromium ] || packages+=(chromium)
[ ${#packages[@]} -gt 0 ] || exit 0

if ! has apt-get; then
  echo "test: this system has no apt-get; install these by hand and start again: ${packages[*]}" >&2
  exit 1
fi
root=()
if [ "$(id -u)" != 0 ]; then
  has sudo || { echo "test: run as root or with sudo, or install by hand: apt-get install ${packages[*]}" >&2; exit 1; }
  root=(sudo)
fi

# A package starts its service when it is installed, unless this file says no. An administrator's own file is left alone.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' | "${root[@]}" tee "$policy" >/dev/null
  "${root[@]}" chmod 755 "$policy"
  trap '"${root[@]}" rm -f "$policy"' EXIT
  trap 'exit 1' HUP INT TERM
fi

echo "test: installing ${packages[*]}" >&2
log=$(mktemp)
if ! { "${root[@]}" apt-get -qq update &&
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "${packages[@]}"; } >"$log" 2>&1 </dev/null; then
  cat "$log" >&2
  rm -f "$log"
  echo "test: apt-get could not install ${packages[*]}; what it said is above" >&2
  exit 1
fi
rm -f "$log"

# Nor at the next start of the machine: what was not there before is not wanted as a service.
if [ -d /run/systemd/system ]; then
  for service in "${services[@]}"; do "${root[@]}" systemctl disable --quiet "$service" || true; done
fi
