-- Swarms, all under one tag: their registry, who hosts them, and everything else of theirs. The first part of every script of swarms.
-- KEYS[1]    root of all keys, ending in a colon; every key is made from it, so all lie under one hash tag
-- ARGV       1 offset of the store's clock in ms   2 most active swarms   3 silence after which a swarm is interrupted, ms
--            4 silence after which a host gets nothing more, ms   5 silence after which a host comes after those heard of since, ms   6.. the script's own, here args[1]..
--   swarm:{id}        hash: doc (JSON), given (hash of the registration), status, createdAt, lastActivity, lastHeartbeat (ms), version, host ('' none),
--                     term, beat (the term of the last heartbeat), interruptedAt ('' not), reason, returned (1: heard of while interrupted), agents, order, m:{metric},
--                     client (the host outside whose own it is; absent: nobody's), lent (1: it was nobody's before), snapshotAt (of a host outside: the last automatic one),
--                     reads (of a host outside: the term since which it is told that it reads the inbox),
--                     planned (version of the state that its present recovery wrote, until it is active or over)
--   all               zset of ids by creation        status:{status}   set of ids: their numbers ARE the counts
--   beats             zset of initializing, active and recovering swarms by the time their silence counts from
--   touched           zset of all by their last change or heartbeat
--   hosts             zset of hosts by last sign of life      hosted:{h}   set of swarms
--   host:{h}          hash: capacity; of one outside also kind (client), session, shown (what it was told that it hosts), poll (number of its last question); its sign of life lies
--                     in the future by the time that it may wait       former:{h}   zset of sessions that were taken over or have left, for a day after the last
--   homeless          set of swarms with a place in the limit and without a host
--   avoided:{id}      hash: host -> had (the swarm was there when it was interrupted) or failed (a try to recover it failed there), until it is active or over
--   news              stream of what happened, until it is acknowledged
--   totals            hash: registered, completed, failed, agents, lifetimeMs, archived, order; statesSaved, statesLoaded, snapshots, recoveries, errors
--   state:{id}, snapshots:{id}, checkpoints:{id}, blocking:{id}, blockedAt:{id}   its state and what is kept of it: swarm-state-write.lua, swarm-keep.lua, swarm-block.lua
--   archive:{id}      hash, as swarm:{id} and archivedAt, archiveReason, lifetime       archive   zset by archivedAt
local root = KEYS[1]
local call = redis.call
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
local LIMIT, SILENCE, HOST_SILENCE, HOST_LATE = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local MOST_NEWS, AT_A_TIME, FORMER_FOR = 1000000, 500, 86400000
local args = {}
for i = 6, #ARGV do args[i - 5] = ARGV[i] end

local COUNTED = { initializing = true, active = true, recovering = true }
local ENDED = { completed = true, failed = true }
local NEXT = {
  initializing = { active = true, failed = true, interrupted = true },
  active = { completed = true, failed = true, interrupted = true },
  interrupted = { recovering = true, failed = true },
  recovering = { active = true, failed = true, interrupted = true },
  completed = {},
  failed = {},
}

-- What others do when a swarm is interrupted, comes to an end, or leaves: functions of its id, added by the parts that follow.
local swarms = { interrupted = {}, ended = {}, removed = {} }

local function swarmKey(id) return root .. 'swarm:' .. id end
local function avoidedKey(id) return root .. 'avoided:' .. id end
local function statusKey(status) return root .. 'status:' .. status end
local function field(id, name) return call('HGET', swarmKey(id), name) end

local function each(list, id)
  for _, act in ipairs(list) do act(id) end
end

function swarms.status(id) return field(id, 'status') end

function swarms.active()
  local n = 0
  for status in pairs(COUNTED) do n = n + call('SCARD', statusKey(status)) end
  return n
end

