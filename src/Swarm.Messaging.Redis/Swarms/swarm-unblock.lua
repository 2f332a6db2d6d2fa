-- args     1 id   2 coordinator
-- Returns  1 if there was one
local id = args[1]
if call('HDEL', root .. 'blocking:' .. id, args[2]) == 0 then return 0 end
call('HINCRBY', swarmKey(id), 'blocked', 1)
swarms.tell(id, 'blocking_state_cleared', nil, nil, { id = args[2] })
return 1
