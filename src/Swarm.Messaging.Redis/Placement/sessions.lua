-- Sessions of targets: work for one client alone. A slot of a session is taken and left with the slot of its target.
--   session:{id}          hash: target, client ('' while it is bound to nobody), slots, health (0..100), draining, created, used, served, failed;
--                         adds: what it adds to the score of its target, as n/health/active;
--                         its breaker: row (failures of its own since a success, those that opened it with them), breaker (open or half-open), rest (until when it is open),
--                         opened (when), breaks (how often), probe (the token that decides)
--   session:{id}:held     set of the tokens in it: their number IS how much is active
--   sessions, target:{id}:sessions   zsets of ids by last use       sessions:draining   set of ids
--   target:{id}:unbound   zset of its sessions without a client that can take one more, by health
--   bound:{client}        set of the client's sessions              affinity            hash: client to the session that draws its work
--   sessions:resting      zset of ids with an open breaker by its end
--   session:changes       stream of what happened, until it is acknowledged
--   logins                set of clients whose login is doubted
--   logins:failing        hash: client to the session in which its login failed last, since one succeeded; logins:failing:at zset by when. 1 day
--   bindings              hash: a session that is gone to the client that it was bound to; bindings:ended zset by when it went
--   session:figures       hash: choices, hits (in the session of the affinity), opened
local seats = {}
local sessions, affinities, moved
eachCall(function()
  sessions, affinities, moved = {}, {}, {}
  seats.failing = nil
end)

local NO_CLIENT = 'default'
local BEST = 100
local BOUND_ELSEWHERE = 'session_bound'
local LOGIN_FAILED = 'login_failed'
local MOST_CHANGES = 1000000

local function sessionKey(id) return root .. 'session:' .. id end
local function sessionHeldKey(id) return root .. 'session:' .. id .. ':held' end

local function figure(name) call('HINCRBY', root .. 'session:figures', name, 1) end

function seats.get(id)
  local s = sessions[id]
  if s == nil then
    local v = call('HMGET', sessionKey(id), 'target', 'client', 'slots', 'health', 'draining', 'used', 'breaker', 'probe', 'adds', 'row')
    s = v[1] and {
      id = id, target = v[1], client = v[2], slots = tonumber(v[3]), health = tonumber(v[4]), draining = v[5] == '1', used = tonumber(v[6]),
      breaker = v[7] or '', probe = v[8] or '', adds = v[9], row = tonumber(v[10] or 0), active = call('SCARD', sessionHeldKey(id)),
    }
    sessions[id] = s
  end
  return s
end

function seats.tell(s, what, reason)
  call('XADD', root .. 'session:changes', 'MAXLEN', '~', MOST_CHANGES, '*',
    'what', what, 'session', s.id, 'target', s.target, 'client', s.client, 'at', now, 'reason', reason or '')
end

-- A breaker that is half-open lets one in, to see how it goes.
local function closed(s) return s.breaker == '' or (s.breaker == 'half-open' and s.probe == '') end
local function fits(s) return s and not s.draining and s.health >= GOOD and s.active < s.slots and closed(s) end

-- What it adds to the score of its target.
local function standing(s)
  if s.draining or s.health <= BONUS or s.breaker ~= '' then return 0, 0, 0 end
  return 1, s.health, s.active
end

-- What it has added: the settings may be others since.
local function added(s)
  if not s.adds or s.adds == '' then return standing(s) end
  local n, health, active = string.match(s.adds, '^(%d+)/(%d+)/(%d+)$')
  return tonumber(n), tonumber(health), tonumber(active)
end

