-- Who waits, and who of them is next.
--   lane:{class}|{client}   zset of parked attempts, score rank*2^45+sequence
--   heads:{class}           zset of the class's clients, score of their lane's first attempt
--   awaited:{kind}/{point}  zset of the kind's classes that wait at a target's point; the score is never above the class's first
--                           attempt: it is lowered at once, raised only when met. So a free slot finds the best attempt in a few
--                           looks, whatever waits in classes that its target cannot serve or that avoid it.
--   open:{kind}             zset of points where classes of a kind with a limit wait, scored like them; see hand-over.lua
--   awaiting:{need}         set of the waiting classes by one of their needs, for profiles that come new
--   avoiding:{need}         the same of the classes that avoid somebody, for targets that come new
--   backlog, classes        hashes: how many wait (parked or reserved) by kind and by class

-- A class is found by its first tag, or else by each form of its operation.
local function eachNeed(c, command)
  local index = root .. (c.avoid[1] and 'avoiding:' or 'awaiting:')
  for _, need in ipairs(c.tags[1] and { c.tags[1] } or c.forms) do call(command, index .. need, c.text) end
end

-- Where the class waits: at the profiles that serve it, or at each of their targets that it does not avoid.
local function pointsOf(c)
  if not c.avoid[1] then return profilesOf(c) end
  local found = points[c.text]
  if found then return found end
  found = {}
  for _, profile in ipairs(profilesOf(c)) do
    for _, id in ipairs(call('SMEMBERS', membersKey(profile))) do
      if not c.avoided[id] then found[#found + 1] = '@' .. id end
    end
  end
  points[c.text] = found
  return found
end

local function count(hash, field, by)
  if call('HINCRBY', root .. hash, field, by) == 0 then call('HDEL', root .. hash, field) end
end

local function countWaiting(class, by)
  count('backlog', kindOf(class), by)
  count('classes', class, by)
end

local function enqueue(attempt, class, client, score)
  local heads = headsKey(class)
  local first = call('ZRANGE', heads, 0, 0, 'WITHSCORES')
  call('ZADD', laneKey(class, client), score, attempt)
  local own = call('ZSCORE', heads, client)
  if own and tonumber(own) <= score then return end
  call('ZADD', heads, score, client)
  if first[1] and score >= tonumber(first[2]) then return end
  local c = classOf(class)
  if not first[1] then eachNeed(c, 'SADD') end
  for _, point in ipairs(pointsOf(c)) do
    call('ZADD', awaitedKey(c.kind, point), 'LT', score, class)
    if LIMITS[c.kind] then call('ZADD', openKey(c.kind), 'LT', score, point) end
  end
end

local function dequeue(attempt, class, client)
  local lane, heads = laneKey(class, client), headsKey(class)
  call('ZREM', lane, attempt)
  local head = call('ZRANGE', lane, 0, 0, 'WITHSCORES')
  if head[1] then
    call('ZADD', heads, head[2], client)
    return
  end
  call('ZREM', heads, client)
  if call('EXISTS', heads) == 1 then return end
  local c = classOf(class)
  eachNeed(c, 'SREM')
  for _, point in ipairs(pointsOf(c)) do
    local awaited = awaitedKey(c.kind, point)
    call('ZREM', awaited, class)
    if LIMITS[c.kind] and call('EXISTS', awaited) == 0 then call('ZREM', openKey(c.kind), point) end
  end
end

-- The class of the kind's best waiting attempt at this point, its lane's client and its score.
local function nextOf(kind, point)
  local awaited = awaitedKey(kind, point)
  while true do
    local entry = call('ZRANGE', awaited, 0, 0, 'WITHSCORES')
    local class = entry[1]
    if not class then return nil end
    local head = call('ZRANGE', headsKey(class), 0, 0, 'WITHSCORES')
    if not head[1] then
      call('ZREM', awaited, class)
    elseif tonumber(head[2]) > tonumber(entry[2]) then
      call('ZADD', awaited, head[2], class)
    else
      return class, head[1], tonumber(head[2])
    end
  end
end

-- The best waiting attempt that the target can serve, of the kinds that may have one more; with its class and client.
local function nextFor(t)
  local class, client, score
  for _, kind in ipairs(t.kinds) do
    for _, point in ipairs(hasRoom(kind) and t.points or {}) do
      local c, l, s = nextOf(kind, point)
      if c and (not score or s < score) then class, client, score = c, l, s end
    end
  end
  if class then return call('ZRANGE', laneKey(class, client), 0, 0)[1], class, client end
  return nil
end
