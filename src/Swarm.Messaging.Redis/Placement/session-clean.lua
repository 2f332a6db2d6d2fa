-- Sessions without work that are draining, or unused for so long, go; and what is kept of those that went long ago.
-- ARGV[FIRST..]  unused for so many ms; so many ms whose a session was is kept
-- Returns        their ids
local AT_A_TIME, DAY = 10000, 86400000
local gone = {}
local function try(id, reason)
  local s = seats.get(id)
  if not s or s.active > 0 then return end
  seats.remove(s, reason)
  gone[#gone + 1] = id
end
for _, id in ipairs(call('SMEMBERS', root .. 'sessions:draining')) do try(id, 'drained') end
for _, id in ipairs(call('ZRANGEBYSCORE', root .. 'sessions', '-inf', now - tonumber(ARGV[FIRST]), 'LIMIT', 0, 1000)) do try(id, 'unused') end
for _, id in ipairs(call('ZRANGEBYSCORE', root .. 'bindings:ended', '-inf', now - tonumber(ARGV[FIRST + 1]), 'LIMIT', 0, AT_A_TIME)) do seats.forgetBinding(id) end
for _, client in ipairs(call('ZRANGEBYSCORE', root .. 'logins:failing:at', '-inf', now - DAY, 'LIMIT', 0, AT_A_TIME)) do seats.loggedIn(client) end
keep()
return gone
