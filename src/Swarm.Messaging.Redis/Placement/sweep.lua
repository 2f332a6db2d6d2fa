-- What time alone brings. Whatever is found is moved in the same script, so of many hosts one finds it.
-- ARGV[9]    at most this many things
-- Returns    news: { grants, losses, {} }
local budget = tonumber(ARGV[FIRST])
local freed, again = {}, {}

local function due(key, upTo)
  if budget <= 0 then return {} end
  local found = call('ZRANGEBYSCORE', root .. key, '-inf', upTo, 'LIMIT', 0, budget)
  budget = budget - #found
  return found
end

for _, token in ipairs(due('leases', now)) do
  local attempt = attemptOf(token)
  local v = call('HMGET', attemptKey(attempt), 'st', 'target')
  drop(token, attempt, v[2])
  lose(token, v[1] == 'started' and '1' or '0')
  if v[2] then freed[v[2]] = true end
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

for _, id in ipairs(due('targets:seen', now - TTL)) do
  removeTarget(id)
  freed[id] = nil
end

for _, token in ipairs(due('news:due', now)) do
  lose(token, '0')
end

-- Only now, when everything that came back is in its place, are the slots given on: the best of all gets the first.
for id in pairs(freed) do grant(target(id)) end
for class in pairs(again) do settle(class) end
return report()
