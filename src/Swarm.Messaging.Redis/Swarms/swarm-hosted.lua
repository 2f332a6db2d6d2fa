-- args     1 host
-- Returns  id, term, status of each swarm it hosts
local hosted = {}
for _, id in ipairs(call('SMEMBERS', root .. 'hosted:' .. args[1])) do
  local v = call('HMGET', swarmKey(id), 'term', 'status')
  hosted[#hosted + 1] = id
  hosted[#hosted + 1] = v[1]
  hosted[#hosted + 1] = v[2]
end
return hosted
