-- ARGV  2 id   3 assignment   4 outcome   5 reason   6 how long it is known, ms
-- returns 1: it has ended by this assignment, now or before   0: it has not
local key = S .. 'task:' .. ARGV[2]
local task = call('HMGET', key, 'state', 'assignment', 'swarm')
if task[2] ~= ARGV[3] then return 0 end
if task[1] == 'ended' then return 1 end
if task[1] ~= 'assigned' and task[1] ~= 'returning' then return 0 end
local done = ARGV[4] == 'completed'
call('SREM', S .. 'open:' .. task[3], ARGV[2])
call('HSET', key, 'state', 'ended', 'outcome', ARGV[4], 'reason', ARGV[5], 'endedAt', now)
call('PEXPIRE', key, ARGV[6])
call('HINCRBY', S .. 'totals', done and 'tasksCompleted' or 'tasksFailed', 1)
local swarm = S .. 'swarm:' .. task[3]
if call('EXISTS', swarm) == 1 then call('HINCRBY', swarm, done and 'm:tasksCompleted' or 'm:tasksFailed', 1) end
return 1
