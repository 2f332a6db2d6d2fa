-- KEYS  1 index: names by the end of their time   2 sum of the sizes
-- returns {results whose time is not over, bytes, those that nobody has removed yet included}
local call = redis.call
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
return {call('ZCOUNT', KEYS[1], '(' .. string.format('%.0f', now), '+inf'), tonumber(call('GET', KEYS[2]) or '0')}
