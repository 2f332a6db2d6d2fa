-- Tells of a recovered swarm's open tasks again, once for each recovery.
-- ARGV  2 swarm   3 which recovery
-- returns task, assignment, ... of its open tasks
local open = {}
for _, id in ipairs(call('SMEMBERS', S .. 'open:' .. ARGV[2])) do
  local task = call('HMGET', S .. 'task:' .. id, 'state', 'swarm', 'assignment', 'resumed')
  if task[1] == 'assigned' and task[2] == ARGV[2] then
    if task[4] ~= ARGV[3] then
      call('HSET', S .. 'task:' .. id, 'resumed', ARGV[3])
      told('resumed', id, task[3], ARGV[2])
    end
    open[#open + 1] = id
    open[#open + 1] = task[3]
  end
end
return open
