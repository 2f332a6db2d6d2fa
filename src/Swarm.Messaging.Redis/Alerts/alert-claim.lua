-- KEYS  1 unsent events by when to send them again   2 their bodies
-- ARGV  1 clock offset ms   2 claimed for ms   3 at most so many
-- returns id, body, id, body, ... in the order in which they happened
local call = redis.call
local time = call('TIME')
local now = time[1] * 1000 + time[2] / 1000 + ARGV[1]
local found = {}
for n, id in ipairs(call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[3])) do
  -- A fraction keeps the order among those claimed together.
  call('ZADD', KEYS[1], now + ARGV[2] + n / 1000, id)
  found[#found + 1] = id
  found[#found + 1] = call('HGET', KEYS[2], id) or ''
end
return found
