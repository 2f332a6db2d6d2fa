-- Binds an idempotency key to a saga id. The value is "ms bound|ms until|id", by the store's clock.
-- KEYS  1 the binding
-- ARGV  1 clock offset ms   2 id   3 retention ms   4 the value that gives way, or ''
-- returns {id that is bound, its age in ms, its value}
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
local value = redis.call('GET', KEYS[1])
if value and value ~= ARGV[4] then
  local bound, till, id = value:match('^(%d+)|(%d+)|(.*)$')
  if id ~= ARGV[2] and tonumber(till) > now then return { id, now - bound, value } end
end
local mine = now .. '|' .. (now + ARGV[3]) .. '|' .. ARGV[2]
redis.call('SET', KEYS[1], mine, 'PX', ARGV[3])
return { ARGV[2], 0, mine }
