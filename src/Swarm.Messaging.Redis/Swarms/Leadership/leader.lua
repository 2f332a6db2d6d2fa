-- What every script about leadership begins with, and every script that only the leader may run.
-- KEYS  1 prefix of everything of swarms
-- ARGV  1 clock offset ms   2 entries that the write log keeps (0: there is none)
-- Keys  leader  hash: swarm, host, token, epoch, until (ms of the store's clock), heard (1: its owner's connection was seen here),
--               gone (ms since which it is not there any more, 0 it is); the last one stays when it is over
--       epoch   counter: one more with each acquisition; it never falls and never expires
--       log     stream of the leaders' accepted writes
local call = redis.call
local S, kept = KEYS[1], tonumber(ARGV[2])
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]

-- True: this owner leads in this epoch, at this moment of the store's clock. Anything else is stale and must change nothing.
local function leads(token, epoch)
  local held = call('HMGET', S .. 'leader', 'token', 'epoch', 'until')
  return held[1] == token and held[2] == epoch and tonumber(held[3]) > now
end

-- Whether the owner listens on this server, as long as it lives: the server knows of a connection's end at once.
local function listens(token) return call('PUBSUB', 'NUMSUB', S .. 'leads:' .. token)[2] > 0 end

local function logged(token, epoch, kind)
  if kept > 0 then call('XADD', S .. 'log', 'MAXLEN', kept, '*', 'epoch', epoch, 'token', token, 'kind', kind) end
end

-- A swarm may lead while it is active and at home in that process, or in one outside: any process of the system stands for those.
local function eligible(swarm, host)
  local is = call('HMGET', S .. 'swarm:' .. swarm, 'status', 'host')
  return is[1] == 'active' and is[2] and (is[2] == host or call('HGET', S .. 'host:' .. is[2], 'kind') == 'client')
end
