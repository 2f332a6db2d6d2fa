-- What every script about tasks of swarms begins with.
-- KEYS  1 prefix of everything of swarms
-- ARGV  1 clock offset ms
-- Keys  backlog       sorted set: task -> rank * 2^44 + sequence
--       seq           counter of sequence numbers
--       task:{id}     hash: doc, hash (of the content), strategy, priority, needs (JSON list), rank, seq, state (queued, assigned, returning, ended), swarm,
--                     assignment (how often it was assigned), epoch, matched, outcome, reason, resumed (the recovery it was told of again in), and times queuedAt, assignedAt, endedAt
--       open:{swarm}  set of its assigned tasks that have not ended
--       rotation      order number of the swarm that round robin chose last
--       tasknews      stream: what (assigned, resumed, returned, cancelled), task, assignment, swarm, at (ms)
--       totals        hash: tasksDistributed, tasksCompleted, tasksFailed, tasksCancelled
local call = redis.call
local S = KEYS[1]
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
local SHIFT = 17592186044416
local COUNTS = { completed = 'tasksCompleted', cancelled = 'tasksCancelled' }

local function backlog(id, rank, seq) call('ZADD', S .. 'backlog', string.format('%.0f', rank * SHIFT + seq), id) end

local function told(what, id, assignment, swarm)
  call('XADD', S .. 'tasknews', '*', 'what', what, 'task', id, 'assignment', assignment, 'swarm', swarm, 'at', now)
end

-- Counts its end once: whoever calls it has seen that it has not ended.
local function ended(id, swarm, outcome, reason, known)
  local key, count = S .. 'task:' .. id, COUNTS[outcome] or 'tasksFailed'
  call('HSET', key, 'state', 'ended', 'outcome', outcome, 'reason', reason, 'endedAt', now)
  call('PEXPIRE', key, known)
  call('HINCRBY', S .. 'totals', count, 1)
  if swarm == '' then return end
  call('SREM', S .. 'open:' .. swarm, id)
  if call('EXISTS', S .. 'swarm:' .. swarm) == 1 then call('HINCRBY', S .. 'swarm:' .. swarm, 'm:' .. count, 1) end
end

-- Its open tasks are taken from it. Whether another swarm gets one depends on what its execution has come to: whoever reads the news finds out.
local function return_tasks(swarm)
  for _, id in ipairs(call('SMEMBERS', S .. 'open:' .. swarm)) do
    local task = call('HMGET', S .. 'task:' .. id, 'state', 'swarm', 'assignment')
    if task[1] == 'assigned' and task[2] == swarm then
      call('HSET', S .. 'task:' .. id, 'state', 'returning')
      told('returned', id, task[3], swarm)
    end
  end
  call('DEL', S .. 'open:' .. swarm)
end
