-- KEYS  1 active alerts   2 ended alerts   3 unsent events by when to send them again   4 their bodies
-- ARGV  1 clock offset ms   2 condition   3 value now   4 how many ended ones to keep   5 unsent age ms
-- returns {} when it was not active, or {the alert as JSON, ms, 1 when its beginning has left}
local call = redis.call
local alert = call('HGET', KEYS[1], ARGV[2])
if not alert then return {} end
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
local ended = now .. '|' .. ARGV[3] .. '|' .. alert
call('HDEL', KEYS[1], ARGV[2])
call('LPUSH', KEYS[2], ended)
call('LTRIM', KEYS[2], 0, ARGV[4] - 1)
local alertId = cjson.decode(alert).alertId
local id = 'cleared:' .. alertId
call('ZADD', KEYS[3], time[1] * 1000 + time[2] / 1000 + ARGV[1] + ARGV[5], id)
call('HSET', KEYS[4], id, ended)
return { alert, now, call('ZSCORE', KEYS[3], 'raised:' .. alertId) and 0 or 1 }
