-- Writes what handlings made of sagas of one shard: for each saga everything, or nothing. Each stands by itself: one that is refused, or fails, keeps no other back.
-- All checks of a saga stand before its first write. A key of it that is damaged shows when it is written: what was written before is taken back.
-- The caller knows the new version, so it writes the fields of the hash down as they are; what is left here are the checks, the clock and the indexes.
-- What the sagas add to an index and take out of it is one call for all of them: a call costs about as much as what it writes.
-- KEYS  1 shard prefix   2.. the sagas' hashes, no two the same (other keys are made from these: one hash tag)
-- ARGV  1 clock offset ms   2 inbox horizon ms   3 channel of ends   then for each saga
--       1 type   2 id   3 expected version (0: must be absent)   4 new version   5 state   6 client   7 retain ms or ''   8 '1': this is its end
--       9 '1': it is, and its timers are not known   10 '1' unless the caller knows that the state is among those that are listed
--       11-20 how many there are of each group that follows: inbox ids, timeline entries, payload, result, outbox, appends (collection, entry),
--       fields beside (collection, field, value), values of the hash (field, value), timers set (name, delay ms), timers cleared (name)
-- returns for each saga {1, id of the outbox entry if there is one} | {2, version found} | {3, ids applied before ...} | {4, what went wrong}
-- A stale version with ids that are marked answers 3, so that a retry after a lost reply learns at once that it had worked.
local call = redis.call
local shard = KEYS[1]
local time = call('TIME')
local ms = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
-- As text: a number each call would write out anew, and as one with a fraction.
local now = string.format('%d', ms)
local outbox, timers, retention = shard .. 'emitted', shard .. 'timers', shard .. 'retention'
-- By sorted set: scores with their members to add, and members to take out.
local added, removed, ended = {}, {}, {}
-- Of the saga at hand, should a damaged key of it make it fail half-way: whether its ids are marked, and the lists that have a line more, for each line.
local marked, written

