-- Ends a task that nobody executes: one that is queued, on its way back, or assigned and not begun.
-- ARGV  2 id   3 assignment   4 reason   5 how long it is known, ms
-- returns 1, or 0: it has ended, or is another assignment's by now
local task = call('HMGET', S .. 'task:' .. ARGV[2], 'state', 'assignment', 'swarm')
if not task[1] or task[1] == 'ended' or task[2] ~= ARGV[3] then return 0 end
call('ZREM', S .. 'backlog', ARGV[2])
ended(ARGV[2], task[3], 'cancelled', ARGV[4], ARGV[5])
told('cancelled', ARGV[2], task[2], task[3])
return 1
