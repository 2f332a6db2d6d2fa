-- KEYS  1 running tasks by start   2 tasks called stuck   3 tasks
-- ARGV  1 clock offset ms   2 limit ms   3 at most so many
-- returns id, ms it runs, 1 if not named before, version, ...
local call = redis.call
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
local found = {}
local overdue = call('ZRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2] - 1, 'WITHSCORES', 'LIMIT', 0, ARGV[3])
for n = 1, #overdue, 2 do
  local id = overdue[n]
  found[#found + 1] = id
  found[#found + 1] = now - overdue[n + 1]
  found[#found + 1] = call('HSETNX', KEYS[2], id, now)
  found[#found + 1] = tonumber((call('HGET', KEYS[3], id) or '0'):match('^%d+'))
end
return found
