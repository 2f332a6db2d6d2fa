-- KEYS  1 hash of the nonce
-- ARGV  1 clock offset ms   2 host   3 keep ms   4 together ms
-- returns 1 first of all, 2 first on this host and together with the others, 0 replayed
local call = redis.call
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
local host = 'h:' .. ARGV[2]
local first = call('HGET', KEYS[1], 'at')
if not first then
  call('HSET', KEYS[1], 'at', now, host, 1)
  call('PEXPIRE', KEYS[1], ARGV[3])
  return 1
end
if call('HEXISTS', KEYS[1], host) == 1 or now - first > tonumber(ARGV[4]) then return 0 end
call('HSET', KEYS[1], host, 1)
return 2
