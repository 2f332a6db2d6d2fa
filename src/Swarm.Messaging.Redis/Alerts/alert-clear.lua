-- KEYS  1 active alerts   2 ended alerts
-- ARGV  1 clock offset ms   2 condition   3 value now   4 how many ended ones to keep
-- returns {} when it was not active, or {the alert as JSON, ms}
local call = redis.call
local alert = call('HGET', KEYS[1], ARGV[2])
if not alert then return {} end
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
call('HDEL', KEYS[1], ARGV[2])
call('LPUSH', KEYS[2], now .. '|' .. ARGV[3] .. '|' .. alert)
call('LTRIM', KEYS[2], 0, ARGV[4] - 1)
return { alert, now }
