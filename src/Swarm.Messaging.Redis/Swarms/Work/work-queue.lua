-- ARGV  2 id   3 hash of the content   4 document   5 rank   6 strategy   7 priority   8 capabilities as JSON   9 bound of the backlog
-- returns 'queued' | 'known', leading swarm ('': none), active swarms || 'conflict' | 'full', waiting
local id = ARGV[2]
local leader = call('HMGET', S .. 'leader', 'swarm', 'until')
local leads = leader[1] and tonumber(leader[2]) > now and leader[1] or ''
local active = call('SCARD', S .. 'status:active')
local known = call('HGET', S .. 'task:' .. id, 'hash')
if known then return { known == ARGV[3] and 'known' or 'conflict', leads, active } end
local waiting = call('ZCARD', S .. 'backlog')
if waiting >= tonumber(ARGV[9]) then return { 'full', waiting } end

local seq = call('INCR', S .. 'seq')
call('HSET', S .. 'task:' .. id, 'hash', ARGV[3], 'doc', ARGV[4], 'rank', ARGV[5], 'seq', seq, 'strategy', ARGV[6], 'priority', ARGV[7], 'needs', ARGV[8],
  'state', 'queued', 'swarm', '', 'assignment', 0, 'queuedAt', now)
backlog(id, ARGV[5], seq)
call('PUBLISH', S .. 'work', '')
return { 'queued', leads, active }
