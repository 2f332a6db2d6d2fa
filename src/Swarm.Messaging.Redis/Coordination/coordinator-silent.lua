-- KEYS  1 a sorted set by last word
-- ARGV  1 clock offset ms   2 silence ms   3 at most so many   4 1: forget those found, 0: note that they were looked at
-- returns member, score, ... of those silent for so long
local call = redis.call
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
local found = call('ZRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2], 'WITHSCORES', 'LIMIT', 0, ARGV[3])
for n = 1, #found, 2 do
  if ARGV[4] == '1' then call('ZREM', KEYS[1], found[n]) else call('ZADD', KEYS[1], now, found[n]) end
end
return found
