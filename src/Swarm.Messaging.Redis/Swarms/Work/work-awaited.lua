-- Which swarms that are away for a while a queued task waits for.
-- ARGV  2 id   3 swarms at most
-- returns swarm, status, since when (ms), ... of those that have all that it needs, while no active one has; nothing of a task that waits for none
local task = call('HMGET', S .. 'task:' .. ARGV[2], 'state', 'needs')
local ok, required = pcall(cjson.decode, task[2])
local awaited = {}
if task[1] ~= 'queued' or not ok or type(required) ~= 'table' or #able_of(candidates(), required) > 0 then return awaited end
for n, swarm in ipairs(able_of(absent(), required)) do
  if n > tonumber(ARGV[3]) then break end
  local is = call('HMGET', S .. 'swarm:' .. swarm.id, 'status', 'interruptedAt', 'createdAt')
  for _, value in ipairs({ swarm.id, is[1], is[2] and is[2] ~= '' and is[2] or is[3] }) do awaited[#awaited + 1] = value end
end
return awaited
