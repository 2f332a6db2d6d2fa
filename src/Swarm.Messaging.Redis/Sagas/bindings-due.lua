-- Bindings for life whose sagas are to be looked for; they come again later, so that whoever asked may die meanwhile.
-- KEYS  1 zset of the shard's bindings   2 shard prefix
-- ARGV  1 clock offset ms   2 limit (may be 0)   3 again after so many ms
-- returns {how many were due, name, value, name, value ...}
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[2])
local found = { #due }
for _, name in ipairs(due) do
  local value = redis.call('GET', KEYS[2] .. name)
  if value then
    redis.call('ZADD', KEYS[1], now + ARGV[3], name)
    found[#found + 1] = name
    found[#found + 1] = value
  else
    redis.call('ZREM', KEYS[1], name)
  end
end
return found
