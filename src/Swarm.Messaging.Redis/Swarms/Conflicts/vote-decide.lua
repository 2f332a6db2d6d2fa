-- ARGV  2 id   3 result   4 how long it is known, ms
-- returns 1: decided, 0: it was before
local id = ARGV[2]
if call('ZREM', S .. 'votes', id) == 0 then return 0 end
if call('HSETNX', S .. 'vote:' .. id, 'result', ARGV[3]) == 0 then return 0 end
for _, key in ipairs({ 'vote:', 'cast:' }) do call('PEXPIRE', S .. key .. id, ARGV[4]) end
call('DEL', S .. 'voters:' .. id)
call('HINCRBY', S .. 'totals', 'conflictsResolved', 1)
call('PUBLISH', S .. 'votes', id)
return 1
