-- Sessions of targets: work for one client alone. A slot of a session is taken and left with the slot of its target.
--   session:{id}          hash: target, client ('' while it is bound to nobody), slots, health (0..100), draining, created, used, served, failed
--   session:{id}:held     set of the tokens in it: their number IS how much is active
--   sessions, target:{id}:sessions   zsets of ids by last use       sessions:draining   set of ids
--   target:{id}:unbound   zset of its sessions without a client that can take one more, by health
--   bound:{client}        set of the client's sessions              affinity            hash: client to the session that draws its work
--   session:changes       stream of what happened, until it is acknowledged
--   session:figures       hash: choices, hits (in the session of the affinity), opened
local seats = { left = {} }
local sessions = {}

local NO_CLIENT = 'default'
local GOOD, BONUS, BEST = 50, 50, 100
local FAILED, SUCCEEDED = -20, 5
local MOST_CHANGES = 1000000

local function sessionKey(id) return root .. 'session:' .. id end
local function sessionHeldKey(id) return root .. 'session:' .. id .. ':held' end

function seats.get(id)
  local s = sessions[id]
  if s == nil then
    local v = call('HMGET', sessionKey(id), 'target', 'client', 'slots', 'health', 'draining', 'used')
    s = v[1] and {
      id = id, target = v[1], client = v[2], slots = tonumber(v[3]), health = tonumber(v[4]), draining = v[5] == '1', used = tonumber(v[6]),
      active = call('SCARD', sessionHeldKey(id)),
    }
    sessions[id] = s
  end
  return s
end

function seats.tell(s, what, reason)
  call('XADD', root .. 'session:changes', 'MAXLEN', '~', MOST_CHANGES, '*',
    'what', what, 'session', s.id, 'target', s.target, 'client', s.client, 'at', now, 'reason', reason or '')
end

local function fits(s) return s and not s.draining and s.health >= GOOD and s.active < s.slots end

-- What it adds to the score of its target.
local function standing(s)
  if s.draining or s.health <= BONUS then return 0, 0, 0 end
  return 1, s.health, s.active
end

-- Every change goes through here: it keeps what is derived.
function seats.change(s, changes)
  local n, health, active = standing(s)
  for name, value in pairs(changes) do s[name] = value end
  local n2, health2, active2 = standing(s)
  local t = target(s.target)
  if t and (n ~= n2 or health ~= health2 or active ~= active2) then
    local sum = t.sessions
    sum.n, sum.health, sum.active = sum.n + n2 - n, sum.health + health2 - health, sum.active + active2 - active
    call('HSET', targetKey(t.id), 'sessions', sum.n, 'sessions:health', sum.health, 'sessions:active', sum.active)
    rescore(t)
  end
  local unbound = root .. 'target:' .. s.target .. ':unbound'
  if s.client == '' and fits(s) then
    call('ZADD', unbound, s.health, s.id)
  else
    call('ZREM', unbound, s.id)
  end
end

local function touch(s)
  s.used = now
  call('HSET', sessionKey(s.id), 'used', now)
  call('ZADD', root .. 'sessions', now, s.id)
  call('ZADD', root .. 'target:' .. s.target .. ':sessions', now, s.id)
end

local function point(client, s) call('HSET', root .. 'affinity', client, s.id) end

local function unpoint(s)
  if s.client ~= '' and call('HGET', root .. 'affinity', s.client) == s.id then call('HDEL', root .. 'affinity', s.client) end
end

-- No new work, for good.
function seats.drain(s, reason)
  if s.draining then return end
  unpoint(s)
  seats.change(s, { draining = true })
  call('HSET', sessionKey(s.id), 'draining', '1')
  call('SADD', root .. 'sessions:draining', s.id)
  seats.tell(s, 'draining', reason)
end

-- Only one without work.
function seats.remove(s, reason)
  unpoint(s)
  seats.change(s, { draining = true })
  call('DEL', sessionKey(s.id), sessionHeldKey(s.id))
  call('ZREM', root .. 'sessions', s.id)
  call('ZREM', root .. 'target:' .. s.target .. ':sessions', s.id)
  call('SREM', root .. 'sessions:draining', s.id)
  if s.client ~= '' then call('SREM', root .. 'bound:' .. s.client, s.id) end
  sessions[s.id] = false
  seats.tell(s, 'removed', reason)
end

