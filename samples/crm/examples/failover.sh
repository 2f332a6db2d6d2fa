#!/usr/bin/env bash
# An agent dies with the session of a client; the client's work goes on at another.
# failover.sh [CLIENT [CONTACT [CRM-URL [CREDENTIALS]]]]
. "$(dirname "$0")/common.sh"
url=${3:-http://127.0.0.1:8081} credentials=${4:-crm-data/credentials.json}
folder=$(mktemp -d)
trap 'kill -9 "$agent" 2>/dev/null || true; rm -rf "$folder"' EXIT

say "A second agent, crm-$run, with the session of $client"
./swarm crm-agent --rest --id "crm-$run" --folder "$folder" --operations "$examples/../operations" --base-url "$url" --credentials "$credentials" >"$folder/log" &
agent=$!
until grep -q '^CRM agent ' "$folder/log"; do kill -0 "$agent"; sleep 0.2; done
./swarm sessions register "s-$run" --agent "crm-$run" --client "$client"

say 'It dies. Nobody knows yet: the next task is placed on it, and its lease runs out after 15 s'
kill -9 "$agent"
./swarm crm submit conversation_send --client "$client" --id "send-$run" --input "{\"contactId\": \"$contact\", \"body\": \"Still here\"}" --wait
