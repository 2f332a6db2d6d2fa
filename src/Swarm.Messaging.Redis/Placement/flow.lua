-- How fast work may go, by key: client:{client}, operation:{kind}/{operation}, agent:{target}, or whatever else an attempt's lane names.
-- A lane is the text {client}|{key}..: attempts of a lane count for the same keys. While a client's login is doubted, see sessions.lua, what needs a session of
-- it counts for login:{client}, too. BUDGETS has the rates of keys of which nobody has said any, by name; only lanes name such keys.
--   limits               hash: key, or {name}:* for all keys of the name without one of their own, to JSON {c: attempts at a time,
--                        r: [[starts, in ms]..], w: weight of a client, a: true when a service told it}
--   pauses               hash: key to JSON {until: ms, 0 for nobody knows, reason, by, at}; here target:{target} is a key, too
--   rests                hash: key to the ms before which a service wants no call
--   flow:{key}:held      set of the tokens that count for it, while its attempts at a time are limited
--   flow:{key}:starts:{ms}  hash: starts by slices of the window; a slice counts until all of it is out of the window, so a window is
--                        never overrun, whenever one looks
--   stopped:{key}        zset of lanes, {class}|{lane}, that wait for the key, by the score they have among heads
--   stops                hash: lane to the key that it waits for           flow:stopped  zset of keys with such lanes, by the last look
--   flow:due             zset of keys by when to look again
--   logins:turn:{client}   the lane, {class}|{lane}, that looks next whether the login still fails, until it has a slot. For as long as a breaker rests
--   logins:tried:{client}  set of operations, {kind}/{operation}, whose login failed since one succeeded, until each has had its turn
local flow = {}

local SLICES = 50
local FOREVER = 9e15

local rules, windows, heldCounts, laneRules, ruled, doubts

function flow.forget()
  rules, windows, heldCounts, laneRules, ruled, doubts = {}, {}, {}, {}, nil, nil
end

eachCall(function()
  flow.freed = {}
  flow.forget()
end)

-- Mostly there is none.
local function isDoubted(client)
  if doubts == nil then doubts = call('EXISTS', root .. 'logins') == 1 end
  return doubts and call('SISMEMBER', root .. 'logins', client) == 1
end

local function clientOf(lane) return string.match(lane, '^[^|]*') end
local function flowHeldKey(key) return root .. 'flow:' .. key .. ':held' end
local function stoppedKey(key) return root .. 'stopped:' .. key end

-- Whether anything has been said.
function flow.any()
  if ruled == nil then ruled = call('EXISTS', root .. 'limits', root .. 'pauses', root .. 'rests', root .. 'stops') > 0 end
  return ruled
end

-- Whether anything may hold back the lane.
function flow.applies(lane) return flow.any() or next(BUDGETS) ~= nil and string.find(lane, '|', 1, true) ~= nil end

-- What is said of the key, or false.
function flow.rule(key)
  local r = rules[key]
  if r ~= nil then return r end
  local name = string.match(key, '^[^:]*')
  local limit, pause, rest = {}, nil, nil
  if flow.any() then
    limit = call('HMGET', root .. 'limits', key, name .. ':*')
    pause, rest = call('HGET', root .. 'pauses', key), call('HGET', root .. 'rests', key)
  end
  local text = limit[1] or limit[2]
  r = false
  if text or pause or rest or BUDGETS[name] then
    r = text and cjson.decode(text) or {}
    r.r = r.r or BUDGETS[name]
    r.rest = tonumber(rest or 0)
    if pause then
      local ends = cjson.decode(pause)['until']
      r.pause = ends == 0 and FOREVER or ends
    end
  end
  rules[key] = r
  return r
end

