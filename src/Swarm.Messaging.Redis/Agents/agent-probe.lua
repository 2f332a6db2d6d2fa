-- Breakers whose rest is over become half-open; of many hosts each is told to one.
-- ARGV[2]  at most so many
-- Returns  per agent its fields
local told = {}
for _, id in ipairs(call('ZRANGEBYSCORE', root .. 'resting', '-inf', now, 'LIMIT', 0, ARGV[2])) do
  call('ZREM', root .. 'resting', id)
  if get(id, 'breaker') == 'open' then
    call('HSET', agentKey(id), 'breaker', 'half-open')
    told[#told + 1] = call('HGETALL', agentKey(id))
  end
end
return told
