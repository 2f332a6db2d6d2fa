-- Marks an agent inactive if it is still silent; of many hosts one does it.
-- ARGV[2]  id   3 silence in ms
-- Returns  { 1, fields }, or nothing
local id = ARGV[2]
local seen = tonumber(call('ZSCORE', root .. 'seen', id) or now)
if seen >= now - ARGV[3] then return {} end
call('HSET', agentKey(id), 'active', 0)
call('ZREM', root .. 'seen', id)
call('ZADD', root .. 'inactive', seen, id)
return tell(id, true)
