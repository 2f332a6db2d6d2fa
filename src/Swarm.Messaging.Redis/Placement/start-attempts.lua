-- Marks attempts as begun, just before they run.
-- ARGV[FIRST..]  target, call, then tokens
-- Returns        per token 1: run it, 0: it is not current or was begun by another call
local id, caller = ARGV[FIRST], ARGV[FIRST + 1]
local answers, leases, begun = {}, {}, {}
local function add(list, score, token)
  list[#list + 1] = score
  list[#list + 1] = token
end

for i = FIRST + 2, #ARGV do
  local token, yes = ARGV[i], 0
  local attempt = attemptOf(token)
  local v = attempt and call('HMGET', attemptKey(attempt), 'token', 'target', 'st', 'call') or {}
  if v[1] == token and v[2] == id then
    if v[3] ~= 'started' then
      -- A granted one may be here before its confirmation: that it was sent says that its saga has committed.
      if v[3] == 'granted' then call('ZREM', root .. 'grants', token) end
      call('HSET', attemptKey(attempt), 'st', 'started', 'call', caller)
      add(begun, 'inf', token)
      yes = 1
    elseif v[4] == caller then
      yes = 1
    end
    if yes == 1 then add(leases, now + LEASE, token) end
  end
  answers[#answers + 1] = yes
end

local function write(key, list)
  for from = 1, #list, 1000 do call('ZADD', key, unpack(list, from, math.min(from + 999, #list))) end
end

write(heldKey(id), begun)
write(root .. 'leases', leases)
return answers
