-- Changes what an agent says of itself, unless somebody else did meanwhile.
-- ARGV[2]  id   3 document as it was   4 as it is to be
-- Returns  { 1 when it did, fields }, or nothing when the agent is not known
local id = ARGV[2]
if not known(id) then return {} end
local same = get(id, 'doc') == ARGV[3]
if same then call('HSET', agentKey(id), 'doc', ARGV[4]) end
return tell(id, same)
