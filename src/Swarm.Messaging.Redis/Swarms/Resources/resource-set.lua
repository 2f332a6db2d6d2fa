-- ARGV  2 type   3 total   4 command ('': none)
-- returns 1 | 0, what is allocated | 2: the message has set it before | -1: the message has asked for something else
-- Commands about pools are kept under a name that no swarm may have.
local POOLS = '~pools'
local type, total = ARGV[2], tonumber(ARGV[3])
local before = applied(POOLS, ARGV[4])
if before then return { before == OTHER and -1 or 2 } end
local pool = call('HMGET', S .. 'pool:' .. type, 'total', 'available')
local allocated = (pool[1] or 0) - (pool[2] or 0)
if total < allocated then return { 0, allocated } end
call('SADD', S .. 'pools', type)
call('HSET', S .. 'pool:' .. type, 'total', ARGV[3], 'available', string.format('%.0f', total - allocated))
apply(POOLS, ARGV[4], ARGV[3])
pool_changed(type)
return { 1 }
