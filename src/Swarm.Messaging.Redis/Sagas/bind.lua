-- Binds an idempotency key to a saga id. The value is "ms bound|ms until|id", by the store's clock.
-- KEYS  1 the binding   2 zset of the shard's bindings for life by when to look whether their saga is still there
-- ARGV  1 clock offset ms   2 id   3 retention ms, or '' for as long as the saga is kept   4 the value that gives way, or ''
--       5 name of the binding in the zset   6 look after so many ms
-- returns {id that is bound, its age in ms, its value}
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
local value = redis.call('GET', KEYS[1])
if value and value ~= ARGV[4] then
  local bound, till, id = value:match('^(%d+)|(%d+)|(.*)$')
  if id ~= ARGV[2] and tonumber(till) > now then return { id, now - bound, value } end
end
local life = ARGV[3] == ''
local mine = now .. '|' .. (life and '9999999999999' or now + ARGV[3]) .. '|' .. ARGV[2]
if life then
  redis.call('SET', KEYS[1], mine)
  redis.call('ZADD', KEYS[2], now + ARGV[6], ARGV[5])
else
  redis.call('SET', KEYS[1], mine, 'PX', ARGV[3])
end
return { ARGV[2], 0, mine }
