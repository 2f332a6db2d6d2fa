-- Who waits, and who of them is next.
--   lane:{class}|{lane}     zset of parked attempts, score rank*2^45+sequence; a lane is a client, and keys of limits, see flow.lua
--   ready:{class}|{client}  zset of the client's lanes that may go, by their first attempt
--   heads:{class}           zset of clients with such lanes, by the first attempt of all, or in a fair kind by rank*2^45+turn
--   awaited:{kind}/{point}  zset of the kind's classes that wait at a target's point; the score is never above the class's first
--                           attempt: it is lowered at once, raised only when met. So a free slot finds the best attempt in a few
--                           looks, whatever waits in classes that its target cannot serve or that avoid it.
--   open:{kind}             zset of points where classes of a kind with a limit wait, scored like them; see hand-over.lua
--   awaiting:{need}         set of the waiting classes by one of their needs, for profiles that come new
--   avoiding:{need}         the same of the classes that avoid somebody, for targets that come new
--   backlog, classes        hashes: how many wait (parked or reserved) by kind and by class

-- A class is found by its first tag, or else by each form of its operation.
local function eachNeed(c, command)
  local index = root .. (c.avoid[1] and 'avoiding:' or 'awaiting:')
  for _, need in ipairs(c.tags[1] and { c.tags[1] } or c.forms) do call(command, index .. need, c.text) end
end

