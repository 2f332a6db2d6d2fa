#!/usr/bin/env bash
# The work of a client is stopped for a while; what waits keeps its place.
. "$(dirname "$0")/common.sh"

say "The CRM of $client is down"
./swarm pause "client:$client" --for 10m --reason 'their CRM is down'

say 'A message to it waits, and says why'
./swarm crm submit conversation_send --client "$client" --id "send-$run" --input "{\"contactId\": \"$contact\", \"body\": \"Hello\"}"
./swarm explain "send-$run" | head -1

say 'It is back'
./swarm resume "client:$client"
./swarm task "send-$run" --wait | grep -iE '^state'
