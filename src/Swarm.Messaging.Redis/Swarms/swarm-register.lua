-- Makes a swarm known.
-- args     1 id   2 document   3 hash of it   4 number of agents
-- Returns  { 'ok', fields }, { 'known', fields } or { 'swarm_limit' }
local id = args[1]
if swarms.status(id) then return { 'known', call('HGETALL', swarmKey(id)) } end
if not swarms.hasRoom() then return { 'swarm_limit' } end
-- What is published of it must be newer than what was of one of its name before.
local version = call('HGET', root .. 'archive:' .. id, 'version') or 0
call('HSET', swarmKey(id), 'doc', args[2], 'given', args[3], 'status', 'initializing', 'createdAt', now, 'lastActivity', now, 'lastHeartbeat', now,
  'version', version + 1, 'host', '', 'term', 0, 'beat', 0, 'interruptedAt', '', 'reason', '', 'returned', 0, 'agents', args[4],
  'order', call('HINCRBY', root .. 'totals', 'order', 1), 'm:agentsSpawned', args[4])
call('ZADD', root .. 'all', now, id)
call('ZADD', root .. 'beats', now, id)
call('ZADD', root .. 'touched', now, id)
call('SADD', statusKey('initializing'), id)
call('HINCRBY', root .. 'totals', 'registered', 1)
call('HINCRBY', root .. 'totals', 'agents', args[4])
swarms.tell(id, 'registered')
swarms.house(id)
return { 'ok', call('HGETALL', swarmKey(id)) }