function seats.add(id, t, client, slots, what)
  local s = { id = id, target = t.id, client = client, slots = slots, health = BEST, draining = true, used = now, active = 0 }
  sessions[id] = s
  call('HSET', sessionKey(id), 'target', t.id, 'client', client, 'slots', slots, 'health', BEST, 'draining', '0', 'created', now)
  if client ~= '' then call('SADD', root .. 'bound:' .. client, id) end
  touch(s)
  seats.change(s, { draining = false })
  seats.tell(s, what)
  return s
end

function seats.bind(s, client)
  seats.change(s, { client = client })
  call('HSET', sessionKey(s.id), 'client', client)
  call('SADD', root .. 'bound:' .. client, s.id)
  seats.tell(s, 'bound')
end

-- A target that has as many as it may gives up the one that was unused the longest: one is idle, while it has a slot free and no more
-- slots than sessions.
local function open(t, client)
  local own = root .. 'target:' .. t.id .. ':sessions'
  if call('ZCARD', own) >= math.max(MOST_SESSIONS, t.slots) then
    for _, id in ipairs(call('ZRANGE', own, 0, t.slots)) do
      local s = seats.get(id)
      if s and s.active == 0 then
        seats.remove(s, 'made room for another client')
        break
      end
    end
  end
  call('HINCRBY', root .. 'session:figures', 'opened', 1)
  return seats.add('session_' .. newFence(), t, client, SESSION_SLOTS, 'opened')
end

local function unboundOf(t)
  local id = call('ZREVRANGE', root .. 'target:' .. t.id .. ':unbound', 0, 0)[1]
  return id and seats.get(id)
end

-- The client's healthiest session at the target; of equal ones the first by name.
local function boundOf(t, client)
  local found
  for _, id in ipairs(call('SMEMBERS', root .. 'bound:' .. client)) do
    local s = seats.get(id)
    if fits(s) and s.target == t.id and (not found or s.health > found.health or (s.health == found.health and s.id < found.id)) then found = s end
  end
  return found
end

local function choose(t, client)
  if client == NO_CLIENT then return unboundOf(t) or open(t, '') end
  call('HINCRBY', root .. 'session:figures', 'choices', 1)
  local pointed = call('HGET', root .. 'affinity', client)
  local s = pointed and seats.get(pointed)
  if fits(s) and s.target == t.id and now - s.used <= SESSION_IDLE then
    call('HINCRBY', root .. 'session:figures', 'hits', 1)
    return s
  end
  local drawn = s
  s = boundOf(t, client)
  if not s then
    s = unboundOf(t)
    if s then seats.bind(s, client) end
  end
  s = s or open(t, client)
  -- A session that is merely full or elsewhere goes on drawing the client's work.
  if not drawn or now - drawn.used > SESSION_IDLE then point(client, s) end
  return s
end

-- Takes a slot of a session of the target, whose own slot is taken already; returns the session's id.
function seats.take(t, token, client)
  local s = choose(t, client)
  call('SADD', sessionHeldKey(s.id), token)
  seats.change(s, { active = s.active + 1 })
  touch(s)
  return s.id
end

-- success: nil when the attempt was not left to come to an end of its own.
function seats.leave(id, token, success)
  local s = seats.get(id)
  if not s or call('SREM', sessionHeldKey(id), token) == 0 then return end
  local health = s.health
  if success ~= nil then
    health = math.max(0, math.min(BEST, health + (success and SUCCEEDED or FAILED)))
    call('HSET', sessionKey(id), 'health', health)
    call('HINCRBY', sessionKey(id), success and 'served' or 'failed', 1)
  end
  seats.change(s, { active = s.active - 1, health = health })
  touch(s)
  if health < GOOD then seats.drain(s, string.format('its health fell to %.2f', health / 100)) end
  seats.left[#seats.left + 1] = id
end

-- The target whose session draws the client's work, when that session and the target can take one more of the class.
function seats.affine(c, client)
  if client == NO_CLIENT then return nil end
  local id = call('HGET', root .. 'affinity', client)
  local s = id and seats.get(id)
  if not fits(s) or now - s.used > SESSION_IDLE then return nil end
  local t = target(s.target)
  if not usable(t) or t.used >= t.slots or c.avoided[t.id] then return nil end
  for _, profile in ipairs(profilesOf(c)) do
    if profile == t.plain or profile == t.tagged then return t end
  end
  return nil
end
