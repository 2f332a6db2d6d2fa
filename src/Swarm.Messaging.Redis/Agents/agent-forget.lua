-- Forgets agents that have been inactive for longer.
-- ARGV[2]  for ms   3 at most so many
-- Returns  their ids
local found = call('ZRANGEBYSCORE', root .. 'inactive', '-inf', '(' .. (now - ARGV[2]), 'LIMIT', 0, ARGV[3])
for _, id in ipairs(found) do forget(id) end
return found
