#!/usr/bin/env bash
# Tasks of one client and operation that come within two seconds go together.
. "$(dirname "$0")/common.sh"

say 'Five notes: they are collected, and in no queue'
./swarm crm submit --file - <<JSON
[{"id": "note-$run-1", "operation": "note_create", "clientId": "$client", "input": {"contactId": "$contact", "body": "one"}},
 {"id": "note-$run-2", "operation": "note_create", "clientId": "$client", "input": {"contactId": "$contact", "body": "two"}},
 {"id": "note-$run-3", "operation": "note_create", "clientId": "$client", "input": {"contactId": "$contact", "body": "three"}},
 {"id": "note-$run-4", "operation": "note_create", "clientId": "$client", "input": {"contactId": "$contact", "body": "four"}},
 {"id": "note-$run-5", "operation": "note_create", "clientId": "$client", "input": {"contactId": "$contact", "body": "five"}}]
JSON

say 'Two seconds later they run, at one agent and in one session'
./swarm task "note-$run-1" --wait | grep -iE 'batch|session'
./swarm batches --client "$client"
