-- ARGV  2 id   3 voter   4 1 or 2
-- returns 1: it counts, 0: it does not
local id, voter = ARGV[2], ARGV[3]
local deadline = call('ZSCORE', S .. 'votes', id)
if not deadline or tonumber(deadline) <= now then return 0 end
-- Whoever was there when it was opened, and once: who comes later could be many.
if call('SISMEMBER', S .. 'voters:' .. id, voter) == 0 then return 0 end
local status = call('HGET', S .. 'swarm:' .. voter, 'status')
local live = false
for _, one in ipairs(LIVE) do live = live or one == status end
if not live then return 0 end
call('HSET', S .. 'cast:' .. id, voter, ARGV[4])
call('PEXPIRE', S .. 'cast:' .. id, call('PTTL', S .. 'vote:' .. id))
call('SREM', S .. 'voters:' .. id, voter)
if call('EXISTS', S .. 'voters:' .. id) == 0 then call('ZADD', S .. 'votes', 0, id) end
return 1
