-- Profiles come with the first target of a capability list and go with the last.
--   profile:{p}:caps   set of capabilities     profile:{p}:targets   set of target ids

local function serves(declared, plain, class)
  local kind, operation, tags = needsOf(class)
  if plain ~= (tags[1] == nil) then return false end
  if not declared[kind .. '/' .. operation] and not declared[kind .. '/*'] then return false end
  for _, tag in ipairs(tags) do
    if not declared[tag] then return false end
  end
  return true
end

local function joinProfile(profile, id, caps, plain)
  local members = root .. 'profile:' .. profile .. ':targets'
  local new = call('EXISTS', members) == 0
  call('SADD', members, id)
  if not new then return end
  profiles, heaps = {}, {}
  local declared = {}
  for _, cap in ipairs(caps) do
    declared[cap] = true
    call('SADD', root .. 'profile:' .. profile .. ':caps', cap)
    call('SADD', root .. (plain and 'plain:' or 'cap:') .. cap, profile)
  end
  for _, cap in ipairs(caps) do
    for _, class in ipairs(call('SMEMBERS', root .. 'awaiting:' .. cap)) do
      if serves(declared, plain, class) then
        call('ZADD', awaitedKey(profile), call('ZRANGE', headsKey(class), 0, 0, 'WITHSCORES')[2], class)
      end
    end
  end
end

local function leaveProfile(profile, t, plain)
  local members = root .. 'profile:' .. profile .. ':targets'
  call('ZREM', freeKey(profile), t.member)
  call('SREM', members, t.id)
  if call('EXISTS', members) == 1 then return end
  profiles, heaps = {}, {}
  local caps = root .. 'profile:' .. profile .. ':caps'
  for _, cap in ipairs(call('SMEMBERS', caps)) do call('SREM', root .. (plain and 'plain:' or 'cap:') .. cap, profile) end
  call('DEL', caps, awaitedKey(profile))
end

local function leaveProfiles(t)
  for i, profile in ipairs(t.profiles) do leaveProfile(profile, t, i == 1) end
end

-- The target is gone: what it never began is lost or goes back to its place, what it began lives on until its lease expires.
local function removeTarget(id)
  local t = target(id)
  if not t then return end
  call('DEL', targetKey(id))
  call('ZREM', root .. 'targets', id)
  call('ZREM', root .. 'targets:seen', id)
  leaveProfiles(t)
  targets[id] = false
  local again = {}
  for _, token in ipairs(call('ZRANGEBYSCORE', heldKey(id), '-inf', '(inf')) do
    local attempt = attemptOf(token)
    if call('HGET', attemptKey(attempt), 'st') == 'granted' then
      again[takeBack(token, attempt, id)] = true
    else
      drop(token, attempt, id)
      lose(token, '0')
    end
  end
  for class in pairs(again) do settle(class) end
end
