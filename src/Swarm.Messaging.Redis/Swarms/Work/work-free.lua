-- A task whose swarm has ended and whose execution has come to nothing waits for another, at its old place.
-- ARGV  2 id   3 assignment
-- returns 1, or 0: it is not on its way back from that assignment
local key = S .. 'task:' .. ARGV[2]
local task = call('HMGET', key, 'state', 'assignment', 'rank', 'seq')
if task[1] ~= 'returning' or task[2] ~= ARGV[3] then return 0 end
call('HSET', key, 'state', 'queued', 'swarm', '')
backlog(ARGV[2], task[3], task[4])
call('PUBLISH', S .. 'work', '')
return 1
