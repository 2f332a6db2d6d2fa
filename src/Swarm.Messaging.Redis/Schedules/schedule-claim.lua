-- KEYS  1 due: id by when to look at it   2 next times   3 documents   4 histories
-- ARGV  1 clock offset ms   2 claimed for ms   3 at most so many
-- returns now, then id, next time, document, history, id, ...
local call = redis.call
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
local found = { string.format('%.0f', now) }
for _, id in ipairs(call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[3])) do
  local next, document = call('HGET', KEYS[2], id), call('HGET', KEYS[3], id)
  if next and document then
    call('ZADD', KEYS[1], now + ARGV[2], id)
    for _, value in ipairs({ id, next, document, call('HGET', KEYS[4], id) or '' }) do
      found[#found + 1] = value
    end
  else
    call('ZREM', KEYS[1], id)
  end
end
return found
