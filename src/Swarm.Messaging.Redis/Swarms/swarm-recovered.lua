-- Ends a recovery: status and state in one step.
-- args     1 id   2 version of the state it was made from ('' none)   3 changes of blocking states   4 document   5 version   6 when the recovery began, ms
-- Returns  { 'ok', fields, the status before }, { 'changed' }, { 'missing' } or { 'invalid_transition', status }
local id = args[1]
local key = root .. 'state:' .. id
local before = swarms.status(id)
if not before then return { 'missing' } end
if (call('HGET', key, 'version') or '') ~= args[2] or (field(id, 'blocked') or '0') ~= args[3] then return { 'changed' } end
local answer = before == 'recovering' and not swarms.isLater(id, args[6]) and swarms.change(id, 'active', 'recovered') or 'invalid_transition'
if answer ~= 'ok' then return { answer, before } end
call('HSET', key, 'doc', args[4], 'version', args[5], 'savedAt', now)
call('HINCRBY', root .. 'totals', 'statesSaved', 1)
call('HINCRBY', root .. 'totals', 'recoveries', 1)
swarms.tell(id, 'state_updated')
return { 'ok', call('HGETALL', swarmKey(id)), before }
