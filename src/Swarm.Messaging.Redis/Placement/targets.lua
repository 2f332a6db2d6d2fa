-- Targets and their load.
-- Targets with equal capabilities share a profile, so matching costs what the number of DIFFERENT capability lists costs. A target has
-- a plain profile, of its operations only, for classes without tags; and if it has tags a tagged one, of everything, for classes with
-- tags. So a thousand sessions, each with a tag of its own, are one profile for whoever takes any session.
--   profile:{p}:free       zset of the profile's targets with a free slot, score used/slots, member {order}:{id} for ties
--   held:{kind}            set of the tokens of a kind that hold a slot; their number is what a limit of the kind counts
--   score:{strategy}       zset of the targets that say how good they are, by what the strategy goes by
-- A target that has fallen silent is taken out of `free` by whoever meets it there; its next heartbeat puts it back.
-- A target waits for work at its points: its profiles, for classes that avoid nobody, and @{id}, for those that avoid others.

local targets, heaps, candidates, points, counts
local roomMade -- kinds that had reached their limit
local coming, stale, tallies, dirty
eachCall(function()
  targets, heaps, candidates, points, counts, roomMade = {}, {}, {}, {}, {}, {}
  coming, stale, tallies, dirty = {}, {}, {}, {}
end)

-- Members that come into a set, with a score or without, are written when the call ends, all of a key in one call: what a batch costs is the
-- number of calls and not of bytes. Whoever takes one out does so by out(); whoever looks at such a key as a whole calls keepComing() before.
local AT_A_TIME = 1000

local function into(key, member, score)
  local members = coming[key]
  if not members then
    members = {}
    coming[key] = members
  end
  members[member] = score or true
end

-- Returns whether it was there.
local function out(command, key, member)
  local members = coming[key]
  local came = members and members[member]
  if came then members[member] = nil end
  return call(command, key, member) == 1 or came ~= nil
end

