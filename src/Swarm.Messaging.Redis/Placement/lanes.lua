-- Who waits, and who of them is next.
--   lane:{class}|{client}   zset of parked attempts, score rank*2^45+sequence
--   heads:{class}           zset of the class's clients, score of their lane's first attempt
--   profile:{p}:awaited     zset of the classes that wait for targets of the profile; the score is never above the class's first
--                           attempt: it is lowered at once, raised only when met. So a free slot finds the best attempt in a few
--                           looks, whatever waits in classes that its target cannot serve.
--   awaiting:{need}         set of the waiting classes by one of their needs, for profiles that come new
--   backlog, classes        hashes: how many wait (parked or reserved) by kind and by class

-- A class is found by its first tag, or else by its operation and by its kind.
local function eachNeed(class, command)
  local kind, operation, tags = needsOf(class)
  if tags[1] then
    call(command, root .. 'awaiting:' .. tags[1], class)
  else
    call(command, root .. 'awaiting:' .. kind .. '/' .. operation, class)
    call(command, root .. 'awaiting:' .. kind .. '/*', class)
  end
end

local function count(hash, field, by)
  if call('HINCRBY', root .. hash, field, by) == 0 then call('HDEL', root .. hash, field) end
end

local function countWaiting(class, by)
  count('backlog', string.match(class, '^[^/]*'), by)
  count('classes', class, by)
end

local function enqueue(attempt, class, client, score)
  local heads = headsKey(class)
  local first = call('ZRANGE', heads, 0, 0, 'WITHSCORES')
  call('ZADD', laneKey(class, client), score, attempt)
  local own = call('ZSCORE', heads, client)
  if own and tonumber(own) <= score then return end
  call('ZADD', heads, score, client)
  if not first[1] then eachNeed(class, 'SADD') end
  if not first[1] or score < tonumber(first[2]) then
    for _, profile in ipairs(profilesOf(class)) do call('ZADD', awaitedKey(profile), 'LT', score, class) end
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
  if call('EXISTS', heads) == 0 then
    eachNeed(class, 'SREM')
    for _, profile in ipairs(profilesOf(class)) do call('ZREM', awaitedKey(profile), class) end
  end
end

-- The class of the best waiting attempt that targets of this profile can serve, its lane's client and its score.
local function nextOf(profile)
  local awaited = awaitedKey(profile)
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

-- The best waiting attempt that the target can serve, with its class and client.
local function nextFor(t)
  local class, client, score
  for _, profile in ipairs(t.profiles) do
    local c, l, s = nextOf(profile)
    if c and (not score or s < score) then class, client, score = c, l, s end
  end
  if class then return call('ZRANGE', laneKey(class, client), 0, 0)[1], class, client end
  return nil
end
