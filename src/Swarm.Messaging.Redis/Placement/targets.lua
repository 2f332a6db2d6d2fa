-- Targets, their load, and which of them serve a class.
-- Targets with equal capabilities share a profile, so matching costs what the number of DIFFERENT capability lists costs. A target has
-- a plain profile, of its operations only, for classes without tags; and if it has tags a tagged one, of everything, for classes with
-- tags. So a thousand sessions, each with a tag of its own, are one profile for whoever takes any session.
--   plain:{operation}      set of the plain profiles that declare it
--   cap:{capability}       set of the tagged profiles that declare it
--   profile:{p}:free       zset of the profile's targets with a free slot, score used/slots, member {order}:{id} for ties
-- A target that has fallen silent is taken out of `free` by whoever meets it there; its next heartbeat puts it back.

local targets = {}
local profiles = {}
local heaps = {}

local function target(id)
  local t = targets[id]
  if t == nil then
    local v = call('HMGET', targetKey(id), 'order', 'plain', 'slots', 'status', 'seen', 'address', 'tagged', 'type')
    t = v[1] and {
      id = id, member = string.format('%012d:%s', v[1], id), profiles = { v[2], v[7] or nil }, slots = tonumber(v[3]),
      active = v[4] == 'active', seen = tonumber(v[5]), address = v[6], type = v[8] or '', used = call('ZCARD', heldKey(id)),
    }
    targets[id] = t
  end
  return t
end

local function usable(t) return t and t.active and now - t.seen <= LEASE end

-- Brings `free` up to date with the target's load.
local function reindex(t)
  for _, profile in ipairs(t.profiles) do
    if t.active and t.used < t.slots then
      call('ZADD', freeKey(profile), t.used / t.slots, t.member)
    else
      call('ZREM', freeKey(profile), t.member)
    end
  end
end

-- state: -1 granted, the time in ms when placed, inf once started. A heartbeat finds what it must know in these scores alone.
local function hold(t, token, state)
  call('ZADD', heldKey(t.id), state, token)
  t.used = t.used + 1
  reindex(t)
end

local function unhold(id, token)
  if call('ZREM', heldKey(id), token) == 0 then return end
  local t = target(id)
  if not t then return end
  t.used = call('ZCARD', heldKey(id))
  reindex(t)
  heaps = {} -- they rely on loads that only rise
end

-- A class is the text {kind}/{operation}+{tag}+{tag}.
local function needsOf(class)
  local kind, operation, rest = string.match(class, '^([^/]*)/([^+]*)(.*)$')
  local tags = {}
  for tag in string.gmatch(rest, '[^+]+') do tags[#tags + 1] = tag end
  return kind, operation, tags
end

local function profilesOf(class)
  local found = profiles[class]
  if found then return found end
  local kind, operation, tags = needsOf(class)
  local exact, any = kind .. '/' .. operation, kind .. '/*'
  if #tags == 0 then
    found = call('SUNION', root .. 'plain:' .. exact, root .. 'plain:' .. any)
  else
    exact, any = root .. 'cap:' .. exact, root .. 'cap:' .. any
    for i, tag in ipairs(tags) do tags[i] = root .. 'cap:' .. tag end
    found = {}
    for _, profile in ipairs(call('SINTER', unpack(tags))) do
      if call('SISMEMBER', exact, profile) == 1 or call('SISMEMBER', any, profile) == 1 then found[#found + 1] = profile end
    end
  end
  profiles[class] = found
  return found
end

local function before(a, b) return a.load < b.load or (a.load == b.load and a.member < b.member) end

local function siftDown(heap, i)
  local size, item = #heap, heap[i]
  while true do
    local child = 2 * i
    if child > size then break end
    if child < size and before(heap[child + 1], heap[child]) then child = child + 1 end
    if not before(heap[child], item) then break end
    heap[i] = heap[child]
    i = child
  end
  heap[i] = item
end

local function lightest(profile)
  local head = call('ZRANGE', freeKey(profile), 0, 0, 'WITHSCORES')
  return head[1] and { member = head[1], load = tonumber(head[2]), profile = profile }
end

-- The target that gets the next attempt of the class: lowest used/slots, ties to the one registered first; nil when none is free.
-- The heap of the profiles' lightest targets is made once per call and class; an entry whose load has risen since is put right when met.
local function best(class)
  local heap = heaps[class]
  if not heap then
    heap = {}
    for _, profile in ipairs(profilesOf(class)) do heap[#heap + 1] = lightest(profile) or nil end
    for i = math.floor(#heap / 2), 1, -1 do siftDown(heap, i) end
    heaps[class] = heap
  end
  while heap[1] do
    local top = heap[1]
    local actual = lightest(top.profile)
    if not actual then
      heap[1] = heap[#heap]
      heap[#heap] = nil
      if heap[1] then siftDown(heap, 1) end
    elseif actual.member ~= top.member or actual.load ~= top.load then
      heap[1] = actual
      siftDown(heap, 1)
    else
      local t = target(string.sub(top.member, 14))
      if usable(t) then return t end
      call('ZREM', freeKey(top.profile), top.member)
    end
  end
  return nil
end