-- Where the class waits: at the profiles that serve it, or at each of their targets that it does not avoid.
local function pointsOf(c)
  if not c.avoid[1] then return profilesOf(c) end
  local found = points[c.text]
  if found then return found end
  found = {}
  for _, profile in ipairs(profilesOf(c)) do
    for _, id in ipairs(call('SMEMBERS', membersKey(profile))) do
      if not c.avoided[id] then found[#found + 1] = '@' .. id end
    end
  end
  points[c.text] = found
  return found
end

-- By how much a call changes them, written when it ends.
local waiting
-- Awaited keys that this call has met empty.
local nobody
eachCall(function() waiting, nobody = { backlog = {}, classes = {} }, {} end)

local function countWaiting(class, by)
  local kind = kindOf(class)
  waiting.backlog[kind] = (waiting.backlog[kind] or 0) + by
  waiting.classes[class] = (waiting.classes[class] or 0) + by
end

local function keepWaiting()
  for hash, fields in pairs(waiting) do
    for field, by in pairs(fields) do
      if by ~= 0 and call('HINCRBY', root .. hash, field, by) == 0 then call('HDEL', root .. hash, field) end
    end
  end
  waiting = { backlog = {}, classes = {} }
end

-- Fairness: of clients of one rank the one is next that was served least, by its weight. Among heads a client then has the score rank*2^45+turn.
--   turns:{kind}/{rank}         zset of clients by the turn that is theirs next; whom the clock has passed is forgotten
--   turns:{kind}/{rank}:clock   the highest turn that was served
-- A client that comes new begins at the clock: it owes nothing, and nothing is owed to it.
local TURN, TURNS_KEPT = 1000, 86400000

local function turnsKey(kind, rank) return root .. 'turns:' .. kind .. '/' .. rank end

local function readyKey(class, client) return root .. 'ready:' .. class .. '|' .. client end

-- What the client scores among heads while an attempt of this score is its first.
local function headScore(c, client, score)
  if not FAIR[c.kind] then return score end
  local rank = math.floor(score / RANK)
  local turns = turnsKey(c.kind, rank)
  local clock = tonumber(call('GET', turns .. ':clock') or 0)
  return rank * RANK + math.max(clock, tonumber(call('ZSCORE', turns, client) or 0))
end

-- The client's first attempt is served, at the score that it had among heads.
local function charge(c, client, score)
  if not FAIR[c.kind] then return end
  local rank = math.floor(score / RANK)
  local turns, turn = turnsKey(c.kind, rank), score - rank * RANK
  local clock = math.max(turn, tonumber(call('GET', turns .. ':clock') or 0))
  local rule = flow.any() and flow.rule('client:' .. client)
  call('SET', turns .. ':clock', string.format('%.0f', clock), 'PX', TURNS_KEPT)
  call('ZADD', turns, string.format('%.0f', turn + TURN / (rule and rule.w or 1)), client)
  call('ZREMRANGEBYSCORE', turns, '-inf', string.format('(%.0f', clock))
  call('PEXPIRE', turns, TURNS_KEPT)
end

local function onHeads(c, client, score)
  local heads = headsKey(c.text)
  local first = call('ZRANGE', heads, 0, 0, 'WITHSCORES')
  call('ZADD', heads, string.format('%.0f', score), client)
  if first[1] and score >= tonumber(first[2]) then return end
  if not first[1] then eachNeed(c, 'SADD') end
  for _, point in ipairs(pointsOf(c)) do
    local awaited = awaitedKey(c.kind, point)
    nobody[awaited] = nil
    call('ZADD', awaited, 'LT', score, c.text)
    if LIMITS[c.kind] then call('ZADD', openKey(c.kind), 'LT', score, point) end
  end
end

local function offHeads(c, client)
  local heads = headsKey(c.text)
  call('ZREM', heads, client)
  if call('EXISTS', heads) == 1 then return end
  eachNeed(c, 'SREM')
  for _, point in ipairs(pointsOf(c)) do
    local awaited = awaitedKey(c.kind, point)
    call('ZREM', awaited, c.text)
    if LIMITS[c.kind] and call('EXISTS', awaited) == 0 then call('ZREM', openKey(c.kind), point) end
  end
end

-- The lane, whose first attempt this score is, may go.
local function ready(c, lane, score)
  local client = clientOf(lane)
  call('ZADD', readyKey(c.text, client), string.format('%.0f', score), lane)
  local own, head = tonumber(call('ZSCORE', headsKey(c.text), client) or nil), headScore(c, client, score)
  if not own or head < own then onHeads(c, client, head) end
end

-- The client's lanes that may go have changed; own: its score among heads until now. kept: it keeps that, as far as the rank is the same.
local function settleHead(c, client, own, kept)
  local first = tonumber(call('ZRANGE', readyKey(c.text, client), 0, 0, 'WITHSCORES')[2] or nil)
  if not first then return offHeads(c, client) end
  local head = headScore(c, client, first)
  if kept and FAIR[c.kind] and math.floor(head / RANK) == math.floor(own / RANK) then head = own end
  call('ZADD', headsKey(c.text), string.format('%.0f', head), client)
end

-- The lane, which may not go, waits for a key of its own: it is in nobody's way until the key lets one begin.
local function stop(c, lane, key, at, score)
  local member = c.text .. '|' .. lane
  call('ZADD', stoppedKey(key), string.format('%.0f', score), member)
  call('HSET', root .. 'stops', member, key)
  call('ZADD', root .. 'flow:stopped', 'NX', now, key)
  if at < FOREVER then call('ZADD', root .. 'flow:due', 'LT', at, key) end
end

local function enqueue(attempt, class, lane, score)
  local c, client = classOf(class), clientOf(lane)
  call('ZADD', laneKey(class, lane), score, attempt)
  local first = tonumber(call('ZSCORE', readyKey(class, client), lane) or nil)
  if first and first <= score then return end
  if not first and flow.applies(lane) then
    local key = call('HGET', root .. 'stops', class .. '|' .. lane)
    if key then
      call('ZADD', stoppedKey(key), 'LT', string.format('%.0f', headScore(c, client, score)), class .. '|' .. lane)
      return
    end
    local blocked, at = flow.blockedBy(c, lane)
    if blocked then return stop(c, lane, blocked, at, headScore(c, client, score)) end
  end
  ready(c, lane, score)
end

-- An attempt has left the lane. served: the client's score among heads, when it was the first and got a slot; nil when it waits no longer for
-- another reason: who gives up waiting does not put back those behind him.
local function moveUp(class, lane, served)
  local c, client = classOf(class), clientOf(lane)
  local first = call('ZRANGE', laneKey(class, lane), 0, 0, 'WITHSCORES')[2]
  if not served and not call('ZSCORE', readyKey(class, client), lane) then
    local member = class .. '|' .. lane
    local stopped = not first and call('HGET', root .. 'stops', member)
    if stopped then
      call('ZREM', stoppedKey(stopped), member)
      call('HDEL', root .. 'stops', member)
    end
    return
  end
  if served then charge(c, client, served) end
  if first then call('ZADD', readyKey(class, client), first, lane) else call('ZREM', readyKey(class, client), lane) end
  settleHead(c, client, served or tonumber(call('ZSCORE', headsKey(class), client)), not served)
end

local function dequeue(attempt, class, lane)
  call('ZREM', laneKey(class, lane), attempt)
  moveUp(class, lane)
end

-- The class of the kind's best waiting attempt at this point, its lane, its client's score among heads and its own.
local function nextOf(kind, point)
  local awaited = awaitedKey(kind, point)
  if nobody[awaited] then return nil end
  while true do
    local entry = call('ZRANGE', awaited, 0, 1, 'WITHSCORES')
    local class = entry[1]
    if not class then
      nobody[awaited] = true
      return nil
    end
    local head = call('ZRANGE', headsKey(class), 0, 0, 'WITHSCORES')
    local client, score = head[1], tonumber(head[2] or nil)
    if not client then
      call('ZREM', awaited, class)
    elseif score > tonumber(entry[2]) and entry[3] and score >= tonumber(entry[4]) then
      call('ZADD', awaited, head[2], class)
    else
      local c = classOf(class)
      local turn = FAIR[kind] and tonumber(call('ZSCORE', turnsKey(kind, math.floor(score / RANK)), client) or 0) or 0
      if turn > score % RANK then
        -- It was served meanwhile, in another class.
        call('ZADD', headsKey(class), string.format('%.0f', math.floor(score / RANK) * RANK + turn), client)
      else
        local first = call('ZRANGE', readyKey(class, client), 0, 0, 'WITHSCORES')
        local key, at = flow.blockedBy(c, first[1])
        if not key then return class, first[1], score, tonumber(first[2]) end
        call('ZREM', readyKey(class, client), first[1])
        settleHead(c, client, score, true)
        stop(c, first[1], key, at, score)
      end
    end
  end
end

-- Where the best waiting attempt is that the target can serve, of the kinds that may have one more: its class, its lane, whose first it is, and
-- its client's score among heads.
-- Of one kind the score among heads decides, of several the attempts' own.
local function nextFor(t)
  local class, lane, score, order
  for _, kind in ipairs(t.kinds) do
    local c, l, s, own
    for _, point in ipairs(hasRoom(kind) and t.points or {}) do
      local c1, l1, s1, own1 = nextOf(kind, point)
      if c1 and (not s or s1 < s) then c, l, s, own = c1, l1, s1, own1 end
    end
    if c and (not order or own < order) then class, lane, score, order = c, l, s, own end
  end
  return class, lane, score
end

-- The key may let some begin: so many of those that wait for it may go again, if they wait for nothing else; their classes are added
-- to `again`.
local MOST_WOKEN = 500
local function wake(key, again)
  if flow.isAtTurn(key) then return end
  local stopped, woken = stoppedKey(key), 0
  local room = math.min(flow.room(key), MOST_WOKEN)
  while woken < room do
    local entry = flow.nextStopped(key)
    if not entry then break end
    call('ZREM', stopped, entry)
    call('HDEL', root .. 'stops', entry)
    local class, lane = string.match(entry, '^([^|]*)|(.*)$')
    local c = classOf(class)
    local first = call('ZRANGE', laneKey(class, lane), 0, 0, 'WITHSCORES')
    if first[1] then
      local other, at = flow.blockedBy(c, lane)
      if other then
        stop(c, lane, other, at, headScore(c, clientOf(lane), tonumber(first[2])))
      else
        ready(c, lane, tonumber(first[2]))
        again[class], woken = true, woken + 1
        flow.giveTurn(key, entry)
      end
    end
  end
  if call('EXISTS', stopped) == 0 then
    call('ZREM', root .. 'flow:stopped', key)
    return
  end
  local at = flow.gate(key) or woken == MOST_WOKEN and now or FOREVER
  if at < FOREVER then call('ZADD', root .. 'flow:due', string.format('%.0f', at), key) end
end
