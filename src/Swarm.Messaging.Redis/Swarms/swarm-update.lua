-- Changes what is said of a swarm, and its status.
-- args     1 id   2 version it was read at   3 document   4 number of agents   5 status, or '' for the same   6 command, or ''
-- Returns  { 'ok', fields, the status before }, { 'applied', fields } (before, or it changes nothing), { 'other' } (its message has asked for something else), { 'changed' } (read it again), { 'missing' }, { 'invalid_transition', status } or { 'swarm_limit' }
local id = args[1]
local status = swarms.status(id)
if not status then return { 'missing' } end
local before = applied(id, args[6])
if before == OTHER then return { OTHER } end
if before then return { 'applied', call('HGETALL', swarmKey(id)) } end
if field(id, 'version') ~= args[2] then return { 'changed' } end
if field(id, 'doc') == args[3] and (args[5] == '' or args[5] == status) then
  -- Nothing is changed by it; its swarm is in use all the same.
  swarms.touch(id)
  apply(id, args[6], 'updated')
  return { 'applied', call('HGETALL', swarmKey(id)) }
end
if args[5] ~= '' and args[5] ~= status then
  local answer = swarms.change(id, args[5])
  if answer ~= 'ok' then return { answer, status } end
end
local more = args[4] - field(id, 'agents')
call('HSET', swarmKey(id), 'doc', args[3], 'agents', args[4])
if more > 0 then call('HINCRBY', swarmKey(id), 'm:agentsSpawned', more) end
call('HINCRBY', root .. 'totals', 'agents', more)
swarms.touch(id)
swarms.tell(id, 'updated', status)
apply(id, args[6], 'updated')
return { 'ok', call('HGETALL', swarmKey(id)), status }
