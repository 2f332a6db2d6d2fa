-- KEYS  1 result   2 claim of who makes it   3 index: names by the end of their time   4 sizes by name   5 sum of the sizes
-- ARGV  1 name   2 owner   3 result   4 ms it lasts   5 most bytes   6 most results   7 what stands before the names of results
-- returns how many had to go for it
local call = redis.call
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function forget(name)
  local size = call('HGET', KEYS[4], name)
  if size then call('DECRBY', KEYS[5], size) end
  call('HDEL', KEYS[4], name)
  call('ZREM', KEYS[3], name)
  call('UNLINK', ARGV[7] .. name)
end
if call('GET', KEYS[2]) == ARGV[2] then call('DEL', KEYS[2]) end
for _, name in ipairs(call('ZRANGEBYSCORE', KEYS[3], '-inf', now, 'LIMIT', 0, 1000)) do forget(name) end
forget(ARGV[1])
local size = #ARGV[3]
if size > tonumber(ARGV[5]) then return 0 end
local gone = 0
while tonumber(call('GET', KEYS[5]) or '0') + size > tonumber(ARGV[5]) or call('ZCARD', KEYS[3]) + 1 > tonumber(ARGV[6]) do
  local first = call('ZRANGE', KEYS[3], 0, 0)[1]
  if not first then break end
  forget(first)
  gone = gone + 1
end
call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
call('ZADD', KEYS[3], now + ARGV[4], ARGV[1])
call('HSET', KEYS[4], ARGV[1], size)
call('INCRBY', KEYS[5], size)
return gone
