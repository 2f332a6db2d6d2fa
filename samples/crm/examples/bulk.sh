#!/usr/bin/env bash
# Ten tasks are a full batch: it is flushed at once, and an agent that can do so does it with one call of the CRM.
. "$(dirname "$0")/common.sh"

say 'Ten new contacts, and one request for all of them'
for n in 1 2 3 4 5 6 7 8 9 10; do
  printf '{"id": "contact-%s", "operation": "contact_create", "clientId": "%s", "input": {"name": "Contact %s"}}\n' "$run-$n" "$client" "$n"
done | paste -sd, | sed 's/.*/[&]/' | ./swarm crm submit --file - --wait
