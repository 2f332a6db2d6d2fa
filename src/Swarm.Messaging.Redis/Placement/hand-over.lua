-- What came free goes on at once. Of a kind without a limit only a freed target's own slots can be of use to anybody who waits. Of a
-- kind with a limit attempts wait beside free slots, too; when one of the kind ends, the best of all that can be served is next:
--   open:{kind}  zset of the points where classes of the kind wait and where a slot may be free; the score is never above the first
--                attempt there. Points come in when a class or a free slot comes to them, and go when they are met and are not free.
local handOn
do
  local function isFree(point)
    if string.sub(point, 1, 1) == '@' then
      local t = target(string.sub(point, 2))
      return usable(t) and t.used < t.slots
    end
    keepFree()
    while true do
      local head = call('ZRANGE', freeKey(point), 0, 0)
      if not head[1] then return false end
      if usable(target(string.sub(head[1], 14))) then return true end
      call('ZREM', freeKey(point), head[1])
    end
  end

  -- The class of the kind's best waiting attempt that can be served, and its score.
  local function firstOpen(kind)
    local open = openKey(kind)
    while true do
      local entry = call('ZRANGE', open, 0, 0, 'WITHSCORES')
      local point = entry[1]
      if not point then return nil end
      local class, client, score
      if isFree(point) then class, client, score = nextOf(kind, point) end
      if not class then
        call('ZREM', open, point)
      elseif score > tonumber(entry[2]) then
        call('ZADD', open, string.format('%.17g', score), point)
      else
        return class, score
      end
    end
  end

  -- The target has a free slot: where it waits for work of the kind is open.
  local function openPoints(t, kind, kinds)
    kinds[kind] = true
    for _, point in ipairs(t.points) do
      local first = call('ZRANGE', awaitedKey(kind, point), 0, 0, 'WITHSCORES')
      if first[1] then call('ZADD', openKey(kind), 'LT', first[2], point) end
    end
  end

  -- Serves these kinds as far as their limits and free slots go. The chosen target may have somebody better of another kind: he goes first.
  local function serveOpen(kinds)
    while true do
      local class, score
      for kind in pairs(kinds) do
        if hasRoom(kind) then
          local c, s = firstOpen(kind)
          if c and (not score or s < score) then class, score = c, s end
        end
      end
      if not class then return end
      local c = classOf(class)
      local t = pickFor(c)
      local given = t and giveNext(t)
      if not given then return end
      if given == class then turn(c) end
    end
  end

  -- Keys that let some begin again, because some have ended or because it is time. A target may be one of them.
  local AT_ONCE = 20
  local function wakeDue(ids, again)
    local keys, freed = {}, flow.freed
    flow.freed = {}
    for _, key in ipairs(call('ZRANGEBYSCORE', root .. 'flow:due', '-inf', now, 'LIMIT', 0, AT_ONCE)) do
      call('ZREM', root .. 'flow:due', key)
      flow.over(key)
      freed[key] = true
    end
    for key in pairs(freed) do keys[#keys + 1] = key end
    for _, key in ipairs(keys) do
      local id = flow.targetOf(key)
      local t = id and target(id)
      if t then
        flow.settle(t)
        ids[#ids + 1] = id
      end
      -- One at a time looks whether a login still fails, and for that it takes a session that is there.
      if string.match(key, '^login:') then seats.settle(100) end
      wake(key, again)
    end
  end

  -- The targets may have become free; of the classes, attempts have come back while other targets may be free.
  -- Of a kind that had room before, nothing waits beside a free slot but those: if it has room for all of them, their order is of no matter.
  function handOn(ids, again)
    again = again or {}
    returns.due(again)
    if flow.any() then wakeDue(ids, again) end
    local kinds, freed, slots = roomMade, {}, 0
    roomMade = {}
    for _, id in ipairs(ids) do
      local t = target(id)
      if usable(t) and t.used < t.slots then
        freed[#freed + 1] = t
        slots = slots + t.slots - t.used
      end
    end
    for _, t in ipairs(freed) do
      for _, kind in ipairs(t.kinds) do
        if LIMITS[kind] and (kinds[kind] or LIMITS[kind] - countOf(kind) < slots) then openPoints(t, kind, kinds) end
      end
    end
    if next(kinds) then serveOpen(kinds) end
    for _, t in ipairs(freed) do grant(t) end
    for class in pairs(again) do
      local c = classOf(class)
      while hasRoom(c.kind) do
        local t = pickFor(c)
        if not t or grant(t) == 0 then break end
      end
    end
  end
end
