-- Marks attempts as begun, just before they run.
-- ARGV[FIRST..]  target, call, then tokens
-- Returns        per token 1: run it, 0: it is not current or was begun by another call
local id, caller = ARGV[FIRST], ARGV[FIRST + 1]
local answers = {}
for i = FIRST + 2, #ARGV do
  local token, yes = ARGV[i], 0
  local attempt = attemptOf(token)
  local v = attempt and call('HMGET', attemptKey(attempt), 'token', 'target', 'st', 'call') or {}
  if v[1] == token and v[2] == id then
    if v[3] ~= 'started' then
      -- A granted one may be here before its confirmation: that it was sent says that its saga has committed.
      if v[3] == 'granted' then call('ZREM', root .. 'grants', token) end
      call('HSET', attemptKey(attempt), 'st', 'started', 'call', caller)
      call('ZADD', heldKey(id), 'inf', token)
      yes = 1
    elseif v[4] == caller then
      yes = 1
    end
    if yes == 1 then call('ZADD', root .. 'leases', now + LEASE, token) end
  end
  answers[#answers + 1] = yes
end
return answers
