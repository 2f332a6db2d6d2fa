-- Removes what is past its time.
-- args     1 how long a swarm is kept that nobody touches, ms   2 how long an archived one is, ms
-- Returns  { ids of swarms, ids of archived ones }
local expired = call('ZRANGEBYSCORE', root .. 'touched', '-inf', string.format('%.0f', now - args[1]), 'LIMIT', 0, AT_A_TIME)
for _, id in ipairs(expired) do swarms.remove(id, 'expired') end
local old = call('ZRANGEBYSCORE', root .. 'archive', '-inf', string.format('%.0f', now - args[2]), 'LIMIT', 0, AT_A_TIME)
for _, id in ipairs(old) do
  call('DEL', root .. 'archive:' .. id)
  call('ZREM', root .. 'archive', id)
end
-- Of hosts that are gone nothing is known any more; what they had has been interrupted long ago.
for _, host in ipairs(call('ZRANGEBYSCORE', root .. 'hosts', '-inf', string.format('%.0f', now - args[1]), 'LIMIT', 0, AT_A_TIME)) do
  call('DEL', root .. 'host:' .. host, root .. 'former:' .. host)
  call('ZREM', root .. 'hosts', host)
end
return { expired, old }
