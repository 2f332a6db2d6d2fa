-- KEYS  1 history of a channel, the newest first   2 its bytes
-- ARGV  1 message   2 how many are kept   3 how long, ms   4 bytes at most; the newest stays whatever it has
local kept = redis.call('LPUSH', KEYS[1], ARGV[1])
local bytes = kept > 1 and tonumber(redis.call('GET', KEYS[2]) or nil)
if not bytes then
  bytes = 0
  for _, message in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do bytes = bytes + #message end
else
  bytes = bytes + #ARGV[1]
end
while kept > 1 and (kept > tonumber(ARGV[2]) or bytes > tonumber(ARGV[4])) do
  bytes = bytes - #redis.call('RPOP', KEYS[1])
  kept = kept - 1
end
redis.call('SET', KEYS[2], string.format('%.0f', bytes), 'PX', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
