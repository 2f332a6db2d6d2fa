-- Counts steps of tasks: each moves its task from the state counted before to another, or changes nothing.
-- KEYS  1 tasks: id -> version|state|rerouted   2 totals   3 open tasks by last word   4 running tasks by start
--       5 tasks called stuck   6 successful tasks by end   7 failed tasks by end   8 hosts by last word
-- ARGV  1 clock offset ms   2 host   3 how many ended tasks are remembered   4 how long successful ones are, ms
--       then for each step: id, version (0: the saga is gone), state (w, r, s, f), at ms, started 0/1, routes, rerouted 0/1, duration ms
-- returns for each step 1 if it counted, 0 if not
local call = redis.call
local tasks, totals, open, running, stuck, successful, failed, hosts = unpack(KEYS)
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
local names = { w = 'waiting', r = 'running', s = 'successful', f = 'failed' }
local counted = {}
call('ZADD', hosts, now, ARGV[2])

-- Of tasks that ended before it nothing is known any more: a step as old as that is a repetition.
local floor = tonumber(call('HGET', totals, 'floor') or 0)

for k = 5, #ARGV, 8 do
  local id, version, state, at = ARGV[k], tonumber(ARGV[k + 1]), ARGV[k + 2], tonumber(ARGV[k + 3])
  local old = call('HGET', tasks, id)
  local before, was, rerouted
  if old then before, was, rerouted = old:match('^(%d+)|(%a)|(%d)$') end
  -- What is known to be gone has no version of its own: it is newer than anything.
  if version == 0 then version = tonumber(before or 0) + 1 end
  -- Its saga was deleted after its end and the id is used again: another submission.
  if version == 1 and (was == 's' or was == 'f') then
    local set = was == 's' and successful or failed
    if at > tonumber(call('ZSCORE', set, id) or at) then
      call('ZREM', set, id)
      old, was, rerouted = false, nil, nil
    end
  end
  local counts = 0
  if old then
    if version > tonumber(before) then counts = 1 end
  elseif at > floor then
    counts = 1
  end
  if counts == 1 then
    if was ~= state then
      if was then call('HINCRBY', totals, names[was], -1) else call('HINCRBY', totals, 'total', 1) end
      call('HINCRBY', totals, names[state], 1)
    end
    if ARGV[k + 5] ~= '0' then call('HINCRBY', totals, 'routes', ARGV[k + 5]) end
    if ARGV[k + 6] == '1' and rerouted ~= '1' then
      rerouted = '1'
      call('HINCRBY', totals, 'rerouted', 1)
    end
    if state == 's' then call('HINCRBYFLOAT', totals, 'durationMs', ARGV[k + 7]) end
    call('HSET', tasks, id, version .. '|' .. state .. '|' .. (rerouted or '0'))
    if was == 'r' and (state ~= 'r' or ARGV[k + 4] == '1') then
      call('ZREM', running, id)
      call('HDEL', stuck, id)
    end
    if state == 'r' and (was ~= 'r' or ARGV[k + 4] == '1') then call('ZADD', running, now, id) end
    if was == 'f' and state ~= 'f' then call('ZREM', failed, id) end
    if state == 's' or state == 'f' then
      call('ZREM', open, id)
      call('ZADD', state == 's' and successful or failed, at, id)
    else
      call('ZADD', open, now, id)
    end
  end
  counted[#counted + 1] = counts
end

local function forget(set, entries)
  local gone = {}
  for n = 1, #entries, 2 do
    gone[#gone + 1] = entries[n]
    floor = math.max(floor, tonumber(entries[n + 1]))
  end
  if #gone == 0 then return end
  call('ZREM', set, unpack(gone))
  call('HDEL', tasks, unpack(gone))
  call('HSET', totals, 'floor', string.format('%.0f', floor))
end
-- As many as steps can have added, and some more.
for _, set in ipairs({ successful, failed }) do
  local surplus = call('ZCARD', set) - ARGV[3]
  if surplus > 0 then forget(set, call('ZRANGE', set, 0, math.min(surplus, 1000) - 1, 'WITHSCORES')) end
end
forget(successful, call('ZRANGEBYSCORE', successful, '-inf', now - ARGV[4], 'WITHSCORES', 'LIMIT', 0, 1000))
return counted
