-- returns swarm, process, epoch, ms that remain; nothing when nobody leads
local held = call('HMGET', S .. 'leader', 'swarm', 'host', 'epoch', 'until')
if not held[1] or tonumber(held[4]) <= now then return {} end
return { held[1], held[2], held[3], held[4] - now }
