-- KEYS  as for the claim
-- ARGV  1 id   2 next time that was acted for   3 the one after it, or the same again; empty: none   4 when to look at it, ms   5 history
-- returns 1, or 0 when it was changed meanwhile
local call = redis.call
if call('HGET', KEYS[2], ARGV[1]) ~= ARGV[2] then
  return 0
end
call('HSET', KEYS[4], ARGV[1], ARGV[5])
if ARGV[3] == '' then
  call('HDEL', KEYS[2], ARGV[1])
  call('ZREM', KEYS[1], ARGV[1])
else
  call('HSET', KEYS[2], ARGV[1], ARGV[3])
  call('ZADD', KEYS[1], ARGV[4], ARGV[1])
end
return 1
