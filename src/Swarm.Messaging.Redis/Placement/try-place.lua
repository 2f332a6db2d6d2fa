-- Places attempts or reserves a place in the backlog for them. Reads first, decides in the order of rank and sequence, then numbers the
-- newly accepted in the order of the items.
-- ARGV[FIRST..]  per request: attempt, class, lane, rank, sequence (0: give one)
-- Returns        per request: {0, sequence, token, target, address, type, session} placed | {1, sequence} no slot |
--                {2, waiting, bound} backlog full | {3, classes, bound} too many classes
local requests, order = {}, {}
local sorted = true
for i = FIRST, #ARGV, 5 do
  local n = #requests + 1
  local r = { attempt = ARGV[i], class = returns.away(ARGV[i], ARGV[i + 1]), client = ARGV[i + 2], rank = tonumber(ARGV[i + 3]), seq = tonumber(ARGV[i + 4]), n = n }
  r.key = r.rank * RANK + (r.seq == 0 and RANK - 1 or r.seq)
  if n > 1 and r.key < requests[n - 1].key then sorted = false end
  requests[n], order[n] = r, r
end
if not sorted then
  table.sort(order, function(a, b) return a.key < b.key or (a.key == b.key and a.n < b.n) end)
end

-- Slots are given on the moment they come free, so while a class waits nothing that serves it is free, or its kind has no room.
local awaited = {}
local function waits(class)
  if awaited[class] == nil then awaited[class] = call('EXISTS', headsKey(class)) == 1 end
  return awaited[class]
end

-- Nobody overtakes his own lane, even while it is stopped and others of the class may go.
local function held(c, lane)
  return flow.applies(lane) and (call('EXISTS', laneKey(c.text, lane)) == 1 or flow.blockedBy(c, lane) ~= nil)
end

local before, classesBefore, classesCome = {}, nil, 0
local function refusal(class)
  local kind = kindOf(class)
  if not before[kind] then before[kind] = tonumber(call('HGET', root .. 'backlog', kind) or 0) end
  local wait = before[kind] + (waiting.backlog[kind] or 0)
  if wait >= BACKLOG_BOUND then return { 2, wait, BACKLOG_BOUND } end
  if waiting.classes[class] then return nil end
  classesBefore = classesBefore or call('HLEN', root .. 'classes')
  if call('HEXISTS', root .. 'classes', class) == 0 then
    local classes = classesBefore + classesCome
    if classes >= MAX_CLASSES then return { 3, classes, MAX_CLASSES } end
    classesCome = classesCome + 1
  end
  return nil
end

-- The same answer as before. A granted slot is not told here: the saga that parked hears of it as a grant.
local function repeated(r, v)
  r.seq = tonumber(v[2])
  if v[1] == 'placed' or v[1] == 'started' then
    r.token, r.target, r.session = v[3], target(v[4]) or { id = v[4], address = '', type = '' }, v[5]
    if v[1] == 'placed' then into(root .. 'leases', r.token, now + LEASE) end
  elseif v[1] == 'reserved' then
    into(root .. 'reservations', r.attempt, now + RESERVATION)
  end
end

local byAttempt = {}
for _, r in ipairs(order) do
  if byAttempt[r.attempt] then
    r.same = byAttempt[r.attempt]
  else
    byAttempt[r.attempt] = r
    local v = call('HMGET', attemptKey(r.attempt), 'st', 'seq', 'token', 'target', 'session')
    if v[1] then
      repeated(r, v)
    else
      local c = classOf(r.class)
      local t = not waits(r.class) and hasRoom(c.kind) and not held(c, r.client) and pick(c, r.client)
      if t then
        turn(c)
        r.new, r.token, r.target = true, newToken(r.attempt), t
        into(root .. 'leases', r.token, now + LEASE)
        r.session = occupy(t, r.attempt, r.token, now, c, r.client)
      else
        -- What has a number was accepted before and is never refused.
        r.refusal = r.seq == 0 and refusal(r.class) or nil
        if not r.refusal then
          r.new = true
          into(root .. 'reservations', r.attempt, now + RESERVATION)
          countWaiting(r.class, 1)
        end
      end
    end
  end
end

local fresh = 0
for _, r in ipairs(requests) do
  if r.new and r.seq == 0 then fresh = fresh + 1 end
end
local last = fresh > 0 and call('INCRBY', root .. 'sequence', fresh) - fresh or 0

local answers = {}
for n, request in ipairs(requests) do
  local r = request.same or request
  if r.new and not r.stored then
    r.stored = true
    if r.seq == 0 then
      last = last + 1
      r.seq = last
    end
    if r.token then
      call('HSET', attemptKey(r.attempt), 'st', 'placed', 'class', r.class, 'client', r.client, 'rank', r.rank, 'seq', r.seq,
        'token', r.token, 'target', r.target.id)
    else
      call('HSET', attemptKey(r.attempt), 'st', 'reserved', 'class', r.class, 'client', r.client, 'rank', r.rank, 'seq', r.seq)
    end
  end
  answers[n] = r.refusal or (r.token and { 0, r.seq, r.token, r.target.id, r.target.address, r.target.type, r.session or '' }) or { 1, r.seq }
end
keep()
return answers
