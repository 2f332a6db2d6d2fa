-- Deletes ended sagas of a shard with all they own: the named one, or those whose retention is over.
-- KEYS  1 shard prefix
-- ARGV  1 clock offset ms   2 limit (may be 0)   3 type|id of the one to delete, or '' for those that are due
-- returns how many were deleted
local call = redis.call
local shard = KEYS[1]
local retention = shard .. 'retention'
local due
if ARGV[3] ~= '' then
  due = { ARGV[3] }
else
  local time = call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
  due = call('ZRANGEBYSCORE', retention, '-inf', now, 'LIMIT', 0, ARGV[2])
end

local function delete(member)
  local typ, id = member:match('^([^|]*)|(.*)$')
  local saga = shard .. 'saga:' .. typ .. ':' .. id
  -- A damaged key is left for who looks into it, and keeps no other back.
  local doc = redis.pcall('HMGET', saga, 'r', 'st', 'cl')
  if doc.err or not doc[1] then return 0 end
  local keys = { saga, saga .. ':inbox', saga .. ':timeline', saga .. ':payload', saga .. ':result', saga .. ':notes' }
  local timers = {}
  for _, field in ipairs(call('HKEYS', saga)) do
    local kind = field:sub(1, 2)
    if kind == 'c:' then keys[#keys + 1] = saga .. ':' .. field end
    if kind == 't:' then timers[#timers + 1] = member .. '|' .. field:sub(3) end
  end
  if #timers > 0 then call('ZREM', shard .. 'timers', unpack(timers)) end
  local index = shard .. 'idx:' .. typ .. ':'
  if doc[3] then call('ZREM', index .. 'of:' .. doc[3], id) end
  if doc[2] then call('ZREM', index .. 'state:' .. doc[2], id) end
  call('UNLINK', unpack(keys))
  return 1
end

local deleted = 0
for _, member in ipairs(due) do
  local one = delete(member)
  if one == 1 or ARGV[3] == '' then call('ZREM', retention, member) end
  deleted = deleted + one
end
return deleted
