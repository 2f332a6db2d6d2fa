-- A target that gives a task back without having begun it would often give it back again, at once and without end: it does not get that task for 1 s then, for 2, 4 .. 10 s
-- when it does so again. Every other target may have it at once.
--   returned:{task}   hash: target to {times in a row}|{until, in ms}     returned   zset of tasks by when all of that is forgotten
--   returns           zset of attempts that were put to wait away from such targets, by when the first of these may have them again
-- An attempt that waits so has in its record as base the class that it asked for, and as class the same with those targets avoided.
local returns = {}

-- A file of Lua has at most 200 local names: these are gone after it.
do
  local RETURN_REST, LONGEST_RETURN_REST, RETURNS_KEPT, MOST_RETURNS = 1000, 10000, 60000, 100
  local someReturned
  eachCall(function() someReturned = nil end)

  local function taskOf(attempt) return string.match(attempt, '^(.+)#') or attempt end
  local function returnedKey(task) return root .. 'returned:' .. task end
  local function timesOf(entry) return tonumber(string.match(entry, '^%d+')) end
  local function restOf(entry) return tonumber(string.match(entry, '%d+$')) end

  -- The target has given the attempt back.
  function returns.note(attempt, id)
    if string.find(id, '[+!?~|]') then return end -- a class could not avoid it
    local task = taskOf(attempt)
    local entry = call('HGET', returnedKey(task), id)
    local times = entry and restOf(entry) + RETURNS_KEPT > now and timesOf(entry) + 1 or 1
    local ends = string.format('%.0f', now + math.min(LONGEST_RETURN_REST, RETURN_REST * 2 ^ math.min(times - 1, 10)))
    call('HSET', returnedKey(task), id, times .. '|' .. ends)
    call('ZADD', root .. 'returned', ends + RETURNS_KEPT, task)
    someReturned = true
  end

  -- The class with those targets avoided that returned its task of late, and when the first of them may have it again; without any the class itself.
  function returns.away(attempt, class)
    if someReturned == nil then someReturned = call('EXISTS', root .. 'returned') == 1 end
    if not someReturned then return class end
    local entries, c = call('HGETALL', returnedKey(taskOf(attempt))), classOf(class)
    local avoid, first = { unpack(c.avoid) }, nil
    for i = 1, #entries, 2 do
      local ends = restOf(entries[i + 1])
      if ends > now and not c.avoided[entries[i]] then
        avoid[#avoid + 1] = entries[i]
        first = math.min(first or ends, ends)
      end
    end
    if not first then return class end
    table.sort(avoid)
    local words = { c.base }
    for _, id in ipairs(avoid) do words[#words + 1] = '!' .. id end
    for _, word in ipairs(c.prefer) do words[#words + 1] = '?' .. word end
    for _, word in ipairs(c.favour) do words[#words + 1] = '~' .. word end
    return table.concat(words), first
  end

  -- What the record says of it, once it waits in the class that away() gave.
  function returns.keep(attempt, base, first)
    if first then
      call('HSET', attemptKey(attempt), 'base', base)
      call('ZADD', root .. 'returns', string.format('%.0f', first), attempt)
    elseif someReturned then
      call('HDEL', attemptKey(attempt), 'base')
    end
  end

  -- Those whose rest is over wait in the class that they asked for again, at the place that was theirs all along. Their classes are added to `again`.
  function returns.due(again)
    for _, attempt in ipairs(call('ZRANGEBYSCORE', root .. 'returns', '-inf', now, 'LIMIT', 0, MOST_RETURNS)) do
      call('ZREM', root .. 'returns', attempt)
      local v = call('HMGET', attemptKey(attempt), 'st', 'class', 'base', 'client', 'rank', 'seq')
      if v[1] == 'parked' and v[3] then
        local class, first = returns.away(attempt, v[3])
        dequeue(attempt, v[2], v[4])
        countWaiting(v[2], -1)
        call('HSET', attemptKey(attempt), 'class', class)
        returns.keep(attempt, v[3], first)
        countWaiting(class, 1)
        enqueue(attempt, class, v[4], tonumber(v[5]) * RANK + tonumber(v[6]))
        local kind = kindOf(class)
        if LIMITS[kind] then roomMade[kind] = true end -- it comes back beside whatever is free
        again[class] = true
      end
    end
  end

  function returns.forget(most)
    for _, task in ipairs(call('ZRANGEBYSCORE', root .. 'returned', '-inf', now, 'LIMIT', 0, most)) do
      call('ZREM', root .. 'returned', task)
      call('DEL', returnedKey(task))
    end
  end
end