function flow.allKeys(c, lane)
  local client, others = string.match(lane, '^([^|]*)(.*)$')
  local found = { 'client:' .. client, 'operation:' .. c.kind .. '/' .. c.operation }
  for key in string.gmatch(others, '[^|]+') do found[#found + 1] = key end
  if c.session and isDoubted(client) then found[#found + 1] = 'login:' .. client end
  return found
end

-- The keys of a lane of which something is said.
function flow.keys(c, lane)
  local memo = c.text .. '|' .. lane
  local found = laneRules[memo]
  if found then return found end
  found = {}
  for _, key in ipairs(flow.allKeys(c, lane)) do
    if flow.rule(key) then found[#found + 1] = key end
  end
  laneRules[memo] = found
  return found
end

function flow.held(key)
  if not heldCounts[key] then heldCounts[key] = call('SCARD', flowHeldKey(key)) end
  return heldCounts[key]
end

function flow.window(key, ms)
  local memo = key .. '|' .. ms
  local w = windows[memo]
  if w then return w end
  w = { key = root .. 'flow:' .. key .. ':starts:' .. ms, ms = ms, width = math.ceil(ms / SLICES), sum = 0, first = FOREVER }
  local v, present = call('HGETALL', w.key), math.floor(now / w.width)
  for i = 1, #v, 2 do
    local slice = tonumber(v[i])
    if slice > present + 1 then
      -- The clock was set back: what is to come by it has begun by now, and counts for one more span.
      call('HDEL', w.key, v[i])
      call('HINCRBY', w.key, string.format('%.0f', present), v[i + 1])
      slice = present
    end
    if (slice + 1) * w.width > now - ms then
      w.sum = w.sum + tonumber(v[i + 1])
      w.first = math.min(w.first, slice)
    else
      call('HDEL', w.key, v[i])
    end
  end
  windows[memo] = w
  return w
end

function flow.count(w, by)
  local slice = math.floor(now / w.width)
  call('HINCRBY', w.key, string.format('%.0f', slice), by)
  call('PEXPIRE', w.key, w.ms + 2 * w.width)
  w.sum, w.first = w.sum + by, math.min(w.first, slice)
end

-- Nil when the key lets one more begin; else when it will, FOREVER when only an event can tell.
function flow.gate(key)
  local r = flow.rule(key)
  if not r then return nil end
  local at = math.max(r.pause or 0, r.rest or 0)
  if at <= now then at = nil end
  if r.c and flow.held(key) >= r.c then at = FOREVER end
  for _, rate in ipairs(r.r or {}) do
    local w = flow.window(key, rate[2])
    if w.sum >= rate[1] then at = math.max(at or 0, w.first < FOREVER and (w.first + 1) * w.width + w.ms or FOREVER) end
  end
  return at
end

-- How many the key lets begin now.
function flow.room(key)
  local r = flow.rule(key)
  if not r then return FOREVER end
  if flow.gate(key) then return 0 end
  local room = r.c and r.c - flow.held(key) or FOREVER
  for _, rate in ipairs(r.r or {}) do room = math.min(room, rate[1] - flow.window(key, rate[2]).sum) end
  return room
end

-- The key that the lane must wait for, and until when; nil when it may go.
function flow.blockedBy(c, lane)
  if not flow.applies(lane) then return nil end
  for _, key in ipairs(flow.keys(c, lane)) do
    local at = flow.gate(key)
    if at then return key, at end
  end
  return nil
end

-- The target that a key is about, or nil.
function flow.targetOf(key) return string.match(key, '^agent:(.*)$') or string.match(key, '^target:(.*)$') end

-- A pause or rest whose time has come is forgotten.
function flow.over(key)
  local id = flow.targetOf(key)
  for _, k in ipairs(id and { 'agent:' .. id, 'target:' .. id } or { key }) do
    local r = flow.rule(k)
    if r and (r.pause or FOREVER) <= now then call('HDEL', root .. 'pauses', k) end
    if r and r.rest > 0 and r.rest <= now then call('HDEL', root .. 'rests', k) end
  end
  flow.forget()
end

-- Which of the lanes that wait for the key is next, as {class}|{lane}. While a login is doubted one at a time looks whether it still fails: each operation in its turn,
-- for one that is refused alone would keep all others from ever being tried.
do
  local MOST_LOOKED_AT, DAY = 200, 86400000

  local function triedKey(client) return root .. 'logins:tried:' .. client end

  function flow.nextStopped(key)
    local client = string.match(key, '^login:(.*)$')
    local entries = call('ZRANGE', stoppedKey(key), 0, client and MOST_LOOKED_AT - 1 or 0)
    if not client or not entries[2] then return entries[1] end
    for _, entry in ipairs(entries) do
      local c = classOf(string.match(entry, '^[^|]*'))
      if call('SISMEMBER', triedKey(client), c.kind .. '/' .. c.operation) == 0 then return entry end
    end
    flow.untried(client)
    return entries[1]
  end

  function flow.tried(client, class)
    local c = classOf(class)
    call('SADD', triedKey(client), c.kind .. '/' .. c.operation)
    call('PEXPIRE', triedKey(client), DAY)
  end

  function flow.untried(client) call('DEL', triedKey(client)) end

  local function turnKey(key) return flow.rule(key) and string.match(key, '^login:(.*)$') and root .. string.gsub(key, '^login', 'logins:turn') end

  -- Whoever has the turn may wait for a slot: nobody else is woken meanwhile, who would take it by an earlier place. When nobody serves it, the next one has its turn after a while.
  function flow.giveTurn(key, entry)
    local turn = turnKey(key)
    if turn then call('SET', turn, entry, 'PX', BREAKER_REST) end
  end

  function flow.isAtTurn(key)
    local turn = turnKey(key)
    local entry = turn and call('GET', turn)
    return entry and call('HEXISTS', root .. 'stops', entry) == 0 and call('EXISTS', root .. 'lane:' .. entry) == 1
  end

  function flow.endTurn(key)
    local turn = turnKey(key)
    if turn then call('DEL', turn) end
  end
end

-- Until when the target gets nothing, by pauses and limits of its own.
function flow.settle(t)
  local rest = math.max(flow.gate('target:' .. t.id) or 0, flow.gate('agent:' .. t.id) or 0)
  if rest == t.rest then return end
  t.rest = rest
  if rest > 0 then
    call('HSET', targetKey(t.id), 'rest', string.format('%.0f', rest))
    if rest < FOREVER then call('ZADD', root .. 'flow:due', rest, 'agent:' .. t.id) end
  else
    call('HDEL', targetKey(t.id), 'rest')
  end
  reindex(t)
  forgetFree()
end

local function takeKey(key, token, held)
  local r = flow.rule(key)
  flow.endTurn(key)
  if r.c then
    heldCounts[key] = flow.held(key) + call('SADD', flowHeldKey(key), token)
    held[#held + 1] = key
  end
  for _, rate in ipairs(r.r or {}) do flow.count(flow.window(key, rate[2]), 1) end
end

-- An attempt gets a slot: it counts for its keys from now on. The keys that must hear of its end, as text, or nil.
function flow.take(c, lane, token, t)
  if not flow.applies(lane) then return nil end
  local held = {}
  for _, key in ipairs(flow.keys(c, lane)) do takeKey(key, token, held) end
  if flow.any() and flow.rule('agent:' .. t.id) then
    takeKey('agent:' .. t.id, token, held)
    flow.settle(t)
  end
  return held[1] and table.concat(held, '\n') or nil
end

function flow.leave(held, token)
  for key in string.gmatch(held, '[^\n]+') do
    heldCounts[key] = flow.held(key) - call('SREM', flowHeldKey(key), token)
    flow.freed[key] = true
  end
end
