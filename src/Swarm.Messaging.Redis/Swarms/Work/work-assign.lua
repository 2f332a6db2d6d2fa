-- Gives tasks to swarms, in the order of the backlog; for the leader alone. A task that no active swarm has the capabilities for waits while one that is away has them.
-- ARGV  2 entries that the write log keeps   3 token   4 epoch   5 tasks at most   6 how long an ended task is known, ms
-- returns 'stale' | 'cycle', tasks that could not be read, waiting, id of each that was assigned, ...
local MOST_WAITS = 10000
local token, epoch = ARGV[3], ARGV[4]
if not leads(token, epoch) then return { 'stale' } end
-- With nothing to give, no swarm is read: this runs each second, and each task wakes it.
local active, assigned, dropped, waits = call('EXISTS', S .. 'backlog') == 1 and candidates() or {}, {}, 0, 0
local away = #active > 0 and absent() or {}

local function assign(id)
  local key = S .. 'task:' .. id
  local task = call('HMGET', key, 'strategy', 'priority', 'needs')
  local ok, swarm, matched = pcall(choose, active, away, task[1], task[2], task[3])
  if ok and not swarm then
    waits = waits + 1
    return
  end
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

-- Those that wait for a swarm stay at their place and are looked past, up to a bound: a cycle must be short.
local most = tonumber(ARGV[5])
while #active > 0 and #assigned + dropped < most and waits < MOST_WAITS do
  local some = call('ZRANGE', S .. 'backlog', waits, waits + most - #assigned - dropped - 1)
  if #some == 0 then break end
  for _, id in ipairs(some) do assign(id) end
end
return { 'cycle', dropped, call('ZCARD', S .. 'backlog'), unpack(assigned) }
