#!/usr/bin/env bash
# A rate holds for a client over all agents and operations, and whoever waits is told for what.
. "$(dirname "$0")/common.sh"

say "Two starts an hour for $client"
./swarm limits set "client:$client" --rate 2/1h

say 'Three tasks: the third waits'
./swarm crm submit --file - <<JSON
[{"id": "read-$run-1", "operation": "conversation_read", "clientId": "$client", "input": {"contactId": "$contact"}},
 {"id": "read-$run-2", "operation": "conversation_read", "clientId": "$client", "input": {"contactId": "$contact"}},
 {"id": "read-$run-3", "operation": "conversation_read", "clientId": "$client", "input": {"contactId": "$contact"}}]
JSON
./swarm explain "read-$run-3"

say 'Without the limit it goes on'
./swarm limits remove "client:$client"
./swarm task "read-$run-3" --wait | grep -iE '^state'