-- Every change goes through here: it keeps what is derived. A call changes a session and its target many times; keepSeats() writes it at the end.
function seats.change(s, changes)
  local n, health, active = added(s)
  local wasUnbound = s.client == ''
  for name, value in pairs(changes) do s[name] = value end
  local n2, health2, active2 = standing(s)
  local t = target(s.target)
  if t and (n ~= n2 or health ~= health2 or active ~= active2) then
    local sum = t.sessions
    sum.n, sum.health, sum.active = sum.n + n2 - n, sum.health + health2 - health, sum.active + active2 - active
    s.adds = n2 .. '/' .. health2 .. '/' .. active2
    rescore(t)
  end
  moved[s.id] = s
  if s.client == '' and fits(s) then
    call('ZADD', root .. 'target:' .. s.target .. ':unbound', s.health, s.id)
  elseif wasUnbound then
    call('ZREM', root .. 'target:' .. s.target .. ':unbound', s.id)
  end
end

local function touch(s)
  s.used, s.touched, moved[s.id] = now, true, s
end

local function keepSeats()
  local sums = {}
  for id, s in pairs(moved) do
    call('HSET', sessionKey(id), 'used', s.used, 'health', s.health, 'adds', s.adds or '')
    if s.touched then
      call('ZADD', root .. 'sessions', s.used, id)
      call('ZADD', root .. 'target:' .. s.target .. ':sessions', s.used, id)
      s.touched = false
    end
    sums[s.target] = true
  end
  for id in pairs(sums) do
    local t = target(id)
    if t then call('HSET', targetKey(id), 'sessions', t.sessions.n, 'sessions:health', t.sessions.health, 'sessions:active', t.sessions.active) end
  end
  moved = {}
end

-- The session that draws the client's work, or false.
local function drawn(client)
  if affinities[client] == nil then affinities[client] = call('HGET', root .. 'affinity', client) end
  return affinities[client]
end

-- Returns whether it drew the client's work not yet.
local function point(client, s)
  if drawn(client) == s.id then return false end
  call('HSET', root .. 'affinity', client, s.id)
  affinities[client] = s.id
  return true
end

local function unpoint(s)
  if s.client == '' or drawn(s.client) ~= s.id then return end
  call('HDEL', root .. 'affinity', s.client)
  affinities[s.client] = false
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

-- Where its breaker is, with what is kept of it. What it is told of is an alert, and its end.
local function breaker(s, state, reason, fields)
  seats.change(s, { breaker = state, probe = '' })
  call('HDEL', sessionKey(s.id), 'probe', 'rest')
  if state == '' then
    s.row = 0
    call('HDEL', sessionKey(s.id), 'row')
  end
  call('HSET', sessionKey(s.id), 'breaker', state, unpack(fields or {}))
  call('ZREM', root .. 'sessions:resting', s.id)
  seats.tell(s, state == '' and 'breaker-closed' or 'breaker-' .. state, reason)
end

local function trip(s, reason)
  call('HINCRBY', sessionKey(s.id), 'breaks', 1)
  breaker(s, 'open', reason, { 'rest', now + BREAKER_REST, 'opened', now })
  call('ZADD', root .. 'sessions:resting', now + BREAKER_REST, s.id)
end

-- Closed again by hand; false when it was.
function seats.reset(s)
  if s.breaker == '' then return false end
  breaker(s, '', 'reset')
  return true
end

-- Breakers whose time is over let one in.
function seats.settle(most)
  for _, id in ipairs(call('ZRANGEBYSCORE', root .. 'sessions:resting', '-inf', now, 'LIMIT', 0, most)) do
    local s = seats.get(id)
    if s then
      breaker(s, 'half-open')
    else
      call('ZREM', root .. 'sessions:resting', id)
    end
  end
end

-- Since then a login of the client has not failed.
function seats.loggedIn(client)
  call('HDEL', root .. 'logins:failing', client)
  call('ZREM', root .. 'logins:failing:at', client)
  flow.untried(client)
end

