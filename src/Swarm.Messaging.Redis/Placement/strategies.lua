-- Strategies that compare all candidates, and the choice among strategies. What they go by is read for all candidates at once.
--   rotation:{scope}   hash: where smooth weighted round robin stands, by target; the scope is the class without whom it avoids
--   averages           zset: mean duration of a target's successes, in ms
local best, pick, pickFor, turn, keepRotations
do
  local EQUAL = 1e-9
  local ROTATION_KEPT = 3600000

  -- Of targets by id, those that declare one of the words get the mark.
  local function mark(c, byId, words, name)
    keepFree()
    for _, word in ipairs(words) do
      for _, profile in ipairs(profilesOf(c, { word })) do
        for _, member in ipairs(call('ZRANGE', freeKey(profile), 0, -1)) do
          local one = byId[string.sub(member, 14)]
          if one then one[name] = true end
        end
      end
    end
  end

  local function scoresOf(key, ids)
    local scores = {}
    for from = 1, #ids, 1000 do
      for i, score in ipairs(call('ZMSCORE', root .. key, unpack(ids, from, math.min(from + 999, #ids)))) do
        scores[ids[from + i - 1]] = tonumber(score or nil)
      end
    end
    return scores
  end

  -- Those that may get the next attempt: with a free slot, the preferred alone when there are any. Looked up once per call and class.
  local function candidatesOf(c)
    local known = candidates[c.text]
    if not known then
      keepFree()
      local found, ids = {}, {}
      known = { list = {}, byId = {} }
      for _, profile in ipairs(profilesOf(c)) do
        local free = call('ZRANGE', freeKey(profile), 0, -1, 'WITHSCORES')
        for i = 1, #free, 2 do
          local id = string.sub(free[i], 14)
          if not c.avoided[id] then
            found[#found + 1] = { id = id, member = free[i], load = tonumber(free[i + 1]) }
            ids[#ids + 1] = id
          end
        end
      end
      local seen = scoresOf('targets:seen', ids)
      for _, one in ipairs(found) do
        if now - seen[one.id] <= LEASE then
          known.list[#known.list + 1] = one
          known.byId[one.id] = one
        end
      end
      mark(c, known.byId, c.prefer, 'preferred')
      mark(c, known.byId, c.favour, 'favoured')
      known.ids = ids
      candidates[c.text] = known
    end
    local free, preferred = {}, {}
    for _, one in ipairs(known.list) do
      if one.load < 1 then
        free[#free + 1] = one
        if one.preferred then preferred[#preferred + 1] = one end
      end
    end
    return preferred[1] and preferred or free, known
  end

  -- The one of the highest score; of equal ones a favoured one, then the one registered first.
  local function highest(list)
    local winner
    for _, one in ipairs(list) do
      local ahead = winner and one.score - winner.score or 1
      if ahead > EQUAL then
        winner = one
      elseif ahead > -EQUAL then
        if one.favoured ~= winner.favoured then
          if one.favoured then winner = one end
        elseif one.member < winner.member then
          winner = one
        end
      end
    end
    return winner
  end

  -- What round robin has found for a class, until it is taken.
  local rotations, found
  eachCall(function() rotations, found = {}, {} end)

  local function rotationOf(scope)
    local r = rotations[scope]
    if r then return r end
    r = { key = root .. 'rotation:' .. scope, current = {}, moved = false }
    local v = call('HGETALL', r.key)
    local prune = #v / 2 > call('ZCARD', root .. 'targets')
    for i = 1, #v, 2 do
      if prune and not target(v[i]) then
        call('HDEL', r.key, v[i])
      else
        r.current[v[i]] = tonumber(v[i + 1])
      end
    end
    rotations[scope] = r
    return r
  end

  -- The weight of a target: its free share, or the same for all.
  local function roundRobin(c, equal)
    local list, current, sum = candidatesOf(c), rotationOf(c.scope).current, 0
    for _, one in ipairs(list) do
      local weight = equal and 1 or 1 - one.load
      one.score = (current[one.id] or 0) + weight
      sum = sum + weight
    end
    local winner = highest(list)
    found[c.text] = winner and { list = list, winner = winner, sum = sum }
    return winner and target(winner.id)
  end

  local function resourceBased(c)
    local list, known = candidatesOf(c)
    if not known.averages then
      known.averages = scoresOf('averages', known.ids)
      for _, id in ipairs(known.ids) do
        local tally = tallies[outcomesKey(id)]
        if tally then known.averages[id] = tally.avg end
      end
      if c.fileType then mark(c, known.byId, { 'spec:' .. c.fileType }, 'special') end
    end
    for _, one in ipairs(list) do
      local avg = known.averages[one.id] or 0
      one.score = (1 - one.load) * 40 + (avg > 0 and math.max(0, 100 - avg / 10) * 0.3 or 0) + (one.special and 30 or 0)
    end
    local winner = highest(list)
    return winner and target(winner.id)
  end

  -- By what targets say of themselves and what has become of their work; those that say nothing come last.
  local FEW = 16

  -- The highest of those that may get it, found from the top of the ranking: for one choice among many it is not worth looking at all. nil: that is not enough to know.
  local function foremost(c, strategy)
    if candidates[c.text] or c.prefer[1] or c.favour[1] then return nil end
    local serving, winner, top, some = {}, nil, 0, 0
    for _, profile in ipairs(profilesOf(c)) do serving[profile] = true end
    local function consider(t, score)
      if not usable(t) or t.used >= t.slots or c.avoided[t.id] or not (serving[t.plain] or serving[t.tagged]) then return end
      local ahead = winner and score - top or 1
      if ahead > EQUAL or (ahead > -EQUAL and t.member < winner.member) then winner, top = t, score end
    end
    for _, t in pairs(dirty) do
      some = some + 1
      if some > FEW then return nil end
      consider(t, scoresNow(t)[strategy])
    end
    local ranked = call('ZREVRANGE', root .. 'score:' .. strategy, 0, FEW - 1, 'WITHSCORES')
    for i = 1, #ranked, 2 do
      local id, score = ranked[i], tonumber(ranked[i + 1])
      if winner and top - score > EQUAL then break end
      if not dirty[id] then consider(target(id), score) end
      if i == 2 * FEW - 1 then return nil end
    end
    -- Those that say nothing score 0.
    return top > EQUAL and winner or nil
  end

  local RATED = { ['session-aware'] = true, ['capability-based'] = true, ['least-loaded'] = true }
  local function rated(c, strategy)
    local first = foremost(c, strategy)
    if first then return first end
    local list, known = candidatesOf(c)
    if not known.rated then
      known.rated = scoresOf('score:' .. strategy, known.ids)
      for id in pairs(dirty) do known.rated[id] = nil end
    end
    for _, one in ipairs(list) do
      local score = known.rated[one.id]
      if not score then
        local t = dirty[one.id]
        score = t and scoresNow(t)[strategy] or 0
        known.rated[one.id] = score
      end
      one.score = score
    end
    local winner = highest(list)
    return winner and target(winner.id)
  end

  -- The target that gets the next attempt of the class; nil when none that serves it is free.
  function best(c)
    local strategy = STRATEGIES[c.kind]
    if strategy == 'weighted-round-robin' then return roundRobin(c, false) end
    if strategy == 'round-robin' then return roundRobin(c, true) end
    if strategy == 'resource-based' then return resourceBased(c) end
    if RATED[strategy] then return rated(c, strategy) end
    return leastConnections(c)
  end

  -- The same for an attempt of this lane: its client's own session comes before every strategy.
  function pick(c, lane)
    return c.session and seats.affine(c, clientOf(lane)) or best(c)
  end

  function pickFor(c)
    local lane = call('ZRANGE', headsKey(c.text), 0, 0)[1]
    return lane and pick(c, lane)
  end

  -- The answer of best() was taken: the rotation goes on.
  function turn(c)
    local made = found[c.text]
    if not made then return end
    local r = rotationOf(c.scope)
    for _, one in ipairs(made.list) do r.current[one.id] = one.score end
    local winner = made.winner.id
    r.current[winner] = r.current[winner] - made.sum
    r.moved, found[c.text] = true, nil
  end

  function keepRotations()
    for _, r in pairs(rotations) do
      if r.moved then
        local fields = {}
        for id, value in pairs(r.current) do
          fields[#fields + 1] = id
          fields[#fields + 1] = string.format('%.9g', value)
        end
        for from = 1, #fields, 1000 do call('HSET', r.key, unpack(fields, from, math.min(from + 999, #fields))) end
        call('PEXPIRE', r.key, ROTATION_KEPT)
        r.moved = false
      end
    end
  end
end
