-- ARGV  2 id   3 assignment   4 outcome   5 reason   6 how long it is known, ms
-- returns 1: it has ended by this assignment, now or before   0: it has not
local key = S .. 'task:' .. ARGV[2]
local task = call('HMGET', key, 'state', 'assignment', 'swarm')
if task[2] ~= ARGV[3] then return 0 end
if task[1] == 'ended' then return 1 end
if task[1] ~= 'assigned' and task[1] ~= 'returning' then return 0 end
ended(ARGV[2], task[3], ARGV[4], ARGV[5], ARGV[6])
return 1