-- A login that fails in one session after the other, or again while it is doubted, is not the session's fault: the client's work in sessions rests, then one at a
-- time looks whether it still fails, until one succeeds. The two are a limit and a rest of the key login:{client}, see flow.lua. Where it failed before is kept with
-- the client: a session that failed may have gone since.
local function doubt(s, class)
  local key, limits = 'login:' .. s.client, root .. 'limits'
  local before = call('HGET', root .. 'logins:failing', s.client)
  call('HSET', root .. 'logins:failing', s.client, s.id)
  call('ZADD', root .. 'logins:failing:at', now, s.client)
  seats.failing = true
  flow.tried(s.client, class)
  local doubted = before and before ~= s.id or call('HEXISTS', limits, key) == 1
  for _, id in ipairs(doubted and {} or call('SMEMBERS', root .. 'bound:' .. s.client)) do
    local other = id ~= s.id and seats.get(id)
    doubted = doubted or (other and other.breaker ~= '')
  end
  if not doubted then return end
  call('HSET', limits, key, '{"a":true,"c":1,"w":1}')
  call('ZADD', root .. 'limits:told', now, key)
  call('SADD', root .. 'logins', s.client)
  call('HSET', root .. 'rests', key, string.format('%.0f', now + BREAKER_REST))
  call('ZADD', root .. 'flow:due', now + BREAKER_REST, key)
  flow.forget()
end

local function trust(s)
  if call('SREM', root .. 'logins', s.client) == 0 then return end
  local key = 'login:' .. s.client
  call('HDEL', root .. 'limits', key)
  call('ZREM', root .. 'limits:told', key)
  call('HDEL', root .. 'rests', key)
  flow.forget()
  flow.freed[key] = true
end

-- An attempt has left. Only failures of the session's own speak against it, and in half-open the probe alone decides.
local function judge(s, token, class, success, fault)
  if s.breaker == 'half-open' and s.probe == token then
    if success then
      breaker(s, '', 'the probe succeeded')
    elseif success == false and fault ~= '' then
      s.row = call('HINCRBY', sessionKey(s.id), 'row', 1)
      trip(s, 'the probe failed with ' .. fault)
    else
      call('HDEL', sessionKey(s.id), 'probe')
      seats.change(s, { probe = '' })
    end
  elseif s.breaker == '' and success and s.row > 0 then
    s.row = 0
    call('HDEL', sessionKey(s.id), 'row')
  elseif s.breaker == '' and success == false and fault ~= '' and BREAKER_FAILURES > 0 then
    s.row = call('HINCRBY', sessionKey(s.id), 'row', 1)
    if s.row >= BREAKER_FAILURES then trip(s, s.row .. ' failures of its own in a row, the last ' .. fault) end
  end
  if s.client == '' then return end
  if success == false and fault == LOGIN_FAILED and BREAKER_FAILURES > 0 then
    doubt(s, class)
  elseif success then
    if seats.failing == nil then seats.failing = call('EXISTS', root .. 'logins:failing') == 1 end
    if seats.failing then seats.loggedIn(s.client) end
    if flow.any() then trust(s) end
  end
end

-- Only one without work.
function seats.remove(s, reason)
  unpoint(s)
  seats.change(s, { draining = true })
  keepSeats()
  call('DEL', sessionKey(s.id), sessionHeldKey(s.id))
  call('ZREM', root .. 'sessions', s.id)
  call('ZREM', root .. 'target:' .. s.target .. ':sessions', s.id)
  call('SREM', root .. 'sessions:draining', s.id)
  call('ZREM', root .. 'sessions:resting', s.id)
  if s.client ~= '' then
    call('SREM', root .. 'bound:' .. s.client, s.id)
    call('HSET', root .. 'bindings', s.id, s.client)
    call('ZADD', root .. 'bindings:ended', now, s.id)
  end
  sessions[s.id] = false
  seats.tell(s, 'removed', reason)
end

function seats.add(id, t, client, slots, what)
  local s = { id = id, target = t.id, client = client, slots = slots, health = BEST, draining = true, used = now, active = 0, breaker = '', probe = '', row = 0 }
  sessions[id] = s
  call('HSET', sessionKey(id), 'target', t.id, 'client', client, 'slots', slots, 'health', BEST, 'draining', '0', 'created', now)
  if client ~= '' then call('SADD', root .. 'bound:' .. client, id) end
  touch(s)
  seats.change(s, { draining = false })
  seats.tell(s, what)
  return s
