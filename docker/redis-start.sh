#!/bin/sh
# A kill in the middle of a write can leave half a transaction at the end of the append-only file. redis-server would cut off the torn
# command only and let the next transaction complete the dead one (docs/decisions/0006); redis-check-aof cuts off all of it.
set -eu
for manifest in /data/appendonlydir/*.manifest; do
  [ -e "$manifest" ] || continue
  yes | redis-check-aof --fix "$manifest"
done
exec docker-entrypoint.sh redis-server "$@"
