-- Writes what a coordinator waits for, if it may follow what it waited for before.
--   blocking:{id}   hash: coordinator -> JSON
-- args     1 id   2 coordinator   3 JSON without a timestamp   4 status   5 how long one is kept, ms
-- Returns  { 'ok' }, { 'missing' } or { 'invalid_transition', status }
local id, coordinator, status = args[1], args[2], args[4]
local key = root .. 'blocking:' .. id
local after = { waiting = { complete = true, failed = true, timeout = true }, timeout = { waiting = true }, complete = {}, failed = {} }
if not swarms.status(id) then return { 'missing' } end
local old = call('HGET', key, coordinator)
local read, before = pcall(cjson.decode, old or 'null')
-- One that cannot be read, or is past its time, is as good as none.
if read and type(before) == 'table' and after[before.status] and (tonumber(before.timestamp) or 0) > now - args[5] then
  if before.status ~= status and not after[before.status][status] then return { 'invalid_transition', before.status } end
end
call('HSET', key, coordinator, (args[3]:gsub('}$', ',"timestamp":' .. string.format('%.0f', now) .. '}')))
call('HINCRBY', swarmKey(id), 'blocked', 1)
call('ZADD', root .. 'touched', now, id)
swarms.tell(id, 'blocking_state_saved', nil, nil, { id = coordinator })
return { 'ok' }
