-- Makes an agent known, or changes what it says of itself.
-- ARGV[2]  id   3 document   4 most agents
-- Returns  { 1 when it was not known, fields }, or nothing when there are as many as may be
local id = ARGV[2]
local new = not known(id)
if new then
  if call('SCARD', root .. 'all') >= tonumber(ARGV[4]) then return {} end
  call('HSET', agentKey(id), 'registered', now, 'drained', 0, 'good', 0, 'bad', 0, 'ms', 0)
  call('SADD', root .. 'all', id)
  close(id)
end
call('HSET', agentKey(id), 'doc', ARGV[3])
if get(id, 'drained') == '2' then call('HSET', agentKey(id), 'drained', 0) end
live(id)
return tell(id, new)
