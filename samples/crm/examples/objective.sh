#!/usr/bin/env bash
# An aim is taken apart into steps; each is done by an agent, which sees the step before.
. "$(dirname "$0")/common.sh"
folder=$(mktemp -d)
trap 'kill "$agent" 2>/dev/null || true; rm -rf "$folder"' EXIT

say 'An agent that does the steps of research, each by a command (objective.json)'
./swarm agent --config "$examples/objective.json" >"$folder/log" 2>&1 &
agent=$!

say 'The objective'
./swarm objective submit "Find out which contacts of $client answer" --strategy research --id "answers-$run" --client "$client"

say 'It is reached when all of its steps are done'
until ./swarm objective "answers-$run" | tee "$folder/state" | grep -qE '^State *(completed|failed|cancelled)'; do sleep 0.5; done
cat "$folder/state"
grep -qE '^State *completed' "$folder/state"
