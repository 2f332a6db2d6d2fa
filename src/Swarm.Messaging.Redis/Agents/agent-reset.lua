-- Closes the breaker and forgets recent failures.
-- ARGV[2]  id
-- Returns  { 1 when it was not closed, fields }, or nothing when the agent is not known
local id = ARGV[2]
if not known(id) then return {} end
local changed = get(id, 'breaker') ~= 'closed'
close(id)
return tell(id, changed)
