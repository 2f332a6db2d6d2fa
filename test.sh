#!/usr/bin/env bash
# The gate: format, build with warnings as errors, every test, coverage. CI runs exactly this (.ci/run).
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
exec </dev/null # nothing here asks; a tool that would must not hang

usage() {
  cat <<'TXT'
Usage: ./test.sh [--filter EXPR] [--no-coverage] [--full] [--help]
  --filter EXPR   only the tests that EXPR selects, as in: dotnet test --filter; no coverage is demanded then
  --no-coverage   faster: do not measure coverage
  --full          the long runs with their full counts (docs/testing.md); needs a quarter of an hour more
Environment:
  COVERAGE_MIN    least line coverage of src in percent (default 85)
Installs Redis, RabbitMQ, PostgreSQL, Node.js and Chromium by apt-get when they are missing. The last line is "N passed, N failed, N skipped"; a step that
keeps the tests from running counts as one failure.
TXT
}

filter=
coverage=yes
while [ $# -gt 0 ]; do
  case $1 in
    --filter) [ $# -gt 1 ] || { usage >&2; exit 2; }; filter=$2; shift 2 ;;
    --no-coverage) coverage=; shift ;;
    --full) export FULL_COUNTS=1; shift ;;
    --help | -h) usage; exit 0 ;;
    *) printf 'test: unknown option %s\n' "$1" >&2; usage >&2; exit 2 ;;
  esac
done
[ -z "$filter" ] || coverage=

work=$(mktemp -d "${TMPDIR:-/tmp}/swarm-test.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM
mkdir "$work/tmp" "$work/results" "$work/report"
# PostgreSQL runs as a user of its own when we are root: it must get to its folder, and need not see what else is there.
chmod 711 "$work" "$work/tmp"
export TMPDIR=$work/tmp HOME=${HOME:-$work}
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# No build servers that stay behind.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false DOTNET_CLI_USE_MSBUILD_SERVER=0

step() {
  local name=$1
  shift
  echo "== $name"
  if ! "$@" >"$work/step.log" 2>&1; then
    cat "$work/step.log"
    printf '\ntest: the step "%s" failed; its output is above\n0 passed, 1 failed, 0 skipped\n' "$name"
    exit 1
  fi
}

command -v dotnet >/dev/null || { printf 'test: there is no dotnet on PATH; install the .NET SDK 10\n0 passed, 1 failed, 0 skipped\n'; exit 1; }
step 'tools' scripts/install-test-tools.sh
step 'restore' dotnet restore Swarm.Messaging.sln
[ -z "$coverage" ] || step 'restore tools' dotnet tool restore
# Only white space: everything else that dotnet format checks is a warning of the build, thus an error.
step 'format' dotnet format whitespace . --folder --verify-no-changes --exclude '**/bin/**' '**/obj/**'
step 'build' dotnet build Swarm.Messaging.sln -c Release --no-restore -warnaserror

# A test that hangs is ended and named, long before whatever runs this gives up on all of it.
longest=15m
[ -z "${FULL_COUNTS:-}" ] || longest=60m
arguments=(-c Release --no-build --blame-hang-timeout "$longest" --blame-hang-dump-type none --logger 'console;verbosity=minimal' --results-directory "$work/results")
[ -z "$filter" ] || arguments+=(--filter "$filter")
[ -z "$coverage" ] || arguments+=(--collect 'XPlat Code Coverage' --settings tests/coverage.runsettings)
broken=()
crashed=0
for project in tests/*/*.Tests.csproj; do
  name=$(basename "$project" .csproj)
  echo "== $name"
  # Started in the background a shell lets its children ignore Ctrl-C, which some tests press.
  env --default-signal=INT,QUIT dotnet test "$project" "${arguments[@]}" --logger "trx;LogFileName=$name.trx" && continue
  broken+=("$name")
  # A host that crashed leaves no failed test: it must show in the sum all the same.
  read -r _ failed _ <<<"$(scripts/trx-sum.sh $(ls "$work/results/$name.trx" 2>/dev/null))"
  [ "$failed" -gt 0 ] || crashed=$((crashed + 1))
done

low=
if [ -n "$coverage" ]; then
  echo '== coverage'
  dotnet reportgenerator "-reports:$work/results/*/coverage.cobertura.xml" "-targetdir:$work/report" -reporttypes:TextSummary >"$work/step.log" 2>&1 \
    || cat "$work/step.log"
  touch "$work/report/Summary.txt"
  sed -n '/^  Line coverage/p;/^[^ ].*%$/p' "$work/report/Summary.txt"
  percent=$(sed -n 's/^  Line coverage: *\([0-9.]*\)%.*/\1/p' "$work/report/Summary.txt")
  low=$(awk -v have="${percent:-0}" -v want="${COVERAGE_MIN:-85}" 'BEGIN { if (have + 0 < want + 0) print "yes" }')
  [ -z "$low" ] || echo "test: FAILED: line coverage of src is ${percent:-unknown} %, below ${COVERAGE_MIN:-85} %"
fi

[ ${#broken[@]} -eq 0 ] || printf 'test: FAILED: %s\n' "${broken[@]}"
shopt -s nullglob
read -r passed failed skipped <<<"$(scripts/trx-sum.sh "$work"/results/*.trx)"
echo "$passed passed, $((failed + crashed)) failed, $skipped skipped"
[ ${#broken[@]} -eq 0 ] && [ -z "$low" ]
