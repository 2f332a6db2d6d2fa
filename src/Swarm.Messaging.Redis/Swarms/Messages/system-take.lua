-- ARGV  2 messages at most   3 how long they are this process's, ms
-- returns message, body, ...
local taken = {}
for _, message in ipairs(call('ZRANGEBYSCORE', S .. 'system', '-inf', string.format('%.0f', micros), 'LIMIT', 0, ARGV[2])) do
  call('ZADD', S .. 'system', 'XX', string.format('%.0f', micros + ARGV[3] * 1000), message)
  taken[#taken + 1] = message
  taken[#taken + 1] = call('HGET', S .. 'msg:' .. message, 'body') or ''
end
return taken