end

-- A session's client outlives it: the id that comes back is that client's, and never another's. Returns whose it is, or false.
function seats.boundBefore(id) return call('HGET', root .. 'bindings', id) end

function seats.forgetBinding(id)
  call('HDEL', root .. 'bindings', id)
  call('ZREM', root .. 'bindings:ended', id)
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
  keepSeats()
  if call('ZCARD', own) >= math.max(MOST_SESSIONS, t.slots) then
    for _, id in ipairs(call('ZRANGE', own, 0, t.slots)) do
      local s = seats.get(id)
      if s and s.active == 0 then
        seats.remove(s, 'made room for another client')
        break
      end
    end
  end
  figure('opened')
  return seats.add('session_' .. newFence(), t, client, SESSION_SLOTS, 'opened')
end

-- The healthiest of those that are bound to nobody. idle: nobody's work is in it, so it may be bound.
local function unboundOf(t, idle)
  local unbound = root .. 'target:' .. t.id .. ':unbound'
  for _, id in ipairs(call('ZREVRANGE', unbound, 0, -1)) do
    local s = seats.get(id)
    if not fits(s) then
      call('ZREM', unbound, id) -- more health is asked for than when it was put there
    elseif not idle or s.active == 0 then
      return s
    end
  end
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
  figure('choices')
  local pointed = drawn(client)
  local s = pointed and seats.get(pointed)
  if fits(s) and s.target == t.id and now - s.used <= SESSION_IDLE then
    figure('hits')
    return s
  end
  local drew = s
  s = boundOf(t, client)
  if not s then
    s = unboundOf(t, true)
    if s then seats.bind(s, client) end
  end
  s = s or open(t, client)
  -- A session that is merely full or elsewhere goes on drawing the client's work.
  if not drew or now - drew.used > SESSION_IDLE then point(client, s) end
  return s
end

-- Takes a slot of a session of the target, whose own slot is taken already; returns the session's id.
function seats.take(t, token, client)
  local s = choose(t, client)
  call('SADD', sessionHeldKey(s.id), token)
  local probe = s.breaker == 'half-open' and token or ''
  if probe ~= '' then call('HSET', sessionKey(s.id), 'probe', probe) end
  seats.change(s, { active = s.active + 1, probe = probe })
  touch(s)
  return s.id
end

-- success: nil when the attempt was not left to come to an end of its own. fault: the error, when it is the session's own.
function seats.leave(id, token, class, success, fault)
  local s = seats.get(id)
  if not s or call('SREM', sessionHeldKey(id), token) == 0 then return end
  local health = s.health
  if success ~= nil then
    health = math.max(0, math.min(BEST, health + (success and SUCCEEDED or FAILED)))
    call('HINCRBY', sessionKey(id), success and 'served' or 'failed', 1)
  end
  seats.change(s, { active = s.active - 1, health = health })
  touch(s)
  judge(s, token, class, success, fault or '')
  if fault == BOUND_ELSEWHERE then seats.drain(s, 'its agent has it for another client') end
  if health < GOOD then seats.drain(s, string.format('its health fell to %.2f', health / 100)) end
end

-- The target whose session draws the client's work, when that session and the target can take one more of the class.
function seats.affine(c, client)
  if client == NO_CLIENT then return nil end
  local id = drawn(client)
  local s = id and seats.get(id)
  if not fits(s) or now - s.used > SESSION_IDLE then return nil end
  local t = target(s.target)
  if not usable(t) or t.used >= t.slots or c.avoided[t.id] then return nil end
  for _, profile in ipairs(profilesOf(c)) do
    if profile == t.plain or profile == t.tagged then return t end
  end
  return nil
end
