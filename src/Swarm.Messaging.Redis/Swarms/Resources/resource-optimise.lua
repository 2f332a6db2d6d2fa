-- Frees what has run out; for the leader alone.
-- ARGV  2 entries that the write log keeps   3 token   4 epoch   5 how long a lease lasts, ms   6 leases at most
-- returns 'stale' | 'freed', lease, type, swarm, amount, ...
local token, epoch, lasts = ARGV[3], ARGV[4], tonumber(ARGV[5])
if not leads(token, epoch) then return { 'stale' } end
local freed = { 'freed' }
for _, lease in ipairs(call('ZRANGEBYSCORE', S .. 'leases', '-inf', string.format('%.0f', now), 'LIMIT', 0, ARGV[6])) do
  local held = call('HMGET', S .. 'lease:' .. lease, 'type', 'swarm', 'amount')
  -- A heartbeat renews all leases of its swarm: looked at here, so that it costs heartbeats nothing.
  local heard = tonumber(call('HGET', S .. 'swarm:' .. held[2], 'lastHeartbeat') or 0)
  if heard + lasts > now then
    call('ZADD', S .. 'leases', heard + lasts, lease)
  else
    give_back(lease, math.huge)
    freed[#freed + 1] = lease
    freed[#freed + 1] = held[1]
    freed[#freed + 1] = held[2]
    freed[#freed + 1] = held[3]
  end
end
if #freed > 1 then logged(token, epoch, 'optimise') end
return freed
