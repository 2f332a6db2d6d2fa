-- Makes a swarm known; or, for a host outside, makes it its own.
-- args     1 id   2 document   3 hash of it   4 number of agents   5 host outside whose own it is, or ''   6 1: whatever was registered   7 most swarms of such a host   8 command, or ''
-- Returns  { 'ok', fields }, { 'known', fields }, { 'claimed', fields }, { 'ended', fields }, { 'applied', fields, or of one that has left those as archived }, { 'other' } (its message has asked for something else), { 'swarm_limit' }, { 'no_host' } or { 'host_full' }
local id, host = args[1], args[5]
local status = swarms.status(id)
local given = status and field(id, 'given')
local before = applied(id, args[8])
if before == OTHER then return { OTHER } end
if before then return { 'applied', call('HGETALL', status and swarmKey(id) or root .. 'archive:' .. id) } end
local same = given == args[3] or args[6] == '1'
if status and (host == '' or not same) then
  if same then apply(id, args[8], 'registered') end
  return { 'known', call('HGETALL', swarmKey(id)) }
end
if host ~= '' then
  if not isClient(host) then return { 'no_host' } end
  if call('SISMEMBER', root .. 'hosted:' .. host, id) == 0 and call('SCARD', root .. 'hosted:' .. host) >= tonumber(args[7]) then return { 'host_full' } end
end
if status then
  if ENDED[status] then return { 'ended', call('HGETALL', swarmKey(id)) } end
  local is = call('HMGET', swarmKey(id), 'host', 'client')
  apply(id, args[8], 'registered')
  if is[1] == host and is[2] == host then return { 'known', call('HGETALL', swarmKey(id)) } end
  -- Not registered as a client's: it is the system's again when the client leaves.
  if not is[2] then call('HSET', swarmKey(id), 'lent', 1) end
  call('HSET', swarmKey(id), 'client', host)
  -- Whatever was before, now it asks for it.
  call('HDEL', avoidedKey(id), host)
  swarms.house(id, host)
  return { 'claimed', call('HGETALL', swarmKey(id)) }
end
if not swarms.hasRoom() then return { 'swarm_limit' } end
-- What is published of it must be newer than what was of one of its name before.
local version = call('HGET', root .. 'archive:' .. id, 'version') or 0
-- And a host that had that one must not take this one for it, nor speak for it: the terms go on.
local term = call('HGET', root .. 'archive:' .. id, 'term') or 0
call('HSET', swarmKey(id), 'doc', args[2], 'given', args[3], 'status', 'initializing', 'createdAt', now, 'lastActivity', now, 'lastHeartbeat', now,
  'version', version + 1, 'host', '', 'term', term, 'beat', 0, 'interruptedAt', '', 'reason', '', 'returned', 0, 'agents', args[4],
  'order', call('HINCRBY', root .. 'totals', 'order', 1), 'm:agentsSpawned', args[4])
if host ~= '' then call('HSET', swarmKey(id), 'client', host) end
call('ZADD', root .. 'all', now, id)
call('ZADD', root .. 'beats', now, id)
call('ZADD', root .. 'touched', now, id)
call('SADD', statusKey('initializing'), id)
call('HINCRBY', root .. 'totals', 'registered', 1)
call('HINCRBY', root .. 'totals', 'agents', args[4])
swarms.tell(id, 'registered')
swarms.house(id, host)
apply(id, args[8], 'registered')
return { 'ok', call('HGETALL', swarmKey(id)) }
