-- Forgets an agent.
-- ARGV[2]  id
-- Returns  { 1, fields as they were }, or nothing when it was not known
local id = ARGV[2]
if not known(id) then return {} end
local was = tell(id, true)
forget(id)
return was
