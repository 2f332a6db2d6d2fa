-- Makes an agent's id an instance's for a time, unless it is another's.
-- ARGV[2]  id   3 instance   4 ms
-- Returns  { 1 when it is this instance's now }, { 0 } when it is another's
local id, instance = ARGV[2], ARGV[3]
local before, till = string.match(call('GET', holderKey(id)) or '', '^(%S+) (%d+)$')
if before and before ~= instance and tonumber(till) > now then return { 0 } end
call('SET', holderKey(id), string.format('%s %.0f', instance, now + ARGV[4]), 'PX', ARGV[4])
return { 1 }
