-- Forgets what a coordinator waits for.
-- args     1 id   2 coordinator
-- Returns  1 if there was something, 0 if not, -1 when there is no such swarm
local id = args[1]
if not swarms.status(id) then return -1 end
call('ZREM', root .. 'blockedAt:' .. id, args[2])
if call('HDEL', root .. 'blocking:' .. id, args[2]) == 0 then return 0 end
call('HINCRBY', swarmKey(id), 'blocked', 1)
swarms.tell(id, 'blocking_state_cleared', nil, nil, { id = args[2] })
return 1