-- detail: a table or nil
function swarms.tell(id, what, from, reason, detail)
  local v = call('HMGET', swarmKey(id), 'status', 'version', 'host', 'term')
  call('XADD', root .. 'news', 'MAXLEN', '~', MOST_NEWS, '*', 'what', what, 'swarm', id, 'from', from or v[1] or '', 'to', v[1] or '',
    'reason', reason or '', 'at', now, 'version', v[2] or 0, 'host', v[3] or '', 'term', v[4] or 0, 'detail', detail and cjson.encode(detail) or '')
end

-- A change: the version rises. Never a heartbeat.
function swarms.touch(id)
  call('HSET', swarmKey(id), 'lastActivity', now)
  call('ZADD', root .. 'touched', now, id)
  return call('HINCRBY', swarmKey(id), 'version', 1)
end

-- Nobody hosts it any more.
local function evict(id)
  local host = field(id, 'host')
  if host and host ~= '' then
    call('SREM', root .. 'hosted:' .. host, id)
    call('HSET', swarmKey(id), 'host', '')
    call('PUBLISH', root .. 'wake:' .. host, id)
  end
  call('SREM', root .. 'homeless', id)
end

-- Whether it offers to host, too: one that ends stays known for a while without room.
local function isAlive(host)
  local sign = host ~= '' and call('ZSCORE', root .. 'hosts', host)
  return sign and tonumber(sign) > now - HOST_SILENCE and call('HGET', root .. 'host:' .. host, 'capacity') ~= '0'
end

-- A process outside that was heard of.
local function isClient(host)
  local sign = host ~= '' and call('ZSCORE', root .. 'hosts', host)
  return sign and tonumber(sign) > now - HOST_SILENCE and call('HGET', root .. 'host:' .. host, 'kind') == 'client'
end

-- Whether it is the host's own, which is there.
local function isOwn(id, host) return host and field(id, 'client') == host and isClient(host) end

-- A process that gave a session holds a host outside: for how long yet, ms, whoever names none has nothing to say about it. Nil: it may.
function swarms.heldFor(host, session)
  local holder = session == '' and call('HGET', root .. 'host:' .. host, 'session')
  local sign = holder and holder ~= '' and tonumber(call('ZSCORE', root .. 'hosts', host))
  return sign and sign > now - SILENCE and string.format('%.0f', sign + SILENCE - now) or nil
end

-- What comes late of that process is not heard any more.
function swarms.retire(host, session)
  if not session or session == '' then return end
  local former = root .. 'former:' .. host
  call('ZADD', former, now, session)
  call('ZREMRANGEBYRANK', former, 0, -101)
  call('PEXPIRE', former, FORMER_FOR)
end

-- Whether a host is known not to have kept it alive, or to have failed to recover it.
local function isAvoided(id, host) return call('HEXISTS', avoidedKey(id), host) == 1 end

-- Of those that can take one more: first who is not avoided, then who was heard of lately, then who has the fewest swarms; of equal ones the first by name.
-- favoured: taken before all others if it can and is not avoided. What is a client's own is kept alive by hosts of the system alone: others could do nothing for it.
local function roomiest(id, favoured)
  local best, least, fewest
  local owned = field(id, 'client')
  local avoids = call('EXISTS', avoidedKey(id)) == 1
  local signs = call('ZRANGEBYSCORE', root .. 'hosts', '(' .. string.format('%.0f', now - HOST_SILENCE), '+inf', 'WITHSCORES')
  for n = 1, #signs, 2 do
    local host = signs[n]
    local has = call('SCARD', root .. 'hosted:' .. host)
    local is = call('HMGET', root .. 'host:' .. host, 'capacity', 'kind')
    if has < tonumber(is[1] or 0) and not (owned and is[2] == 'client') then
      local doubt = (avoids and isAvoided(id, host) and 2 or 0) + (tonumber(signs[n + 1]) <= now - HOST_LATE and 1 or 0)
      if host == favoured and doubt < 2 then return host end
      local better = not best or doubt < least or (doubt == least and (has < fewest or (has == fewest and host < best)))
      if better then best, least, fewest = host, doubt, has end
    end
  end
  return best
end

-- Whether there is a host for it: its own, or one with room.
function swarms.canHouse(id, favoured) return isOwn(id, favoured) or roomiest(id, favoured) ~= nil or isAlive(favoured or '') end

