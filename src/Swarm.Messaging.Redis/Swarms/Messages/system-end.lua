-- ARGV  2 handlers that failed   3 when they are to be taken again, ms from now ('': never)   4... messages
for n = 4, #ARGV do
  if ARGV[3] ~= '' then
    call('ZADD', S .. 'system', 'XX', string.format('%.0f', micros + ARGV[3] * 1000), ARGV[n])
  elseif call('ZREM', S .. 'system', ARGV[n]) == 1 and call('HINCRBY', S .. 'msg:' .. ARGV[n], 'left', -1) <= 0 then
    call('DEL', S .. 'msg:' .. ARGV[n])
  end
end
if ARGV[2] ~= '0' then call('HINCRBY', S .. 'totals', 'messageErrors', ARGV[2]) end
return 1
