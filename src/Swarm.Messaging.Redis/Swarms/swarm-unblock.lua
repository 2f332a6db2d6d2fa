-- Forgets what a coordinator waits for.
-- args     1 id   2 coordinator   3 command, or ''
-- Returns  1 if there was something, 0 if not, and of a command that was applied before what was so then; -1 when there is no such swarm, -2 when its message has asked for something else
local id = args[1]
local done = applied(id, args[3])
if done then return done == OTHER and -2 or tonumber(done) end
if not swarms.status(id) then return -1 end
call('ZREM', root .. 'blockedAt:' .. id, args[2])
local had = call('HDEL', root .. 'blocking:' .. id, args[2])
apply(id, args[3], had)
if had == 0 then return 0 end
call('HINCRBY', swarmKey(id), 'blocked', 1)
swarms.tell(id, 'blocking_state_cleared', nil, nil, { id = args[2] })
return 1
