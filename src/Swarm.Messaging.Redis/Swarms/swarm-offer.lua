-- A sign of life of a host. Its swarms are told by the script after this one, swarm-hosted.lua.
-- args     1 host   2 most swarms
call('ZADD', root .. 'hosts', now, args[1])
call('HSET', root .. 'host:' .. args[1], 'capacity', args[2])
for _, id in ipairs(call('SRANDMEMBER', root .. 'homeless', AT_A_TIME)) do
  if not swarms.house(id) then break end
end
