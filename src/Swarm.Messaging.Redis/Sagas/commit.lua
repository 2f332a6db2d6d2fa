-- Everything one handling of items writes for one saga, or nothing.
-- All checks stand before the first write: a script that fails half-way is not rolled back.
-- KEYS  1 saga hash   2 shard prefix (other keys are made from the two: one hash tag)
-- ARGV  1 clock offset ms   2 inbox horizon ms   3 type   4 id   5 expected version (0: must be absent)
--       6 schema version   7 state   8 client   9 document   10 ended 0/1   11 retain ms or ''   12 channel of ends
--       13 1 unless the caller knows that the state is among those that are listed
--       then groups, each led by its count: inbox ids, timeline entries, payload, result, outbox,
--       appends (collection, entry), fields (collection, field, value), timers set (name, delay ms), timers cleared (name)
-- returns {1, new version, id of the outbox entry if there is one} | {2, version found} | {3, ids applied before ...}
-- A stale version with ids that are marked answers 3, so that a retry after a lost reply learns at once that it had worked.
local call = redis.call
local saga, shard = KEYS[1], KEYS[2]
local typ, id, state, client = ARGV[3], ARGV[4], ARGV[7], ARGV[8]
local time = call('TIME')
-- As text: as a number each call would write it out anew.
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1])
local old = call('HMGET', saga, 'v', 'st', 'cl', 'cr', 'r')
local version = tonumber(old[1] or 0)

local at = 14
-- Bounds of the next group: first and last position in ARGV.
local function group(width)
  local first = at + 1
  at = first + ARGV[at] * (width or 1)
  return first, at - 1
end

local inbox = saga .. ':inbox'
local first, last = group()
local ids = last - first + 1
local function marked()
  local scores, found = call('ZMSCORE', inbox, unpack(ARGV, first, last)), { 3 }
  for k = 1, ids do
    if scores[k] then found[#found + 1] = ARGV[first + k - 1] end
  end
  return found
end

if version ~= tonumber(ARGV[5]) then
  if version > 0 and ids > 0 then
    local found = marked()
    if #found > 1 then return found end
  end
  return { 2, version }
end
if ids == 1 then
  -- Check and mark in one call.
  if call('ZADD', inbox, 'NX', now, ARGV[first]) == 0 then return { 3, ARGV[first] } end
elseif ids > 1 then
  if version > 0 then
    local found = marked()
    if #found > 1 then return found end
  end
  local marks = {}
  for k = first, last do
    marks[#marks + 1] = now
    marks[#marks + 1] = ARGV[k]
  end
  call('ZADD', inbox, unpack(marks))
end
if version % 32 == 31 or (version > 0 and ids > 15) then
  call('ZREMRANGEBYSCORE', inbox, '-inf', now - ARGV[2])
end

local new = version + 1
first, last = group()
if last >= first then
  local entries = {}
  for k = first, last do entries[#entries + 1] = now .. '|' .. new .. '|' .. ARGV[k] end
  if call('RPUSH', saga .. ':timeline', unpack(entries)) > 1000 then call('LTRIM', saga .. ':timeline', -1000, -1) end
end
first, last = group()
if last >= first then call('SET', saga .. ':payload', ARGV[first], 'NX') end
first, last = group()
if last >= first then call('SET', saga .. ':result', ARGV[first], 'NX') end
first, last = group()
local emitted
if last >= first then
  local outbox, entry = shard .. 'emitted', typ .. ':' .. id .. ':' .. new
  emitted = redis.pcall('XADD', outbox, now .. '-*', 'e', entry, 'd', ARGV[first])
  -- The clock was set back: behind the newest, then.
  if type(emitted) == 'table' then emitted = call('XADD', outbox, '*', 'e', entry, 'd', ARGV[first]) end
end

local fields = { 'v', new, 'sv', ARGV[6], 'st', state, 'cl', client, 'd', ARGV[9] }
local gone = {}
if version == 0 then
  fields[11] = 'cr'
  fields[12] = now
end
local named = {}
-- The saga's own hash says what lies beside it, for the day it is deleted.
local function beside(collection)
  local name = 'c:' .. collection
  if not named[name] then
    named[name] = true
    fields[#fields + 1] = name
    fields[#fields + 1] = 1
  end
  return saga .. ':' .. name
end
first, last = group(2)
for k = first, last, 2 do call('RPUSH', beside(ARGV[k]), ARGV[k + 1]) end
first, last = group(3)
for k = first, last, 3 do call('HSET', beside(ARGV[k]), ARGV[k + 1], ARGV[k + 2]) end

local member = typ .. '|' .. id
local timers = shard .. 'timers'
local unset = {}
local function clear(name)
  gone[#gone + 1] = 't:' .. name
  unset[#unset + 1] = member .. '|' .. name
end
first, last = group(2)
local setFirst, setLast = first, last
first, last = group()
if ARGV[10] == '1' then
  for _, field in ipairs(version > 0 and call('HKEYS', saga) or {}) do
    if field:sub(1, 2) == 't:' then clear(field:sub(3)) end
  end
  call('PUBLISH', ARGV[12], typ .. ':' .. id)
else
  for k = first, last do clear(ARGV[k]) end
  if setLast >= setFirst then
    local set = {}
    for k = setFirst, setLast, 2 do
      fields[#fields + 1] = 't:' .. ARGV[k]
      fields[#fields + 1] = new
      set[#set + 1] = now + ARGV[k + 1]
      set[#set + 1] = member .. '|' .. ARGV[k]
    end
    if #unset > 0 then call('ZREM', timers, unpack(unset)) end
    call('ZADD', timers, unpack(set))
    unset = {}
  end
end
if #unset > 0 then call('ZREM', timers, unpack(unset)) end

if ARGV[11] ~= '' then
  fields[#fields + 1] = 'r'
  fields[#fields + 1] = 1
  call('ZADD', shard .. 'retention', now + ARGV[11], member)
elseif old[5] then
  gone[#gone + 1] = 'r'
  call('ZREM', shard .. 'retention', member)
end
-- Cleared before set: a timer that is both is set.
if #gone > 0 then call('HDEL', saga, unpack(gone)) end
call('HSET', saga, unpack(fields))

if state ~= old[2] or client ~= old[3] then
  local index = shard .. 'idx:' .. typ .. ':'
  local created = old[4] or now
  if version > 0 then call('ZREM', index .. 'state:' .. old[2], id) end
  if ARGV[13] == '1' then call('SADD', index .. 'states', state) end
  call('ZADD', index .. 'state:' .. state, created, id)
  if client ~= old[3] then
    if version > 0 then call('ZREM', index .. 'of:' .. old[3], id) end
    call('ZADD', index .. 'of:' .. client, created, id)
  end
end
return { 1, new, emitted }
