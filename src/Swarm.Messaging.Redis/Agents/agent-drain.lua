-- No new work for an agent, or work again.
-- ARGV[2]  id   3 drained (1, 0)
-- Returns  { 1 when it was otherwise, fields }, or nothing when it is not known
local id = ARGV[2]
if not known(id) then return {} end
local changed = get(id, 'drained') ~= ARGV[3]
call('HSET', agentKey(id), 'drained', ARGV[3])
return tell(id, changed)