local function keepComing()
  for key, members in pairs(coming) do
    local parts, command = {}, 'SADD'
    for member, score in pairs(members) do
      if score ~= true then
        command = 'ZADD'
        parts[#parts + 1] = score
      end
      parts[#parts + 1] = member
    end
    for from = 1, #parts, AT_A_TIME do call(command, key, unpack(parts, from, math.min(from + AT_A_TIME - 1, #parts))) end
  end
  coming = {}
end

-- What was found out about who is free, when some target is freer than before.
local function forgetFree()
  heaps, candidates = {}, {}
end

-- The same, when targets or profiles come or go.
local function forgetProfiles()
  profiles, points = {}, {}
  forgetFree()
end

local function target(id)
  local t = targets[id]
  if t == nil then
    local v = call('HMGET', targetKey(id), 'order', 'plain', 'slots', 'status', 'seen', 'address', 'tagged', 'type', 'kinds', 'rest',
      'rating', 'health', 'sessions', 'sessions:health', 'sessions:active')
    t = v[1] and {
      id = id, member = string.format('%012d:%s', v[1], id), plain = v[2], tagged = v[7] or nil, slots = tonumber(v[3]),
      active = v[4] == 'active', seen = tonumber(v[5]), address = v[6], type = v[8] or '', kinds = {}, used = call('ZCARD', heldKey(id)),
      rest = tonumber(v[10] or 0), rating = v[11] and cjson.decode(v[11]) or nil, health = tonumber(v[12] or 100),
      sessions = { n = tonumber(v[13] or 0), health = tonumber(v[14] or 0), active = tonumber(v[15] or 0) },
    }
    if t then
      t.profiles = { t.plain, t.tagged }
      t.points = { '@' .. id, t.plain, t.tagged }
      for kind in string.gmatch(v[9] or '', '[^/]+') do t.kinds[#t.kinds + 1] = kind end
    end
    targets[id] = t
  end
  return t
end

-- rest: until when it gets nothing, by a pause or a limit of its own; see flow.lua.
local function usable(t) return t and t.active and t.rest <= now and now - t.seen <= LEASE end

-- Tells whoever keeps a copy of the targets that it is old.
local function changed()
  call('PUBLISH', root .. 'targets:changed', call('INCR', root .. 'targets:version'))
end

-- The target's place in `free` is not that of its load any more. A batch changes it many times: it is written when somebody looks, and at the end.
local function reindex(t) stale[t.id] = t end

local function keepFree()
  if not next(stale) then return end
  for _, t in pairs(stale) do
    for _, profile in ipairs(t.profiles) do
      if t.active and t.rest <= now and t.used < t.slots then
        call('ZADD', freeKey(profile), t.used / t.slots, t.member)
      else
        call('ZREM', freeKey(profile), t.member)
      end
    end
  end
  stale = {}
end

-- How attempts ended, by hash (see outcomes.lua), as it will be written at the end.
local function tallyOf(key)
  local tally = tallies[key]
  if not tally then
    local v = call('HMGET', key, 'total', 'failed', 'avg')
    tally = { total = tonumber(v[1] or 0), failed = tonumber(v[2] or 0), avg = tonumber(v[3] or nil) }
    tallies[key] = tally
  end
  return tally
end

local function outcomesKey(id) return root .. 'target:' .. id .. ':outcomes' end

-- What targets that say how good they are score now, of health, success, free time, quality and reliability: at most 100; with sessions in
-- good health 15, 10 by their average health, and 2 less for each attempt in them.
--   rating  JSON {base: workload without our work, step: workload of an attempt, success, quality, reliability}, all 0..1
--   health  0..100, by outcomes
-- What it says of its success counts as ten outcomes.
local SAID = 10
local function scoresNow(t)
  if t.scores then return t.scores end
  local r = t.rating
  local known = tallyOf(outcomesKey(t.id))
  local success = (r.success * SAID + known.total - known.failed) / (SAID + known.total)
  local workload = math.min(1, r.base + r.step * t.used)
  local own = t.health * 0.3 + success * 25 + (1 - workload) * 20 + r.quality * 15 + r.reliability * 10
  local s = t.sessions
  t.scores = {
    ['capability-based'] = own, ['least-loaded'] = 1 - workload,
    ['session-aware'] = s.n > 0 and own + 15 + s.health / s.n / 10 - 2 * s.active or own,
  }
  return t.scores
end

-- What its scores are made of has changed. A call changes it several times for each slot, so they are reckoned when somebody compares it and written once, at the end.
local function rescore(t)
  if not t.rating then return end
  t.scores, dirty[t.id] = nil, t
  for _, known in pairs(candidates) do
    if known.rated then known.rated[t.id] = nil end
  end
end

local function keepScores()
  for id, t in pairs(dirty) do
    for strategy, score in pairs(scoresNow(t)) do
      call('ZADD', root .. 'score:' .. strategy, string.format('%.12g', score), id)
    end
  end
  dirty = {}
end

local function countOf(kind)
  if not counts[kind] then counts[kind] = call('SCARD', heldOfKindKey(kind)) end
  return counts[kind]
end

local function hasRoom(kind) return not LIMITS[kind] or countOf(kind) < LIMITS[kind] end

-- state: -1 granted, the time in ms when placed, inf once started. A heartbeat finds what it must know in these scores alone.
local function hold(t, token, state, kind)
  into(heldKey(t.id), token, state)
  if countOf(kind) == 0 then call('SADD', root .. 'kinds', kind) end
  into(heldOfKindKey(kind), token)
  counts[kind] = counts[kind] + 1
  t.used = t.used + 1
  reindex(t)
  for _, known in pairs(candidates) do
    if known.byId[t.id] then known.byId[t.id].load = t.used / t.slots end
  end
  rescore(t)
end

local function unhold(id, token, kind)
  if not hasRoom(kind) then roomMade[kind] = true end
  local t = target(id)
  if out('SREM', heldOfKindKey(kind), token) then counts[kind] = countOf(kind) - 1 end
  if not out('ZREM', heldKey(id), token) or not t then return end
  t.used = t.used - 1
  reindex(t)
  rescore(t)
  forgetFree()
end
