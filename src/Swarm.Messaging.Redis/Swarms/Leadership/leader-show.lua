-- The lease under its fixed name, for outside readers. Who comes late with a lease that is over shows nothing.
-- KEYS  1 swarm:leader
-- ARGV  1 clock offset ms   2 swarm   3 end of the lease in ms; 0: it was given back
local time = redis.call('TIME')
local left = ARGV[3] - (time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1])
if left > 0 then
  redis.call('SET', KEYS[1], ARGV[2], 'PX', string.format('%.0f', left))
elseif ARGV[3] == '0' and redis.call('GET', KEYS[1]) == ARGV[2] then
  redis.call('DEL', KEYS[1])
end
