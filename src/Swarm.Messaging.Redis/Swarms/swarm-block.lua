-- Writes what a coordinator waits for, if it may follow what it waited for before.
--   blocking:{id}    hash: coordinator -> JSON        blockedAt:{id}   zset: coordinator -> when it was written, ms
-- args     1 id   2 coordinator   3 JSON without start and timestamp   4 status   5 since when it waits, ms (0 not said)   6 how long one is kept, ms   7 most coordinators   8 command, or ''
--          9... name, default as JSON, ... of what was not said: the same wait keeps it
-- Returns  { 'ok', JSON } (of a command that was applied before: as it was then), { 'other' } (its message has asked for something else), { 'missing' }, { 'blocking_limit' } or { 'invalid_transition', status }
local id, coordinator, status, start, kept = args[1], args[2], args[4], tonumber(args[5]), tonumber(args[6])
local key, times = root .. 'blocking:' .. id, root .. 'blockedAt:' .. id
local after = { waiting = { complete = true, failed = true, timeout = true }, timeout = { waiting = true }, complete = {}, failed = {} }
local done = applied(id, args[8])
if done == OTHER then return { OTHER } end
if done then return { 'ok', done } end
if not swarms.status(id) then return { 'missing' } end
local read, before = pcall(cjson.decode, call('HGET', key, coordinator) or 'null')
-- One that cannot be read, or is past its time, is as good as none.
local known = read and type(before) == 'table' and after[before.status] and (tonumber(before.timestamp) or 0) > now - kept
if known and before.status ~= status and not after[before.status][status] then return { 'invalid_transition', before.status } end
local past = call('ZRANGEBYSCORE', times, '-inf', string.format('%.0f', now - kept), 'LIMIT', 0, AT_A_TIME)
if #past > 0 then
  call('HDEL', key, unpack(past))
  call('ZREM', times, unpack(past))
end
if call('HEXISTS', key, coordinator) == 0 and call('HLEN', key) >= tonumber(args[7]) then return { 'blocking_limit' } end
-- The same wait goes on, or ends; another one begins now.
local same = known and not (before.status == 'timeout' and status == 'waiting')
if start == 0 then start = same and tonumber(before.startTime) or now end
local json = args[3]:sub(1, -2)
for n = 9, #args, 2 do
  local kept = same and before[args[n]]
  local said = type(kept) == 'string' or type(kept) == 'number'
  json = json .. string.format(',"%s":', args[n]) .. (said and cjson.encode(kept) or args[n + 1])
end
json = json .. string.format(',"startTime":%.0f,"timestamp":%.0f}', start, now)
call('HSET', key, coordinator, json)
call('ZADD', times, now, coordinator)
call('HINCRBY', swarmKey(id), 'blocked', 1)
call('ZADD', root .. 'touched', now, id)
swarms.tell(id, 'blocking_state_saved', nil, nil, { id = coordinator, status = status })
apply(id, args[8], json)
return { 'ok', json }
