-- A process outside ends to host: what it has goes to hosts of the system, its own swarms as to stand-ins,
-- those that the system had before as theirs.
-- args     1 host   2 session, or ''   then swarms that it gives up; none: all, and the host goes
-- Returns  { 'ok', ids of what it had, ... }, { 'superseded' }, { 'system' } or { 'in_use', for how long, ms }: as of swarm-client-sync.lua
local host = args[1]
local key = root .. 'host:' .. host
local is = call('HMGET', key, 'kind', 'session', 'capacity')
if is[1] ~= 'client' then return { call('EXISTS', key) == 1 and 'system' or 'ok' } end
local held = swarms.heldFor(host, args[2])
if held then return { 'in_use', held } end
if args[2] ~= '' and is[2] ~= args[2] then return { 'superseded' } end
local hosted, ids = root .. 'hosted:' .. host, {}
for i = 3, #args do
  if call('SISMEMBER', hosted, args[i]) == 1 then ids[#ids + 1] = args[i] end
end
-- What it gives up must not come back to it.
call('HSET', key, 'capacity', 0)
if #args == 2 then
  ids = call('SMEMBERS', hosted)
  call('ZREM', root .. 'hosts', host)
  swarms.retire(host, is[2])
  call('DEL', key, root .. 'read:' .. host, root .. 'unread:' .. host)
end
for _, id in ipairs(ids) do
  if field(id, 'lent') then call('HDEL', swarmKey(id), 'client', 'lent') end
  if COUNTED[swarms.status(id)] then swarms.house(id) else evict(id) end
end
if #args > 2 then call('HSET', key, 'capacity', is[3]) end
return { 'ok', unpack(ids) }
