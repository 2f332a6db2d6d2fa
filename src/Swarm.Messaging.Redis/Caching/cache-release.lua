-- KEYS  1 claim
-- ARGV  1 owner
-- returns 1 it was the owner's and is gone, 0 it is not
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