local function add(key, score, member)
  local list = added[key]
  if not list then
    list = {}
    added[key] = list
  end
  list[#list + 1] = score
  list[#list + 1] = member
end

local function remove(key, member)
  local list = removed[key]
  if not list then
    list = {}
    removed[key] = list
  end
  list[#list + 1] = member
end

-- A key that the shard's sagas share: what is wrong with it is not the saga's.
local function shared(...)
  local reply = redis.pcall(...)
  if type(reply) == 'table' and reply.err then error({ err = 'ERR of a key of all: ' .. reply.err }) end
  return reply
end

local function isNumber(field)
  return field and field:match('^%d+$')
end

local function commit(saga, at)
  local typ, id, expected, version, state, client, retain, ends, seeks, unlisted = unpack(ARGV, at, at + 9)
  local ids, entries, payload, result, emits, appends, fields, values, sets, clears = unpack(ARGV, at + 10, at + 19)
  local old = call('HMGET', saga, 'v', 'st', 'cl', 'cr', 'r')
  local found = old[1]
  if (found or old[2] or old[3] or old[4]) and not (isNumber(found) and old[2] and old[3] and isNumber(old[4])) then
    error({ err = 'DAMAGED its version, state, client or time of creation is missing or no number' })
  end

  local inbox, first = saga .. ':inbox', at + 20
  ids = ids + 0
  at = first + ids
  local isStale = (found or '0') ~= expected
  if found and ids > (isStale and 0 or 1) then
    local scores, known = call('ZMSCORE', inbox, unpack(ARGV, first, at - 1)), { 3 }
    for k = 1, ids do
      if scores[k] then known[#known + 1] = ARGV[first + k - 1] end
    end
    if known[2] then return known end
  end
  if isStale then return { 2, tonumber(found or 0) } end
  if ids == 1 then
    -- Check and mark in one call.
    if call('ZADD', inbox, 'NX', now, ARGV[first]) == 0 then return { 3, ARGV[first] } end
    marked = true
  elseif ids > 1 then
    local marks = {}
    for k = 1, ids do
      marks[2 * k - 1] = now
      marks[2 * k] = ARGV[first + k - 1]
    end
    call('ZADD', inbox, unpack(marks))
    marked = true
  end
  if found and (ids > 15 or found % 32 == 31) then call('ZREMRANGEBYSCORE', inbox, '-inf', string.format('%d', ms - ARGV[2])) end

  entries = entries + 0
  local length = 0
  if entries > 0 then
    local head, lines = now .. '|' .. version .. '|', {}
    for k = 1, entries do lines[k] = head .. ARGV[at + k - 1] end
    at = at + entries
    length = call('RPUSH', saga .. ':timeline', unpack(lines))
    for k = 1, entries do written[k] = saga .. ':timeline' end
  end
  local apart = at
  at = at + payload + result + emits
  for _ = 1, appends + 0 do
    call('RPUSH', saga .. ':c:' .. ARGV[at], ARGV[at + 1])
    written[#written + 1] = saga .. ':c:' .. ARGV[at]
    at = at + 2
  end
  for _ = 1, fields + 0 do
    call('HSET', saga .. ':c:' .. ARGV[at], ARGV[at + 1], ARGV[at + 2])
    at = at + 3
  end
  if unlisted == '1' and (state ~= old[2] or client ~= old[3]) then shared('SADD', shard .. 'idx:' .. typ .. ':states', state) end
  local emitted
  if emits == '1' then
    local entry, said = typ .. ':' .. id .. ':' .. version, ARGV[apart + payload + result]
    emitted = redis.pcall('XADD', outbox, now .. '-*', 'e', entry, 'd', said)
    -- The clock was set back: behind the newest, then.
    if type(emitted) == 'table' then emitted = shared('XADD', outbox, '*', 'e', entry, 'd', said) end
  end
  -- From here on nothing of the saga can fail any more.
  marked, written = false, {}
  if length > 1000 then call('LTRIM', saga .. ':timeline', -1000, -1) end
  if payload == '1' then call('SET', saga .. ':payload', ARGV[apart], 'NX') end
  if result == '1' then call('SET', saga .. ':result', ARGV[apart + payload], 'NX') end

  local hash = at
  at = at + 2 * values
  local member, gone = typ .. '|' .. id, {}
  for _ = 1, sets + 0 do
    add(timers, string.format('%d', ms + ARGV[at + 1]), member .. '|' .. ARGV[at])
    at = at + 2
  end
  local function clear(name)
    gone[#gone + 1] = 't:' .. name
    remove(timers, member .. '|' .. name)
  end
  for k = at, at + clears - 1 do clear(ARGV[k]) end
  if seeks == '1' and found then
    for _, field in ipairs(call('HKEYS', saga)) do
      if field:sub(1, 2) == 't:' then clear(field:sub(3)) end
    end
  end

  if retain ~= '' then
    add(retention, string.format('%d', ms + retain), member)
  elseif old[5] then
    gone[#gone + 1] = 'r'
    remove(retention, member)
  end
  if gone[1] then call('HDEL', saga, unpack(gone)) end
  local created = old[4]
  if found then
    call('HSET', saga, unpack(ARGV, hash, hash + 2 * values - 1))
  else
    created = now
    call('HSET', saga, 'cr', now, unpack(ARGV, hash, hash + 2 * values - 1))
  end

  if state ~= old[2] or client ~= old[3] then
    local index = shard .. 'idx:' .. typ .. ':'
    if found then remove(index .. 'state:' .. old[2], id) end
    add(index .. 'state:' .. state, created, id)
    if client ~= old[3] then
      if found then remove(index .. 'of:' .. old[3], id) end
      add(index .. 'of:' .. client, created, id)
    end
  end
  if ends == '1' then ended[#ended + 1] = typ .. ':' .. id end
  return { 1, emitted }
end

local function undo(saga, first, ids)
  if marked then redis.pcall('ZREM', saga .. ':inbox', unpack(ARGV, first, first + ids - 1)) end
  for _, list in ipairs(written) do redis.pcall('RPOP', list) end
end

local replies, at = {}, 4
for k = 2, #KEYS do
  local ids, entries, payload, result, emits, appends, fields, values, sets, clears = unpack(ARGV, at + 10, at + 19)
  marked, written = false, {}
  local worked, reply = pcall(commit, KEYS[k], at)
  if not worked then undo(KEYS[k], at + 20, ids) end
  replies[k - 1] = worked and reply or { 4, type(reply) == 'table' and reply.err or tostring(reply) }
  at = at + 20 + ids + entries + payload + result + emits + 2 * appends + 3 * fields + 2 * values + 2 * sets + clears
end
-- Out before in: a saga that changes only its client leaves the index of its state and enters it again.
for key, members in pairs(removed) do call('ZREM', key, unpack(members)) end
for key, members in pairs(added) do call('ZADD', key, unpack(members)) end
if ended[1] then call('PUBLISH', ARGV[3], table.concat(ended, ' ')) end
return replies
