-- ARGV  2 id   3 document   4 one party   5 the other   6 how long it is open, ms   7 how long it is known, ms   8 as it was asked
-- returns new or known, and when it was opened; or other: the id is another conflict's
local id = ARGV[2]
local before = known(id, ARGV[8])
if before then return { before, call('HGET', S .. 'vote:' .. id, 'opened') or '0' } end
call('HSET', S .. 'vote:' .. id, 'doc', ARGV[3], 'a', ARGV[4], 'b', ARGV[5], 'asked', ARGV[8], 'opened', now,
  'of:a', call('HGET', S .. 'swarm:' .. ARGV[4], 'order') or '', 'of:b', call('HGET', S .. 'swarm:' .. ARGV[5], 'order') or '')
local voters = 0
for _, status in ipairs(LIVE) do
  for _, swarm in ipairs(call('SMEMBERS', S .. 'status:' .. status)) do
    if swarm ~= ARGV[4] and swarm ~= ARGV[5] then voters = voters + call('SADD', S .. 'voters:' .. id, swarm) end
  end
end
call('ZADD', S .. 'votes', now + ARGV[6], id)
-- It outlives its deadline even if no process looks for long.
for _, key in ipairs({ 'vote:', 'voters:' }) do call('PEXPIRE', S .. key .. id, ARGV[6] + ARGV[7]) end
return { 'new', tostring(call('HGET', S .. 'vote:' .. id, 'opened')) }
