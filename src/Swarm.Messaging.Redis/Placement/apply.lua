-- What sagas ask for after their commit, in order. Each is idempotent; a stale token changes nothing.
-- ARGV[FIRST..]  park attempt class lane rank sequence | unpark attempt | hold token (confirm or assert) | release token |
--                return token: a release by the target itself, which has not begun |
--                ended token success duration route fault: a release that is counted; fault: the error, when it is the session's own
-- Returns        news: { grants, losses, {} }

-- Slots that come free one after the other go on together, before anybody else is served or stops waiting.
local freed, ended = {}, false
local function handOnFreed()
  if not ended then return end
  local ids = {}
  for id in pairs(freed) do ids[#ids + 1] = id end
  freed, ended = {}, false
  handOn(ids)
end

local function park(attempt, class, lane, rank, seq)
  handOnFreed()
  local v = call('HMGET', attemptKey(attempt), 'st', 'token', 'target', 'class', 'session')
  local state = v[1]
  if v[2] then
    -- The first answer may have been lost with its host; and no attempt may wait in silence beside a slot of its own.
    tellAgain(v[2], v[3], state, v[5])
    return
  end
  if state == 'parked' then return end
  local base, first = class, nil
  class, first = returns.away(attempt, base)
  call('HSET', attemptKey(attempt), 'class', class, 'client', lane, 'rank', rank, 'seq', seq, 'st', 'parked')
  returns.keep(attempt, base, first)
  if state == 'reserved' then
    call('ZREM', root .. 'reservations', attempt)
    countWaiting(v[4], -1)
  end
  local c = classOf(class)
  local free = call('EXISTS', headsKey(class)) == 0 and hasRoom(c.kind)
    and not (flow.applies(lane) and (call('EXISTS', laneKey(class, lane)) == 1 or flow.blockedBy(c, lane)))
  local t = free and pick(c, lane)
  if t then
    turn(c)
    give(t, attempt, c, lane)
  else
    countWaiting(class, 1)
    enqueue(attempt, class, lane, tonumber(rank) * RANK + tonumber(seq))
  end
end

local function release(token, outcome, returned)
  local attempt = attemptOf(token)
  if not attempt then return end
  local slot = slotOf(attempt)
  if slot.token ~= token then
    forget(token) -- its saga is through with it, however it was lost
    return
  end
  if outcome then record(slot.target, outcome) end
  if returned then returns.note(attempt, slot.target) end
  local success = nil
  if outcome then success = outcome.success == '1' end
  drop(token, attempt, slot, success, outcome and outcome.fault)
  ended = true
  if slot.target then freed[slot.target] = true end
end

local function unpark(attempt)
  handOnFreed()
  local v = call('HMGET', attemptKey(attempt), 'st', 'class', 'client', 'token')
  if v[1] == 'granted' then
    release(v[4])
  elseif v[1] == 'parked' or v[1] == 'reserved' then
    if v[1] == 'parked' then
      dequeue(attempt, v[2], v[3])
    else
      call('ZREM', root .. 'reservations', attempt)
    end
    countWaiting(v[2], -1)
    call('DEL', attemptKey(attempt))
  end
end

-- The saga holds this lease, it believes. It alone knows whether the attempt was running when no news is left to tell.
local function holds(token)
  local attempt = attemptOf(token)
  if not attempt then return end
  local v = call('HMGET', attemptKey(attempt), 'token', 'target', 'st')
  if v[1] ~= token then
    lose(token, '0')
  elseif v[3] == 'granted' then
    confirm(token, attempt, v[2])
  end
end

local i = FIRST
while i <= #ARGV do
  local verb = ARGV[i]
  if verb == 'park' then
    park(ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4], ARGV[i + 5])
    i = i + 6
  elseif verb == 'ended' then
    release(ARGV[i + 1], { success = ARGV[i + 2], duration = tonumber(ARGV[i + 3]), route = ARGV[i + 4], fault = ARGV[i + 5] })
    i = i + 6
  else
    if verb == 'unpark' then unpark(ARGV[i + 1])
    elseif verb == 'hold' then holds(ARGV[i + 1])
    elseif verb == 'release' then release(ARGV[i + 1])
    elseif verb == 'return' then release(ARGV[i + 1], nil, true)
    end
    i = i + 2
  end
end
handOnFreed()
keepTallies()
return report()
