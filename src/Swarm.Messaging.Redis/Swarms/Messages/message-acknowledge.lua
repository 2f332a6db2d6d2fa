-- ARGV  2 handlers that failed   3... swarm, position, message, ...: of one swarm
local received = 0
for n = 3, #ARGV, 3 do
  if taken(ARGV[n], ARGV[n + 1], ARGV[n + 2]) then received = received + 1 end
end
if received > 0 then call('HINCRBY', S .. 'totals', 'messagesReceived', received) end
if ARGV[2] ~= '0' then
  call('HINCRBY', S .. 'totals', 'messageErrors', ARGV[2])
  -- One that has left meanwhile has no figures any more.
  if ARGV[3] and call('EXISTS', S .. 'swarm:' .. ARGV[3]) == 1 then call('HINCRBY', S .. 'swarm:' .. ARGV[3], 'm:errors', ARGV[2]) end
end
return received
