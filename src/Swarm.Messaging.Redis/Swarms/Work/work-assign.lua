-- Gives tasks to swarms, in the order of the backlog; for the leader alone.
-- ARGV  2 entries that the write log keeps   3 token   4 epoch   5 tasks at most   6 how long an ended task is known, ms
-- returns 'stale' | 'cycle', tasks that could not be read, waiting, id of each that was assigned, ...
local token, epoch = ARGV[3], ARGV[4]
if not leads(token, epoch) then return { 'stale' } end
local active, assigned, dropped = candidates(), {}, 0
for _, id in ipairs(#active > 0 and call('ZRANGE', S .. 'backlog', 0, ARGV[5] - 1) or {}) do
  local key = S .. 'task:' .. id
  local task = call('HMGET', key, 'strategy', 'priority', 'needs')
  local ok, swarm, matched = pcall(choose, active, task[1], task[2], task[3])
  call('ZREM', S .. 'backlog', id)
  if ok then
    local assignment = call('HINCRBY', key, 'assignment', 1)
    call('HSET', key, 'state', 'assigned', 'swarm', swarm.id, 'epoch', epoch, 'assignedAt', now, 'matched', matched and 1 or 0)
    call('SADD', S .. 'open:' .. swarm.id, id)
    swarm.open = swarm.open + 1
    call('HINCRBY', S .. 'totals', 'tasksDistributed', 1)
    told('assigned', id, assignment, swarm.id)
    logged(token, epoch, 'assign')
    assigned[#assigned + 1] = id
  else
    -- One that cannot be read holds up no other.
    call('HSET', key, 'state', 'ended', 'outcome', 'failed', 'reason', 'it cannot be read', 'endedAt', now)
    call('PEXPIRE', key, ARGV[6])
    call('HINCRBY', S .. 'totals', 'tasksFailed', 1)
    dropped = dropped + 1
  end
end
return { 'cycle', dropped, call('ZCARD', S .. 'backlog'), unpack(assigned) }
