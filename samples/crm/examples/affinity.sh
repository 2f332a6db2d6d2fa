#!/usr/bin/env bash
# What is done for a client stays in the session that is logged in for it.
. "$(dirname "$0")/common.sh"

say "A session of the agent, for $client alone"
./swarm sessions register "s-$run" --agent crm-1 --client "$client"

say 'Two tasks of different operations'
./swarm crm submit --file - --wait <<JSON
[{"id": "create-$run", "operation": "contact_create", "clientId": "$client", "input": {"name": "Ada"}},
 {"id": "update-$run", "operation": "contact_update", "clientId": "$client", "input": {"contactId": "$contact", "phone": "+49 1"}}]
JSON

say 'Both ran there'
./swarm task "create-$run" | grep -i session
./swarm task "update-$run" | grep -i session
./swarm sessions
