-- Writes a state that was made from another.
--   state:{id}   hash: doc (JSON), version, savedAt (ms)
-- args     1 id   2 version it was made from ('' none)   3 changes of blocking states it was made from   4 document   5 version   6 what is told   7 id that is told, or ''   8 command, or ''
-- Returns  { 'ok' }, { 'applied', version that was written then }, { 'other' } (its message has asked for something else), { 'changed' } (read it again) or { 'missing' }
local id = args[1]
local key = root .. 'state:' .. id
local before = applied(id, args[8])
if before == OTHER then return { OTHER } end
if before then return { 'applied', before } end
if not swarms.status(id) then return { 'missing' } end
if (call('HGET', key, 'version') or '') ~= args[2] or (field(id, 'blocked') or '0') ~= args[3] then return { 'changed' } end
call('HSET', key, 'doc', args[4], 'version', args[5], 'savedAt', now)
call('HSET', swarmKey(id), 'lastActivity', now)
call('ZADD', root .. 'touched', now, id)
call('HINCRBY', root .. 'totals', 'statesSaved', 1)
swarms.tell(id, args[6], nil, nil, args[7] ~= '' and { id = args[7] } or nil)
swarms.begin(id)
apply(id, args[8], args[5])
return { 'ok' }
