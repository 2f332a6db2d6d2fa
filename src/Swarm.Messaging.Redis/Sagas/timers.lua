-- Claims the shard's due timers: their scores move on, so another claimer finds them only when no commit removed them in time.
-- KEYS  1 timers   2 shard prefix
-- ARGV  1 clock offset ms   2 claim ms   3 limit (0: only when the next is due)
-- returns {ms until the next or -1, member, version, member, version, ...}; member = type|id|name
-- A saga whose key is damaged keeps no other's timer back: its own has version 0, and comes again after a while for as long as nobody mends it.
local call = redis.call
local DAMAGED_AGAIN = 60000
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
local reply, moved, dead = { -1 }, {}, {}
local limit = tonumber(ARGV[3])
local due = limit > 0 and call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, limit) or {}
for _, member in ipairs(due) do
  local typ, id, name = member:match('^([^|]*)|([^|]*)|(.*)$')
  local version = redis.pcall('HGET', KEYS[2] .. 'saga:' .. typ .. ':' .. id, 't:' .. name)
  if type(version) == 'table' or version and not version:match('^%d+$') then
    moved[#moved + 1] = now + DAMAGED_AGAIN
    moved[#moved + 1] = member
    reply[#reply + 1] = member
    reply[#reply + 1] = 0
  elseif version then
    moved[#moved + 1] = now + ARGV[2]
    moved[#moved + 1] = member
    reply[#reply + 1] = member
    reply[#reply + 1] = version
  else
    dead[#dead + 1] = member
  end
end
if #dead > 0 then call('ZREM', KEYS[1], unpack(dead)) end
if #moved > 0 then call('ZADD', KEYS[1], unpack(moved)) end
local head = call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
if head[1] then reply[1] = math.max(0, head[2] - now) end
return reply
