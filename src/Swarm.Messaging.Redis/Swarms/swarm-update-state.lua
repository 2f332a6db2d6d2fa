-- Changes a swarm and its state in one step.
-- args     1 id   2 version of the swarm it was read at   3 what is said of it   4 number of agents   5 status, or '' for the same
--          6 version of the state it was made from   7 changes of blocking states it was made from   8 state   9 its version   10 command, or ''
-- Returns  { 'ok', fields }, { 'applied', version that was written then }, { 'other' } (its message has asked for something else),
--          { 'changed' } (read both again), { 'missing' }, { 'invalid_transition', status } or { 'swarm_limit', status }
local id = args[1]
local key = root .. 'state:' .. id
local status = swarms.status(id)
local before = applied(id, args[10])
if before == OTHER then return { OTHER } end
if before then return { 'applied', before } end
if not status then return { 'missing' } end
if field(id, 'version') ~= args[2] or call('HGET', key, 'version') ~= args[6] or (field(id, 'blocked') or '0') ~= args[7] then return { 'changed' } end
if args[5] ~= '' and args[5] ~= status then
  local answer = swarms.change(id, args[5])
  if answer ~= 'ok' then return { answer, status } end
end
local more = args[4] - field(id, 'agents')
call('HSET', swarmKey(id), 'doc', args[3], 'agents', args[4])
if more > 0 then call('HINCRBY', swarmKey(id), 'm:agentsSpawned', more) end
call('HINCRBY', root .. 'totals', 'agents', more)
call('HSET', key, 'doc', args[8], 'version', args[9], 'savedAt', now)
call('HINCRBY', root .. 'totals', 'statesSaved', 1)
swarms.touch(id)
swarms.tell(id, 'updated', status)
swarms.tell(id, 'state_updated')
apply(id, args[10], args[9])
return { 'ok', call('HGETALL', swarmKey(id)) }
