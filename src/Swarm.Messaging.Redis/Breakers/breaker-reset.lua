-- KEYS  1 breaker   2 probes under way   3 index
-- ARGV  1 name
-- returns 1 it was there, 0 there was none
redis.call('DEL', KEYS[1], KEYS[2])
return redis.call('ZREM', KEYS[3], ARGV[1])
