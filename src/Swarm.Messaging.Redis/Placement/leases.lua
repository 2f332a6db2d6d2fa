-- The life of an attempt's right to a slot. attempt:{id} is a hash: st (reserved, parked, granted, placed, started), class (and base, see returns.lua), client (its
-- lane), rank, seq; with a slot also token, target, and session and flow (keys that it counts for); once started also call (who started it).
--   grants        zset of unconfirmed tokens by deadline      leases   zset of placed and started tokens by expiry
--   reservations  zset of reserved attempts by expiry         news     hash of lost tokens (1: had started), news:due when to tell again
-- A token is current until a call takes it away: a late heartbeat before the sweep saves the lease.

local granted, grantedSessions, grantOrder, standing, lost
eachCall(function() granted, grantedSessions, grantOrder, standing, lost = {}, {}, {}, {}, {} end)

local function newToken(attempt) return attempt .. '@' .. newFence() end

-- Every function that changes something ends with it: what it put off is written, all of a key at once.
local function keep()
  if fence then call('SET', root .. 'fence', string.format('%.0f', fence)) end
  keepSeats()
  keepRotations()
  keepScores()
  keepFree()
  keepComing()
  keepWaiting()
end

-- Takes the target's slot and whatever the attempt takes beside it: a slot of a session, room in its limits. Returns the session.
local function occupy(t, attempt, token, state, c, lane)
  hold(t, token, state, c.kind)
  local session = c.session and seats.take(t, token, clientOf(lane)) or nil
  local held = flow.take(c, lane, token, t)
  if session or held then call('HSET', attemptKey(attempt), unpack(session and held and { 'session', session, 'flow', held } or session and { 'session', session } or { 'flow', held })) end
  return session
end

-- And gives it back, but for the target's own.
local function vacate(token, session, held, class, success, fault)
  if session then seats.leave(session, token, class, success, fault) end
  if held then flow.leave(held, token) end
end

-- The attempt's record must be there, or be completed by the caller.
local function give(t, attempt, c, lane)
  local token = newToken(attempt)
  call('HSET', attemptKey(attempt), 'st', 'granted', 'token', token, 'target', t.id)
  into(root .. 'grants', token, now + CONFIRMATION)
  grantedSessions[token] = occupy(t, attempt, token, -1, c, lane)
  granted[token] = t
  grantOrder[#grantOrder + 1] = token
end

-- Tells the saga of the slot that its attempt holds already: whoever parks has not heard of it, or it was taken from him by mistake.
local function tellAgain(token, id, state, session)
  local t = target(id)
  if not t or granted[token] then return end
  granted[token] = t
  grantedSessions[token] = session or nil
  standing[token] = state ~= 'granted'
  grantOrder[#grantOrder + 1] = token
end

-- Gives one free slot of the target to the best waiting attempt; returns its class.
local function giveNext(t)
  local class, lane, score = nextFor(t)
  local attempt = class and call('ZPOPMIN', laneKey(class, lane))[1]
  if not attempt then return nil end
  moveUp(class, lane, score)
  countWaiting(class, -1)
  give(t, attempt, classOf(class), lane)
  return class
end

-- Gives all of them; returns how many.
local function grant(t)
  local given = 0
  while usable(t) and t.used < t.slots and giveNext(t) do given = given + 1 end
  return given
end

-- What is kept of the attempt and its slot.
local function slotOf(attempt)
  local v = call('HMGET', attemptKey(attempt), 'token', 'st', 'target', 'class', 'session', 'flow')
  return { token = v[1], st = v[2], target = v[3], class = v[4], session = v[5], flow = v[6] }
end

-- Ends a current lease or grant. The slot is free then, and not yet given on. success: nil when it came to no end of its own.
-- fault: the error, when it is the session's own.
local function drop(token, attempt, slot, success, fault)
  vacate(token, slot.session, slot.flow, slot.class, success, fault)
  call('DEL', attemptKey(attempt))
  if not out('ZREM', root .. 'leases', token) then out('ZREM', root .. 'grants', token) end
  granted[token] = nil
  if slot.target then unhold(slot.target, token, kindOf(slot.class)) end
end

-- An unconfirmed grant: back to its old place. The slot is free then, and not yet given on.
local function takeBack(token, attempt, id)
  local v = call('HMGET', attemptKey(attempt), 'class', 'client', 'rank', 'seq', 'session', 'flow', 'base')
  out('ZREM', root .. 'grants', token)
  granted[token] = nil
  if not v[1] then return nil end
  vacate(token, v[5], v[6], v[1])
  local kind = kindOf(v[1])
  if LIMITS[kind] then roomMade[kind] = true end -- it comes back beside whatever else is free
  unhold(id, token, kind)
  call('HDEL', attemptKey(attempt), 'token', 'target', 'session', 'flow')
  local base = v[7] or v[1]
  local class, first = returns.away(attempt, base)
  call('HSET', attemptKey(attempt), 'st', 'parked', 'class', class)
  returns.keep(attempt, base, first)
  countWaiting(class, 1)
  enqueue(attempt, class, v[2], tonumber(v[3]) * RANK + tonumber(v[4]))
  return class
end

-- Tells the saga that the lease has ended without a release, again and again until it acknowledges. What is known of the start is kept.
local function lose(token, started)
  if call('HSETNX', root .. 'news', token, started) == 0 then started = call('HGET', root .. 'news', token) end
  call('ZADD', root .. 'news:due', now + NEWS_AGAIN, token)
  lost[#lost + 1] = token
  lost[#lost + 1] = started
end

local function forget(token)
  if call('HDEL', root .. 'news', token) == 1 then call('ZREM', root .. 'news:due', token) end
end

-- granted -> placed. The time of placing counts from here: only now is the attempt sent to its target.
local function confirm(token, attempt, id)
  call('HSET', attemptKey(attempt), 'st', 'placed')
  out('ZREM', root .. 'grants', token)
  into(root .. 'leases', token, now + LEASE)
  into(heldKey(id), token, now)
end

-- { grants as token, target, address, type, 1 when it was confirmed or begun before, session; losses as token, started; tokens to send again }
local function report(resend)
  keep()
  local grants = {}
  for _, token in ipairs(grantOrder) do
    local t = granted[token]
    if t then
      local n = #grants
      grants[n + 1], grants[n + 2], grants[n + 3], grants[n + 4], grants[n + 5] = token, t.id, t.address, t.type, standing[token] and '1' or '0'
      grants[n + 6] = grantedSessions[token] or ''
    end
  end
  return { grants, lost, resend or {} }
end
