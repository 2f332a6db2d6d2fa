-- ARGV  2 type   3 swarm   4 amount at most   5 lease ('': any)   6 command ('': none)
-- returns how much was given back, now or when the message came first   1: now, 0: before, -1: the message has asked for something else
local type, left = ARGV[2], tonumber(ARGV[4])
local before = applied(ARGV[3], ARGV[6])
if before == OTHER then return { 0, -1 } end
if before then return { before, 0 } end
local released = 0
for _, lease in ipairs(call('ZRANGE', S .. 'held:' .. ARGV[3], 0, -1)) do
  if left > 0 and (ARGV[5] == '' or ARGV[5] == lease) and call('HGET', S .. 'lease:' .. lease, 'type') == type then
    local part = give_back(lease, left)
    left, released = left - part, released + part
  end
end
-- What there was nothing of, too: it must not take what was allocated since.
apply(ARGV[3], ARGV[6], string.format('%.0f', released))
return { string.format('%.0f', released), 1 }
