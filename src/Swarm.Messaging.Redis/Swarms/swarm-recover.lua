-- Begins a recovery: status, state and host in one step.
-- args     1 id   2 version of the state it was made from ('' none)   3 changes of blocking states   4 document   5 version
-- Returns  'begun', 'changed' (read it again), 'missing', 'no_place', 'no_host' or 'not_interrupted'
local id = args[1]
local key = root .. 'state:' .. id
local status = swarms.status(id)
if not status then return 'missing' end
if status == 'recovering' then return 'begun' end
if status ~= 'interrupted' then return 'not_interrupted' end
if (call('HGET', key, 'version') or '') ~= args[2] or (field(id, 'blocked') or '0') ~= args[3] then return 'changed' end
local host = field(id, 'host')
-- Its own client gets it when it was heard of meanwhile: one that is silent about it may have forgotten it. One at which a try failed had its turn.
if isOwn(id, host) and (field(id, 'returned') ~= '1' or isAvoided(id, host)) then host = nil end
if not swarms.canHouse(id, host) then return 'no_host' end
if swarms.change(id, 'recovering') == 'swarm_limit' then return 'no_place' end
call('HSET', key, 'doc', args[4], 'version', args[5], 'savedAt', now)
call('HSET', swarmKey(id), 'planned', args[5])
call('HINCRBY', root .. 'totals', 'statesSaved', 1)
swarms.tell(id, 'state_saved')
swarms.house(id, host)
return 'begun'
