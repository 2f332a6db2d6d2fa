-- ARGV  2 id   3 result   4 how long it is known, ms   5 which of its parties have ended, of the first and the second 1 or 0
-- returns now: decided, before, or changed: another party has ended
local id = ARGV[2]
local function ended(swarm, of) return hasEnded(swarm, of) and '1' or '0' end
local parties = call('HMGET', S .. 'vote:' .. id, 'a', 'b', 'of:a', 'of:b')
if not call('ZSCORE', S .. 'votes', id) or not parties[1] then return 'before' end
if ended(parties[1], parties[3]) .. ended(parties[2], parties[4]) ~= ARGV[5] then return 'changed' end
call('ZREM', S .. 'votes', id)
if call('HSETNX', S .. 'vote:' .. id, 'result', ARGV[3]) == 0 then return 'before' end
for _, key in ipairs({ 'vote:', 'cast:' }) do call('PEXPIRE', S .. key .. id, ARGV[4]) end
call('DEL', S .. 'voters:' .. id)
call('HINCRBY', S .. 'totals', 'conflictsResolved', 1)
call('PUBLISH', S .. 'votes', id)
return 'now'
