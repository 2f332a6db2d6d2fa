-- KEYS  1 due: id by when to look at it   2 next times   3 documents   4 histories   5 revisions
-- ARGV  1 id   2 revision that was read; empty: there was none   3 the new one   4 document   5 next time; empty: none   6 its ms
-- returns 1, or 0 when it is another by now
local call = redis.call
if (call('HGET', KEYS[5], ARGV[1]) or '') ~= ARGV[2] then
  return 0
end
call('HSET', KEYS[5], ARGV[1], ARGV[3])
call('HSET', KEYS[3], ARGV[1], ARGV[4])
if ARGV[5] == '' then
  call('HDEL', KEYS[2], ARGV[1])
  call('ZREM', KEYS[1], ARGV[1])
else
  call('HSET', KEYS[2], ARGV[1], ARGV[5])
  call('ZADD', KEYS[1], ARGV[6], ARGV[1])
end
return 1
