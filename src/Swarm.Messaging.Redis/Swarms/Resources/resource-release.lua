-- ARGV  2 type   3 swarm   4 amount at most   5 lease ('': any)
-- returns how much was given back
local type, left = ARGV[2], tonumber(ARGV[4])
local released = 0
for _, lease in ipairs(call('ZRANGE', S .. 'held:' .. ARGV[3], 0, -1)) do
  if left > 0 and (ARGV[5] == '' or ARGV[5] == lease) and call('HGET', S .. 'lease:' .. lease, 'type') == type then
    local part = give_back(lease, left)
    left, released = left - part, released + part
  end
end
return released