-- Gives it to a host, for a new term. Returns whether there is one.
function swarms.house(id, favoured)
  -- First: its own place at the host counts as room.
  evict(id)
  local host = isOwn(id, favoured) and favoured or roomiest(id, favoured)
  if not host then
    call('SADD', root .. 'homeless', id)
    return false
  end
  call('SADD', root .. 'hosted:' .. host, id)
  call('HSET', swarmKey(id), 'host', host)
  call('HINCRBY', swarmKey(id), 'term', 1)
  -- What it was given under an earlier term is nobody's: its inbox is read from the beginning.
  call('HDEL', root .. 'read:' .. host, id)
  swarms.touch(id)
  swarms.tell(id, 'taken')
  call('PUBLISH', root .. 'wake:' .. host, id)
  return true
end

-- Another interruption is another matter: then all hosts are as good as each other again, and another plan is made.
local function remember(id, from, to)
  if to == 'active' or ENDED[to] then
    call('DEL', avoidedKey(id))
    call('HDEL', swarmKey(id), 'planned')
  elseif to == 'interrupted' then
    local host = field(id, 'host')
    if host ~= '' then call('HSET', avoidedKey(id), host, from == 'recovering' and 'failed' or 'had') end
  end
end

-- Whether the process that has a swarm is gone, as far as can be told when the swarm is silent: it was not heard of since the swarm was, or too long. Who is there is heard of within 6 s.
local function isHostLost(id)
  local host = field(id, 'host') or ''
  local sign = host ~= '' and tonumber(call('ZSCORE', root .. 'hosts', host))
  local is = sign and call('HMGET', root .. 'host:' .. host, 'capacity', 'kind')
  if not sign or (is[1] == '0' and is[2] ~= 'client') then return true end
  local heard = tonumber(call('ZSCORE', root .. 'beats', id))
  return sign <= now - 0.75 * HOST_LATE or (heard ~= nil and sign <= heard)
end

-- To a status that may follow; tells of it.
local function move(id, from, to, reason)
  local lost = to == 'interrupted' and isHostLost(id)
  remember(id, from, to)
  call('SREM', statusKey(from), id)
  call('SADD', statusKey(to), id)
  call('HSET', swarmKey(id), 'status', to, 'reason', reason or '')
  if to == 'interrupted' then
    call('HSET', swarmKey(id), 'interruptedAt', now, 'returned', 0)
  elseif to ~= 'recovering' then
    call('HSET', swarmKey(id), 'interruptedAt', '')
  end
  if not COUNTED[to] then
    call('ZREM', root .. 'beats', id)
    call('SREM', root .. 'homeless', id)
  elseif not COUNTED[from] then
    -- Its place is held for as long as a heartbeat would hold it; that it had one is not said.
    call('ZADD', root .. 'beats', now, id)
    -- Its host may have left while it was interrupted.
    if field(id, 'host') == '' then call('SADD', root .. 'homeless', id) end
  end
  if ENDED[to] then
    evict(id)
    call('HINCRBY', root .. 'totals', to, 1)
  end
  swarms.touch(id)
  swarms.tell(id, 'status', from, reason, to == 'interrupted' and { hostLost = lost } or nil)
  if to == 'interrupted' then each(swarms.interrupted, id) end
  if ENDED[to] then each(swarms.ended, id) end
end

-- Interrupts those whose heartbeats stopped.
function swarms.interruptOverdue()
  local overdue = call('ZRANGEBYSCORE', root .. 'beats', '-inf', string.format('%.0f', now - SILENCE), 'LIMIT', 0, AT_A_TIME)
  for _, id in ipairs(overdue) do move(id, swarms.status(id), 'interrupted', 'heartbeat_timeout') end
  return overdue
end

-- Whether one more may be active. A place that nobody holds any more is free, whoever was to notice.
function swarms.hasRoom()
  if swarms.active() < LIMIT then return true end
  return #swarms.interruptOverdue() > 0 and swarms.active() < LIMIT
