-- Sessions without work that are draining, or unused for so long, go.
-- ARGV[FIRST]  unused for so many ms
-- Returns      their ids
local gone = {}
local function try(id, reason)
  local s = seats.get(id)
  if not s or s.active > 0 then return end
  seats.remove(s, reason)
  gone[#gone + 1] = id
end
for _, id in ipairs(call('SMEMBERS', root .. 'sessions:draining')) do try(id, 'drained') end
for _, id in ipairs(call('ZRANGEBYSCORE', root .. 'sessions', '-inf', now - tonumber(ARGV[FIRST]), 'LIMIT', 0, 1000)) do try(id, 'unused') end
keep()
return gone
