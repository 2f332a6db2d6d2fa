-- Profiles come with the first target of a capability list and go with the last.
--   profile:{p}:caps   set of capabilities     profile:{p}:targets   set of target ids

-- Whether a target of these capabilities serves the class by its plain or by its tagged profile.
local function serves(known, plain, c)
  if plain ~= (c.tags[1] == nil) then return false end
  for _, tag in ipairs(c.tags) do
    if not known[tag] then return false end
  end
  for _, form in ipairs(c.forms) do
    if known[form] then return true end
  end
  return false
end

-- The classes that wait in this index and are served, come to the point.
local function awaitAt(point, index, caps, known, plain)
  for _, cap in ipairs(caps) do
    for _, class in ipairs(call('SMEMBERS', root .. index .. cap)) do
      local c = classOf(class)
      if serves(known, plain, c) and not c.avoided[string.sub(point, 2)] then
        local awaited = awaitedKey(c.kind, point)
        nobody[awaited] = nil
        call('ZADD', awaited, call('ZRANGE', headsKey(class), 0, 0, 'WITHSCORES')[2], class)
      end
    end
  end
end

local function joinProfile(profile, id, caps, plain)
  local known = {}
  for _, cap in ipairs(caps) do known[cap] = true end
  local new = call('EXISTS', membersKey(profile)) == 0
  call('SADD', membersKey(profile), id)
  forgetProfiles()
  if new then
    for _, cap in ipairs(caps) do
      call('SADD', capsKey(profile), cap)
      call('SADD', root .. (plain and 'plain:' or 'cap:') .. cap, profile)
    end
    awaitAt(profile, 'awaiting:', caps, known, plain)
  end
  awaitAt('@' .. id, 'avoiding:', caps, known, plain)
end

local function leavePoint(point, kinds)
  for _, kind in ipairs(kinds) do
    call('DEL', awaitedKey(kind, point))
    call('ZREM', openKey(kind), point)
  end
end

local function leaveProfile(profile, t)
  call('ZREM', freeKey(profile), t.member)
  call('SREM', membersKey(profile), t.id)
  if call('EXISTS', membersKey(profile)) == 1 then return end
  for _, cap in ipairs(call('SMEMBERS', capsKey(profile))) do
    call('SREM', root .. (profile == t.plain and 'plain:' or 'cap:') .. cap, profile)
  end
  call('DEL', capsKey(profile))
  leavePoint(profile, t.kinds)
end

local function leaveProfiles(t)
  for _, profile in ipairs(t.profiles) do leaveProfile(profile, t) end
  leavePoint('@' .. t.id, t.kinds)
  stale[t.id] = nil
  forgetProfiles()
end

-- The target is gone: what it never began is lost or goes back to its place, what it began lives on until its lease expires.
-- The classes of what goes back are added to `again`. dead: nothing of it runs any more, that is certain; then what it began is lost with it.
local function removeTarget(id, again, dead)
  local t = target(id)
  if not t then return end
  keepSeats()
  for _, session in ipairs(call('ZRANGE', root .. 'target:' .. id .. ':sessions', 0, -1)) do
    local s = seats.get(session)
    if s then seats.drain(s, 'its target is gone') end
  end
  keepSeats()
  call('DEL', targetKey(id))
  call('ZREM', root .. 'targets', id)
  call('ZREM', root .. 'targets:seen', id)
  for _, strategy in ipairs({ 'capability-based', 'least-loaded', 'session-aware' }) do call('ZREM', root .. 'score:' .. strategy, id) end
  leaveProfiles(t)
  targets[id], dirty[id] = false, nil
  changed()
  keepComing()
  for _, token in ipairs(call('ZRANGEBYSCORE', heldKey(id), '-inf', '(inf')) do
    local attempt = attemptOf(token)
    local slot = slotOf(attempt)
    if slot.st == 'granted' then
      again[takeBack(token, attempt, id)] = true
    else
      slot.target = id
      drop(token, attempt, slot)
      lose(token, '0')
    end
  end
  if not dead then return end
  for _, token in ipairs(call('ZRANGEBYSCORE', heldKey(id), 'inf', 'inf')) do
    local attempt = attemptOf(token)
    local slot = slotOf(attempt)
    slot.target = id
    drop(token, attempt, slot, false)
    lose(token, '1')
  end
end
