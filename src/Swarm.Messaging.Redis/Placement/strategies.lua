-- Strategies that look at every candidate, and the choice among strategies.
--   rotation:{scope}       hash: where smooth weighted round robin stands, by target; the scope is the class without whom it avoids
--   target:{id}:outcomes   hash: total, failed, avg (ms, over successes)

local EQUAL = 1e-9
local ROTATION_KEPT = 3600000

local declared = {}
local function declares(t, words)
  local caps = capsKey(t.tagged or t.plain)
  for _, word in ipairs(words) do
    local key = caps .. '\n' .. word
    if declared[key] == nil then declared[key] = call('SISMEMBER', caps, word) == 1 end
    if declared[key] then return true end
  end
  return false
end

-- Those with a free slot, in the order of registration; the preferred alone when there are any. Found once per call and class.
local function candidatesOf(c)
  local list = candidates[c.text]
  if not list then
    list = {}
    for _, profile in ipairs(profilesOf(c)) do
      for _, member in ipairs(call('ZRANGE', freeKey(profile), 0, -1)) do
        local t = target(string.sub(member, 14))
        if usable(t) and not c.avoided[t.id] then
          list[#list + 1] = { t = t, preferred = declares(t, c.prefer), favoured = declares(t, c.favour) }
        end
      end
    end
    table.sort(list, function(a, b) return a.t.member < b.t.member end)
    candidates[c.text] = list
  end
  local free, preferred = {}, {}
  for _, one in ipairs(list) do
    if one.t.used < one.t.slots then
      free[#free + 1] = one
      if one.preferred then preferred[#preferred + 1] = one end
    end
  end
  return preferred[1] and preferred or free
end

-- The one of the highest score; of equal ones a favoured one, then the first of the list.
local function highest(list)
  local winner
  for _, one in ipairs(list) do
    if not winner or one.score > winner.score + EQUAL
      or (one.score > winner.score - EQUAL and one.favoured and not winner.favoured) then
      winner = one
    end
  end
  return winner
end

local rotations = {}
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

local function weightedRoundRobin(c)
  local list, current, sum = candidatesOf(c), rotationOf(c.scope).current, 0
  for _, one in ipairs(list) do
    local weight = 1 - one.t.used / one.t.slots
    one.score = (current[one.t.id] or 0) + weight
    sum = sum + weight
  end
  local winner = highest(list)
  c.turn = { list = list, winner = winner, sum = sum }
  return winner and winner.t
end

local function resourceBased(c)
  local list = candidatesOf(c)
  for _, one in ipairs(list) do
    local t = one.t
    if t.avg == nil then t.avg = tonumber(call('HGET', root .. 'target:' .. t.id .. ':outcomes', 'avg') or 0) end
    one.score = (1 - t.used / t.slots) * 40
      + (t.avg > 0 and math.max(0, 100 - t.avg / 10) * 0.3 or 0)
      + (c.fileType and declares(t, { 'spec:' .. c.fileType }) and 30 or 0)
  end
  local winner = highest(list)
  return winner and winner.t
end

-- The target that gets the next attempt of the class; nil when none that serves it is free.
local function best(c)
  local strategy = STRATEGIES[c.kind]
  if strategy == 'weighted-round-robin' then return weightedRoundRobin(c) end
  if strategy == 'resource-based' then return resourceBased(c) end
  return leastConnections(c)
end

-- The answer of best() was taken: the rotation goes on.
local function turn(c)
  local made = c.turn
  if not made then return end
  local r = rotationOf(c.scope)
  for _, one in ipairs(made.list) do r.current[one.t.id] = one.score end
  local winner = made.winner.t.id
  r.current[winner] = r.current[winner] - made.sum
  r.moved, c.turn = true, nil
end

local function keepRotations()
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
