-- What time alone brings. Whatever is found is moved in the same call, so of many hosts one finds it.
-- ARGV[FIRST]  at most this many things   1: nobody could be heard, so nobody is late
-- Returns      news: { grants, losses, {} }
local budget, spare = tonumber(ARGV[FIRST]), ARGV[FIRST + 1] == '1'
local freed, again = {}, {}

local function due(key, upTo)
  if budget <= 0 then return {} end
  local found = call('ZRANGEBYSCORE', root .. key, '-inf', upTo, 'LIMIT', 0, budget)
  budget = budget - #found
  return found
end

for _, token in ipairs(spare and {} or due('leases', now)) do
  local attempt = attemptOf(token)
  local slot = slotOf(attempt)
  local success = nil
  if slot.st == 'started' then success = false end
  drop(token, attempt, slot, success)
  lose(token, slot.st == 'started' and '1' or '0')
  if slot.target then freed[slot.target] = true end
end

for _, token in ipairs(due('grants', now)) do
  local attempt = attemptOf(token)
  local id = call('HGET', attemptKey(attempt), 'target')
  local class = takeBack(token, attempt, id)
  if class then
    again[class] = true
    freed[id] = true
  end
end

for _, attempt in ipairs(due('reservations', now)) do
  call('ZREM', root .. 'reservations', attempt)
  local class = call('HGET', attemptKey(attempt), 'class')
  if class then countWaiting(class, -1) end
  call('DEL', attemptKey(attempt))
end

for _, id in ipairs(spare and {} or due('targets:seen', now - TTL)) do
  removeTarget(id, again)
  freed[id] = nil
end

returns.forget(100)
seats.settle(100)

for _, token in ipairs(due('news:due', now)) do
  lose(token, '0')
end

-- A limit may have been raised or dropped since somebody began to wait for it, and tokens by kind are kept beside the leases: a look at
-- both. The sums differ only in data of a version that kept no tokens by kind.
local sum = 0
for _, kind in ipairs(call('SMEMBERS', root .. 'kinds')) do
  sum = sum + countOf(kind)
  roomMade[kind] = true
end
if sum ~= call('ZCARD', root .. 'leases') + call('ZCARD', root .. 'grants') then
  for _, kind in ipairs(call('SMEMBERS', root .. 'kinds')) do call('DEL', heldOfKindKey(kind)) end
  for _, key in ipairs({ 'leases', 'grants' }) do
    for _, token in ipairs(call('ZRANGE', root .. key, 0, -1)) do
      local kind = kindOf(call('HGET', attemptKey(attemptOf(token)), 'class') or '')
      call('SADD', root .. 'kinds', kind)
      call('SADD', heldOfKindKey(kind), token)
      roomMade[kind] = true
    end
  end
  counts = {}
end

-- Who waits for a key is told of it when it lets one begin; should nobody have, as when the one that was told waits no longer, then here.
for _, key in ipairs(call('ZRANGE', root .. 'flow:stopped', 0, 99)) do
  call('ZADD', root .. 'flow:stopped', now, key)
  if not flow.gate(key) then flow.freed[key] = true end
end

-- Only now, when everything that came back is in its place, are the slots given on: the best of all gets the first.
local ids = {}
for id in pairs(freed) do ids[#ids + 1] = id end
handOn(ids, again)
return report()
