-- ARGV  2 swarm
-- returns task, assignment, ... of its open tasks
local open = {}
for _, id in ipairs(call('SMEMBERS', S .. 'open:' .. ARGV[2])) do
  local task = call('HMGET', S .. 'task:' .. id, 'state', 'swarm', 'assignment')
  if task[1] == 'assigned' and task[2] == ARGV[2] then
    open[#open + 1] = id
    open[#open + 1] = task[3]
  end
end
return open
