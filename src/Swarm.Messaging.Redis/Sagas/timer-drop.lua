-- Removes a timer unless a later version set it anew.
-- KEYS  1 saga hash   2 timers
-- ARGV  1 name   2 version that set it   3 member
-- returns 1 removed, 0 left alone
local version = redis.call('HGET', KEYS[1], 't:' .. ARGV[1])
if version and version ~= ARGV[2] then return 0 end
if version then redis.call('HDEL', KEYS[1], 't:' .. ARGV[1]) end
redis.call('ZREM', KEYS[2], ARGV[3])
return 1
