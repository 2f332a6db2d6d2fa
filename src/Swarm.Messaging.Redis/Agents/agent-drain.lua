-- No new work for an agent, or work again.
-- ARGV[2]  id   3 drained: 1, or 2 until its next registration; 0: not
-- Returns  { 1 when it was otherwise, fields }, or nothing when it is not known
local id = ARGV[2]
if not known(id) then return {} end
local was = get(id, 'drained')
local changed = (was == '0') ~= (ARGV[3] == '0')
-- What an operator wanted outlasts what the agent wants.
if not (was == '1' and ARGV[3] == '2') then call('HSET', agentKey(id), 'drained', ARGV[3]) end
return tell(id, changed)