end

-- Whether its present interruption began later, or none is: then whoever speaks of one until that time comes late. '' is no time.
function swarms.isLater(id, time)
  local at = field(id, 'interruptedAt')
  return time ~= '' and (not at or at == '' or tonumber(at) > tonumber(time))
end

-- Returns 'ok', 'missing', 'invalid_transition' or 'swarm_limit'.
function swarms.change(id, to, reason)
  local from = swarms.status(id)
  if not from then return 'missing' end
  if not NEXT[from][to] then return 'invalid_transition' end
  if COUNTED[to] and not COUNTED[from] and not swarms.hasRoom() then return 'swarm_limit' end
  move(id, from, to, reason)
  return 'ok'
end

-- Active when its state is saved and its first heartbeat sent.
function swarms.begin(id)
  local v = call('HMGET', swarmKey(id), 'status', 'term', 'beat')
  if v[1] == 'initializing' and v[2] == v[3] and call('EXISTS', root .. 'state:' .. id) == 1 then move(id, v[1], 'active') end
end

-- A sign of life of a swarm by the host that has it. Returns 0 ok, 1 stale, 2 interrupted, 3 ended, 4 gone.
function swarms.beat(host, id, term)
  local v = call('HMGET', swarmKey(id), 'status', 'host', 'term', 'beat', 'returned')
  if not v[1] then return 4 end
  if ENDED[v[1]] then return 3 end
  if v[2] ~= host or v[3] ~= term then return 1 end
  call('HSET', swarmKey(id), 'lastHeartbeat', now, 'beat', term)
  call('ZADD', root .. 'touched', now, id)
  if v[1] == 'interrupted' then
    if v[5] ~= '1' then
      call('HSET', swarmKey(id), 'returned', 1)
      -- It has the swarm after all. One at which a try failed had its turn.
      if call('HGET', avoidedKey(id), host) == 'had' then call('HDEL', avoidedKey(id), host) end
      swarms.tell(id, 'returned')
    end
    return 2
  end
  call('ZADD', root .. 'beats', now, id)
  if v[1] == 'recovering' and v[4] ~= term then swarms.tell(id, 'beat') end
  if v[1] == 'initializing' then swarms.begin(id) end
  return 0
end

-- Out of the registry, with everything it has; the archive keeps it.
function swarms.remove(id, reason)
  local status = swarms.status(id)
  evict(id)
  if not ENDED[status] then
    if ENDED[reason] then call('HINCRBY', root .. 'totals', reason, 1) end
    each(swarms.ended, id)
  end
  each(swarms.removed, id)
  local version = call('HINCRBY', swarmKey(id), 'version', 1)
  local lifetime = now - field(id, 'createdAt')
  call('HSET', swarmKey(id), 'archivedAt', now, 'archiveReason', reason, 'lifetime', string.format('%.0f', lifetime))
  call('HINCRBY', root .. 'totals', 'archived', 1)
  call('HINCRBY', root .. 'totals', 'lifetimeMs', string.format('%.0f', lifetime))
  call('HINCRBY', root .. 'totals', 'agents', 0 - field(id, 'agents'))
  swarms.tell(id, 'removed', status, reason, {
    snapshots = call('ZRANGE', root .. 'snapshots:' .. id, 0, -1),
    checkpoints = call('ZRANGE', root .. 'checkpoints:' .. id, 0, -1),
    coordinators = call('HKEYS', root .. 'blocking:' .. id),
  })
  call('RENAME', swarmKey(id), root .. 'archive:' .. id)
  call('ZADD', root .. 'archive', now, id)
  call('ZREM', root .. 'all', id)
  call('SREM', statusKey(status), id)
  call('ZREM', root .. 'beats', id)
  call('ZREM', root .. 'touched', id)
  call('SREM', root .. 'homeless', id)
  call('DEL', root .. 'state:' .. id, root .. 'snapshots:' .. id, root .. 'checkpoints:' .. id, root .. 'blocking:' .. id, root .. 'blockedAt:' .. id, avoidedKey(id))
end
