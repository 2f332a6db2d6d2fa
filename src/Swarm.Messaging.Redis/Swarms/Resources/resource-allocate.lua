-- ARGV  2 type   3 swarm   4 amount   5 lease   6 how long it lasts, ms   7 command ('': none)
-- returns 'granted', amount | 'known', what is left of it | 'conflict' | 'short', available | 'no_swarm', status ('': unknown) | 'other': the message has asked for something else
local type, swarm, amount, lease = ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5]
local known = call('HMGET', S .. 'lease:' .. lease, 'type', 'swarm', 'granted', 'amount')
if known[1] then
  return { known[1] == type and known[2] == swarm and known[3] == ARGV[4] and 'known' or 'conflict', known[4] }
end
-- It comes late, or once more, and was given back meanwhile.
local gave = call('HGET', S .. 'gave', lease)
if gave then return { gave == lease_content(swarm, ARGV[4], type) and 'known' or 'conflict', 0 } end
if call('ZSCORE', S .. 'given:' .. swarm, lease) then return { 'known', 0 } end
-- Of a swarm that had that id before: what it held is given back, and another has not asked.
local before = applied(swarm, ARGV[7])
if before then return { before == OTHER and OTHER or 'known', 0 } end
local status = call('HGET', S .. 'swarm:' .. swarm, 'status')
if status ~= 'initializing' and status ~= 'active' and status ~= 'recovering' then return { 'no_swarm', status or '' } end
local available = tonumber(call('HGET', S .. 'pool:' .. type, 'available') or 0)
if available < amount then return { 'short', available } end
call('HINCRBY', S .. 'pool:' .. type, 'available', -amount)
call('HINCRBY', S .. 'holds:' .. type, swarm, amount)
call('HSET', S .. 'lease:' .. lease, 'type', type, 'swarm', swarm, 'amount', ARGV[4], 'granted', ARGV[4])
call('ZADD', S .. 'leases', now + ARGV[6], lease)
call('ZADD', S .. 'held:' .. swarm, now, lease)
call('HINCRBY', S .. 'totals', 'resourceAllocations', 1)
apply(swarm, ARGV[7], ARGV[4])
pool_changed(type)
return { 'granted', amount }
