-- Makes a target known or changes it, and gives its free slots to waiting attempts.
-- ARGV[9..13]  target, type, host, address, slots     ARGV[14..]  capabilities, sorted, without repeats
-- Returns      news: { grants, {}, {} }
local id = ARGV[FIRST]
local caps = {}
for i = FIRST + 5, #ARGV do caps[#caps + 1] = ARGV[i] end
local profile = redis.sha1hex(table.concat(caps, '\n'))

local old = target(id)
if old and old.profile ~= profile then leaveProfile(old.profile, old) end
if not old then
  local order = call('INCR', root .. 'targets:order')
  call('HSET', targetKey(id), 'order', order)
  call('ZADD', root .. 'targets', order, id)
end
call('HSET', targetKey(id), 'type', ARGV[FIRST + 1], 'host', ARGV[FIRST + 2], 'address', ARGV[FIRST + 3], 'slots', ARGV[FIRST + 4],
  'profile', profile, 'status', 'active', 'seen', now)
call('ZADD', root .. 'targets:seen', now, id)
targets[id] = nil
joinProfile(profile, id, caps)
reindex(target(id))
grant(target(id))
return report()
