# What the examples share: for whom they work, names of their own for each run, and a heading before each step.
set -euo pipefail
examples=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
client=${1:-acme}  # whose CRM
contact=${2:-1}    # a contact of theirs
run=$(date +%s)-$$ # ids begin with it, so that an example can be run again
say() { printf '\n== %s\n' "$*"; }
