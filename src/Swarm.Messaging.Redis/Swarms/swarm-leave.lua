-- A host ends: what it has goes to others.
-- args     1 host
-- Returns  ids of what it had
call('ZREM', root .. 'hosts', args[1])
call('DEL', root .. 'host:' .. args[1])
local had = call('SMEMBERS', root .. 'hosted:' .. args[1])
for _, id in ipairs(had) do
  if COUNTED[swarms.status(id)] then swarms.house(id) else evict(id) end
end
return had
