-- Claims the shard's outbox entries that are older than asked: their age starts anew, so one host re-sends them.
-- KEYS  1 outbox   2 outbox:due
-- ARGV  1 clock offset ms   2 older than ms   3 limit (may be 0)
-- returns {entry id, bytes, ...}
local call = redis.call
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
local due = call('ZRANGEBYSCORE', KEYS[2], '-inf', now - ARGV[2], 'LIMIT', 0, ARGV[3])
if #due == 0 then return {} end
local entries = call('HMGET', KEYS[1], unpack(due))
local reply, moved, dead = {}, {}, {}
for k, id in ipairs(due) do
  if entries[k] then
    moved[#moved + 1] = now
    moved[#moved + 1] = id
    reply[#reply + 1] = id
    reply[#reply + 1] = entries[k]
  else
    dead[#dead + 1] = id
  end
end
if #dead > 0 then call('ZREM', KEYS[2], unpack(dead)) end
if #moved > 0 then call('ZADD', KEYS[2], unpack(moved)) end
return reply
