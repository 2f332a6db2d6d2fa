-- Everything one handling of items writes for one saga, or nothing.
-- All checks stand before the first write: a script that fails half-way is not rolled back.
-- The caller knows the new version, so it writes the fields of the hash down as they are; what is left here are the checks, the clock and the indexes.
-- KEYS  1 saga hash   2 shard prefix (other keys are made from the two: one hash tag)
-- ARGV  1 clock offset ms   2 inbox horizon ms   3 type   4 id   5 expected version (0: must be absent)   6 new version
--       7 state   8 client   9 retain ms or ''   10 channel of ends, '' while the saga is open
--       11 '1' unless the caller knows that the state is among those that are listed   12 '1': this is an end, and its timers are not known
--       13-22 how many there are of each group that follows: inbox ids, timeline entries, payload, result, outbox, appends (collection, entry),
--       fields beside (collection, field, value), values of the hash (field, value), timers set (name, delay ms), timers cleared (name)
-- returns {1, id of the outbox entry if there is one} | {2, version found} | {3, ids applied before ...}
-- A stale version with ids that are marked answers 3, so that a retry after a lost reply learns at once that it had worked.
local call = redis.call
local saga, shard = KEYS[1], KEYS[2]
local id, state, client = ARGV[4], ARGV[7], ARGV[8]
local time = call('TIME')
local ms = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
-- As text: a number each call would write out anew, and as one with a fraction.
local now = string.format('%d', ms)
local old = call('HMGET', saga, 'v', 'st', 'cl', 'cr', 'r')
local version = old[1]

local inbox, ids = saga .. ':inbox', ARGV[13] + 0
local at = 23 + ids
local isStale = (version or '0') ~= ARGV[5]
if version and ids > (isStale and 0 or 1) then
  local scores, marked = call('ZMSCORE', inbox, unpack(ARGV, 23, at - 1)), { 3 }
  for k = 1, ids do
    if scores[k] then marked[#marked + 1] = ARGV[22 + k] end
  end
  if marked[2] then return marked end
end
if isStale then return { 2, tonumber(version or 0) } end
if ids == 1 then
  -- Check and mark in one call.
  if call('ZADD', inbox, 'NX', now, ARGV[23]) == 0 then return { 3, ARGV[23] } end
elseif ids > 1 then
  local marks = {}
  for k = 1, ids do
    marks[2 * k - 1] = now
    marks[2 * k] = ARGV[22 + k]
  end
  call('ZADD', inbox, unpack(marks))
end
if version and (ids > 15 or version % 32 == 31) then call('ZREMRANGEBYSCORE', inbox, '-inf', string.format('%d', ms - ARGV[2])) end

local count = ARGV[14] + 0
if count > 0 then
  local head, entries = now .. '|' .. ARGV[6] .. '|', {}
  for k = 1, count do entries[k] = head .. ARGV[at + k - 1] end
  at = at + count
  if call('RPUSH', saga .. ':timeline', unpack(entries)) > 1000 then call('LTRIM', saga .. ':timeline', -1000, -1) end
end
if ARGV[15] == '1' then
  call('SET', saga .. ':payload', ARGV[at], 'NX')
  at = at + 1
end
if ARGV[16] == '1' then
  call('SET', saga .. ':result', ARGV[at], 'NX')
  at = at + 1
end
local emitted
if ARGV[17] == '1' then
  local outbox, entry = shard .. 'emitted', ARGV[3] .. ':' .. id .. ':' .. ARGV[6]
  emitted = redis.pcall('XADD', outbox, now .. '-*', 'e', entry, 'd', ARGV[at])
  -- The clock was set back: behind the newest, then.
  if type(emitted) == 'table' then emitted = call('XADD', outbox, '*', 'e', entry, 'd', ARGV[at]) end
  at = at + 1
end
for _ = 1, ARGV[18] + 0 do
  call('RPUSH', saga .. ':c:' .. ARGV[at], ARGV[at + 1])
  at = at + 2
end
for _ = 1, ARGV[19] + 0 do
  call('HSET', saga .. ':c:' .. ARGV[at], ARGV[at + 1], ARGV[at + 2])
  at = at + 3
end

local values = at
at = at + 2 * ARGV[20]
local member, timers = ARGV[3] .. '|' .. id, shard .. 'timers'
count = ARGV[21] + 0
if count > 0 then
  local set = {}
  for k = 1, count do
    set[2 * k - 1] = string.format('%d', ms + ARGV[at + 1])
    set[2 * k] = member .. '|' .. ARGV[at]
    at = at + 2
  end
  call('ZADD', timers, unpack(set))
end
local gone, unset = {}, {}
local function clear(name)
  gone[#gone + 1] = 't:' .. name
  unset[#unset + 1] = member .. '|' .. name
end
for k = at, at + ARGV[22] - 1 do clear(ARGV[k]) end
if ARGV[12] == '1' and version then
  for _, field in ipairs(call('HKEYS', saga)) do
    if field:sub(1, 2) == 't:' then clear(field:sub(3)) end
  end
end
if unset[1] then call('ZREM', timers, unpack(unset)) end

if ARGV[9] ~= '' then
  call('ZADD', shard .. 'retention', string.format('%d', ms + ARGV[9]), member)
elseif old[5] then
  gone[#gone + 1] = 'r'
  call('ZREM', shard .. 'retention', member)
end
if gone[1] then call('HDEL', saga, unpack(gone)) end
local created = old[4]
if version then
  call('HSET', saga, unpack(ARGV, values, values + 2 * ARGV[20] - 1))
else
  created = now
  call('HSET', saga, 'cr', now, unpack(ARGV, values, values + 2 * ARGV[20] - 1))
end

if state ~= old[2] or client ~= old[3] then
  local index = shard .. 'idx:' .. ARGV[3] .. ':'
  if version then call('ZREM', index .. 'state:' .. old[2], id) end
  if ARGV[11] == '1' then call('SADD', index .. 'states', state) end
  call('ZADD', index .. 'state:' .. state, created, id)
  if client ~= old[3] then
    if version then call('ZREM', index .. 'of:' .. old[3], id) end
    call('ZADD', index .. 'of:' .. client, created, id)
  end
end
if ARGV[10] ~= '' then call('PUBLISH', ARGV[10], ARGV[3] .. ':' .. id) end
return { 1, emitted }
