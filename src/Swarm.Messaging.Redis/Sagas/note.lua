-- KEYS  1 saga hash   2 notes hash of the saga
-- ARGV  1 name   2 note
-- returns 1 written, 0 there is no such saga
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
return 1
