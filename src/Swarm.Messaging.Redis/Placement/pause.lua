-- Nothing of the key begins until it is time, or until somebody says so; or it goes on, whoever stopped it: the rest that a service asked for goes, too.
-- ARGV[FIRST..]  key, JSON of the pause ('': go on)
-- Returns        { 1 when that changed something, news: { grants, {}, {} } }
local key, pause = ARGV[FIRST], ARGV[FIRST + 1]
local changes = pause ~= call('HGET', root .. 'pauses', key)
if pause == '' then
  changes = call('HDEL', root .. 'pauses', key) + call('HDEL', root .. 'rests', key) > 0
else
  call('HSET', root .. 'pauses', key, pause)
  local ends = cjson.decode(pause)['until']
  if ends > 0 then call('ZADD', root .. 'flow:due', ends, key) end
end
flow.forget()
local again, ids, id = {}, {}, flow.targetOf(key)
local t = id and target(id)
if t then
  flow.settle(t)
  ids[1] = id
end
wake(key, again)
handOn(ids, again)
return { changes and 1 or 0, report() }
