#!/usr/bin/env bash
# A failure is tried again after 1, 2 and 4 seconds, with the same idempotency key.
. "$(dirname "$0")/common.sh"

say 'The CRM refuses the first two requests (--Faults:FailFirst 2)'
./swarm crm submit data_export --client "$client" --id "retry-$run" --input '{"what": "contacts"}' --wait
