-- KEYS  1 active alerts   2 unsent events by when to send them again   3 their bodies
-- ARGV  1 condition   2 the alert as JSON   3 most that may be active   4 clock offset ms   5 id of the event   6 unsent age ms
-- returns 1 raised, 0 it was active (or there are too many)
local call = redis.call
if call('HLEN', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
if call('HSETNX', KEYS[1], ARGV[1], ARGV[2]) == 0 then return 0 end
local time = call('TIME')
-- To the microsecond: what is raised and cleared within one millisecond leaves in this order.
call('ZADD', KEYS[2], time[1] * 1000 + time[2] / 1000 + ARGV[4] + ARGV[6], ARGV[5])
call('HSET', KEYS[3], ARGV[5], ARGV[2])
return 1
