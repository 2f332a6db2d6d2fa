-- Reads what outside writers have put in, the oldest last in the list.
-- KEYS  1 list   2 how many entries were ever taken out of it
-- ARGV  1 entries at most
-- returns how many were taken out before, entry, ...
local found = { redis.call('GET', KEYS[2]) or '0' }
local entries = redis.call('LRANGE', KEYS[1], -ARGV[1], -1)
for n = #entries, 1, -1 do found[#found + 1] = entries[n] end
return found
