#!/usr/bin/env bash
# What waits begins by the urgency of its operation, whatever came first.
. "$(dirname "$0")/common.sh"

say "Nothing of $client begins for now, and then one at a time"
./swarm pause "client:$client" --for 5m --reason 'to let a queue grow'
./swarm limits set "client:$client" --concurrency 1

say 'The least urgent is submitted first'
./swarm crm submit --file - <<JSON
[{"id": "report-$run", "operation": "report_generate", "clientId": "$client", "input": {"report": "contacts"}},
 {"id": "read-$run", "operation": "conversation_read", "clientId": "$client", "input": {"contactId": "$contact"}},
 {"id": "pipeline-$run", "operation": "pipeline_update", "clientId": "$client", "input": {"pipeline": "sales", "stages": ["New", "Won"]}},
 {"id": "send-$run", "operation": "conversation_send", "clientId": "$client", "input": {"contactId": "$contact", "body": "Hello"}}]
JSON

say 'On they go: send (critical), pipeline (high), read (low), report (background)'
./swarm resume "client:$client"
./swarm task "report-$run" --wait | grep -iE '^state'
./swarm limits remove "client:$client"
