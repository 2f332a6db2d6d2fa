-- KEYS  1 stream
-- ARGV  1 clock offset ms   2 id   3 the input as JSON   4 how many to keep
-- returns the entry's id, ms-sequence by the store's clock
local call = redis.call
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
if call('EXISTS', KEYS[1]) == 1 then
  -- A stream takes no entry older than its last, and a clock may step back.
  local info = call('XINFO', 'STREAM', KEYS[1])
  for k = 1, #info, 2 do
    if info[k] == 'last-generated-id' then now = math.max(now, tonumber(info[k + 1]:match('^%d+'))) end
  end
end
return call('XADD', KEYS[1], 'MAXLEN', '=', ARGV[4], now .. '-*', 'i', ARGV[2], 'd', ARGV[3])
