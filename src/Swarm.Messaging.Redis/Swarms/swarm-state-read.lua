-- args     1 id
-- Returns  { 1 when the swarm is known, now ms, number of changes of blocking states, fields of the state, fields of blocking states, status }
local id = args[1]
return {
  swarms.status(id) and 1 or 0, string.format('%.0f', now), field(id, 'blocked') or '0', call('HGETALL', root .. 'state:' .. id),
  call('HGETALL', root .. 'blocking:' .. id), swarms.status(id) or '',
}
