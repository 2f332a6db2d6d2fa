-- KEYS  1 active alerts
-- ARGV  1 condition   2 the alert as JSON   3 most that may be active
-- returns 1 raised, 0 it was active (or there are too many)
if redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
return redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2])
