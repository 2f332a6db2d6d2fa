-- KEYS  1 unsent events by when to send them again   2 their bodies
-- ARGV  1 clock offset ms   2 claimed for ms   3 at most so many, and the ends of those that begin among them
-- returns id, body, id, body, ... in the order in which they happened
local call = redis.call
local time = call('TIME')
local now = time[1] * 1000 + time[2] / 1000 + ARGV[1]
local found = {}
local function claim(id)
  -- A fraction keeps the order among those claimed together.
  call('ZADD', KEYS[1], now + ARGV[2] + #found / 2000, id)
  found[#found + 1] = id
  found[#found + 1] = call('HGET', KEYS[2], id) or ''
end
local function waits(id) return call('ZSCORE', KEYS[1], id) end
-- Each is due at its own time, so an end could be due when its beginning is claimed: it only ever goes right after it.
for _, id in ipairs(call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[3])) do
  local begins = string.match(id, '^raised:(.*)')
  local ends = string.match(id, '^cleared:(.*)')
  if begins or not waits('raised:' .. ends) then claim(id) end
  if begins and waits('cleared:' .. begins) then claim('cleared:' .. begins) end
end
return found
