-- KEYS  1 stream
-- ARGV  1 clock offset ms   2 how many of the oldest, or ''   3 older than ms, when 2 is ''
-- returns how many went
local call = redis.call
if ARGV[2] ~= '' then
  return call('XTRIM', KEYS[1], 'MAXLEN', '=', math.max(0, call('XLEN', KEYS[1]) - ARGV[2]))
end
local time = call('TIME')
local limit = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1] - ARGV[3]
return call('XTRIM', KEYS[1], 'MINID', '=', math.max(0, limit))
