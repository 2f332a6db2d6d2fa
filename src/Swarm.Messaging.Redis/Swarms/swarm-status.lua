-- args     1 id   2 status   3 reason   4 the interruption that it is about began until then, ms ('' any)
-- Returns  { 'ok', fields, the status before }, { 'missing' }, { 'invalid_transition', status } or { 'swarm_limit' }
local before = swarms.status(args[1])
local answer = before and swarms.isLater(args[1], args[4]) and 'invalid_transition' or swarms.change(args[1], args[2], args[3])
return { answer, answer == 'ok' and call('HGETALL', swarmKey(args[1])) or before or '', before or '' }
