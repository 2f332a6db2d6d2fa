-- What every script about resources begins with.
-- KEYS  1 prefix of everything of swarms
-- ARGV  1 clock offset ms
-- Keys  pools         set of types
--       pool:{type}   hash: total, available, version (rises with every change)
--       holds:{type}  hash: swarm -> what it holds
--       lease:{id}    hash: type, swarm, amount (what is left of it), granted (what it was)
--       leases        sorted set: lease -> ms at which it runs out, unless its swarm was heard of later
--       held:{swarm}  sorted set: lease -> ms of its grant
--       given:{swarm} sorted set: leases that it has given back, the last of them, by when; goes when the swarm ends
--       gave          hash: lease that was given back -> swarm, amount granted and type; as long as given:{swarm} has it
--       totals        hash: resourceAllocations
local call = redis.call
local MOST_GIVEN = 1000
local S = KEYS[1]
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]

local function lease_content(swarm, granted, type) return swarm .. ' ' .. granted .. ' ' .. type end

-- Those of a swarm's given back that are forgotten.
local function forget_given(swarm, first, last)
  for _, lease in ipairs(call('ZRANGE', S .. 'given:' .. swarm, first, last)) do
    call('ZREM', S .. 'given:' .. swarm, lease)
    call('HDEL', S .. 'gave', lease)
  end
end

local function pool_changed(type)
  call('HINCRBY', S .. 'pool:' .. type, 'version', 1)
  call('PUBLISH', S .. 'resources', type)
end

-- Gives back so much of a lease; all of it, and the lease is gone. Returns how much.
local function give_back(lease, most)
  local held = call('HMGET', S .. 'lease:' .. lease, 'type', 'swarm', 'amount', 'granted')
  local type, swarm, amount = held[1], held[2], tonumber(held[3] or 0)
  if not type then return 0 end
  local part = math.min(amount, most)
  call('HINCRBY', S .. 'pool:' .. type, 'available', part)
  if call('HINCRBY', S .. 'holds:' .. type, swarm, -part) <= 0 then call('HDEL', S .. 'holds:' .. type, swarm) end
  if part == amount then
    call('DEL', S .. 'lease:' .. lease)
    call('ZREM', S .. 'leases', lease)
    call('ZREM', S .. 'held:' .. swarm, lease)
    call('ZADD', S .. 'given:' .. swarm, now, lease)
    call('HSET', S .. 'gave', lease, lease_content(swarm, held[4] or '', type))
    forget_given(swarm, 0, -1 - MOST_GIVEN)
  else
    call('HINCRBY', S .. 'lease:' .. lease, 'amount', -part)
  end
  pool_changed(type)
  return part
end

-- What a swarm holds is free.
local function free_all(swarm)
  for _, lease in ipairs(call('ZRANGE', S .. 'held:' .. swarm, 0, -1)) do give_back(lease, math.huge) end
  forget_given(swarm, 0, -1)
end
