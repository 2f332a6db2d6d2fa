-- KEYS  1 probes under way by the end of their place
-- ARGV  1 clock offset ms   2 call   3 ms it keeps its place from now on
-- returns 1 it does, 0 it has none
local call = redis.call
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
local ends = call('ZSCORE', KEYS[1], ARGV[2])
if not ends or tonumber(ends) <= now then return 0 end
call('ZADD', KEYS[1], now + ARGV[3], ARGV[2])
local last = call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
call('PEXPIRE', KEYS[1], math.max(1, last[2] - now))
return 1
