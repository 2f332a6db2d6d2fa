-- A conflict that was decided without a vote, kept so that the same id is the same conflict.
-- ARGV  2 id   3 document   4 as it was asked   5 result   6 how long it is known, ms
-- returns new, known or other: the id is another conflict's
local id = ARGV[2]
local before = known(id, ARGV[4])
if before then return before end
call('HSET', S .. 'vote:' .. id, 'doc', ARGV[3], 'asked', ARGV[4], 'result', ARGV[5])
call('PEXPIRE', S .. 'vote:' .. id, ARGV[6])
call('HINCRBY', S .. 'totals', 'conflictsResolved', 1)
return 'new'
