-- KEYS  1 result   2 claim of who makes it
-- ARGV  1 owner   2 how long a claim lasts, ms
-- returns {1, result, ms that are left} it is there, {2} the owner makes it, {3} another one does
local call = redis.call
local result = call('GET', KEYS[1])
if result then return {1, result, call('PTTL', KEYS[1])} end
if call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then return {2} end
if call('GET', KEYS[2]) == ARGV[1] then return {2} end
return {3}
