-- Deletes a binding whose saga is gone, unless it was bound anew meanwhile.
-- KEYS  1 the binding   2 zset of the shard's bindings
-- ARGV  1 its value   2 its name
-- returns 1 when it is gone
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('ZREM', KEYS[2], ARGV[2])
return redis.call('DEL', KEYS[1])
