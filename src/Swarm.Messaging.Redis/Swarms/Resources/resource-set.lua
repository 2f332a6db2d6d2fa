-- ARGV  2 type   3 total
-- returns 1 | 0, what is allocated
local type, total = ARGV[2], tonumber(ARGV[3])
local pool = call('HMGET', S .. 'pool:' .. type, 'total', 'available')
local allocated = (pool[1] or 0) - (pool[2] or 0)
if total < allocated then return { 0, allocated } end
call('SADD', S .. 'pools', type)
call('HSET', S .. 'pool:' .. type, 'total', ARGV[3], 'available', string.format('%.0f', total - allocated))
pool_changed(type)
return { 1 }
