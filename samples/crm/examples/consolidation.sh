#!/usr/bin/env bash
# A batch has one result: what succeeded is merged, what failed for good is named.
. "$(dirname "$0")/common.sh"

say 'Three tags, one of them for a contact that does not exist'
./swarm crm submit --file - --wait <<JSON || echo '(one of them fails for good, as it should)'
[{"id": "tag-$run-1", "operation": "tag_add", "clientId": "$client", "input": {"contactId": "$contact", "tag": "vip"}},
 {"id": "tag-$run-2", "operation": "tag_add", "clientId": "$client", "input": {"contactId": "999999", "tag": "vip"}},
 {"id": "tag-$run-3", "operation": "tag_add", "clientId": "$client", "input": {"contactId": "$contact", "tag": "customer"}}]
JSON

say 'The batch: completed, as at least one succeeded'
batch=$(./swarm task "tag-$run-1" --json | grep -oE 'batch_[A-Za-z0-9_.-]+' | head -1)
./swarm batches show "$batch"
