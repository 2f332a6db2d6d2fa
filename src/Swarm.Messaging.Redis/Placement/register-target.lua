-- Makes a target known or changes it, and gives its free slots to waiting attempts.
-- ARGV[9..13]  target, type, host, address, slots     ARGV[14..]  capabilities, sorted, without repeats
-- Returns      news: { grants, {}, {} }
local id = ARGV[FIRST]
local caps, operations = {}, {}
for i = FIRST + 5, #ARGV do
  caps[#caps + 1] = ARGV[i]
  if string.find(ARGV[i], '/', 1, true) then operations[#operations + 1] = ARGV[i] end
end
local plain = 'p' .. redis.sha1hex(table.concat(operations, '\n'))
local tagged = #caps > #operations and 't' .. redis.sha1hex(table.concat(caps, '\n')) or nil

local old = target(id)
if old and (old.profiles[1] ~= plain or old.profiles[2] ~= tagged) then
  leaveProfiles(old)
  call('HDEL', targetKey(id), 'tagged')
end
if not old then
  local order = call('INCR', root .. 'targets:order')
  call('HSET', targetKey(id), 'order', order)
  call('ZADD', root .. 'targets', order, id)
end
call('HSET', targetKey(id), 'type', ARGV[FIRST + 1], 'host', ARGV[FIRST + 2], 'address', ARGV[FIRST + 3], 'slots', ARGV[FIRST + 4],
  'plain', plain, 'status', 'active', 'seen', now)
call('ZADD', root .. 'targets:seen', now, id)
targets[id] = nil
joinProfile(plain, id, operations, true)
if tagged then
  call('HSET', targetKey(id), 'tagged', tagged)
  joinProfile(tagged, id, caps, false)
end
reindex(target(id))
grant(target(id))
return report()
