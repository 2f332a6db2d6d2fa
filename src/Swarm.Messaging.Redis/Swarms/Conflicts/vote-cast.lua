-- ARGV  2 id   3 voter   4 1 or 2   5 message that casts it
-- returns counted (again by the same message, too), unknown, party, over, voted, late (it was not there when the vote was opened) or away (it does not work)
local id, voter = ARGV[2], ARGV[3]
local vote = call('HMGET', S .. 'vote:' .. id, 'a', 'b', 'by:' .. voter)
if not vote[1] then return 'unknown' end
if vote[3] == ARGV[5] then return 'counted' end
if vote[1] == voter or vote[2] == voter then return 'party' end
if vote[3] then return 'voted' end
local deadline = call('ZSCORE', S .. 'votes', id)
if not deadline or tonumber(deadline) <= now then return 'over' end
-- Whoever was there when it was opened, and once: who comes later could be many.
if call('SISMEMBER', S .. 'voters:' .. id, voter) == 0 then return 'late' end
local status = call('HGET', S .. 'swarm:' .. voter, 'status')
local live = false
for _, one in ipairs(LIVE) do live = live or one == status end
if not live then return 'away' end
call('HSET', S .. 'cast:' .. id, voter, ARGV[4])
call('PEXPIRE', S .. 'cast:' .. id, call('PTTL', S .. 'vote:' .. id))
call('HSET', S .. 'vote:' .. id, 'by:' .. voter, ARGV[5])
call('SREM', S .. 'voters:' .. id, voter)
if call('EXISTS', S .. 'voters:' .. id) == 0 then call('ZADD', S .. 'votes', 0, id) end
return 'counted'
