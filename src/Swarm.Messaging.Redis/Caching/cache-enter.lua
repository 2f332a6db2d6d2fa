-- KEYS  1 result   2 claim of who makes it
-- ARGV  1 owner   2 ms in which the claim is not doubted   3 ms it is kept after that
-- returns {1, result, ms that are left} it is there, {2} the owner makes it, {3} another one does, {3, who} it said that it would take less time
local call = redis.call
local result = call('GET', KEYS[1])
if result then return {1, result, call('PTTL', KEYS[1])} end
local owner = call('GET', KEYS[2])
if not owner or owner == ARGV[1] then
  call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2] + ARGV[3])
  return {2}
end
if call('PTTL', KEYS[2]) <= tonumber(ARGV[3]) then return {3, owner} end
return {3}
