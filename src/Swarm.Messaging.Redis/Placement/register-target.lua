-- Makes a target known or changes it, and gives its free slots to waiting attempts.
-- ARGV[FIRST..]  target, type, host, address, slots; then its capabilities, sorted, without repeats
-- Returns        news: { grants, {}, {} }
local id, kind, host, address, slots = unpack(ARGV, FIRST, FIRST + 4)
local caps, operations, kinds = {}, {}, {}
for i = FIRST + 5, #ARGV do
  caps[#caps + 1] = ARGV[i]
  if not isTag(ARGV[i]) then
    operations[#operations + 1] = ARGV[i]
    if kinds[#kinds] ~= kindOf(ARGV[i]) then kinds[#kinds + 1] = kindOf(ARGV[i]) end
  end
end
local plain = 'p' .. redis.sha1hex(table.concat(operations, '\n'))
local tagged = #caps > #operations and 't' .. redis.sha1hex(table.concat(caps, '\n')) or nil

local old = target(id)
local stays = old and old.plain == plain and old.tagged == tagged
if old and not stays then
  leaveProfiles(old)
  call('HDEL', targetKey(id), 'tagged')
end
if not old then
  local order = call('INCR', root .. 'targets:order')
  call('HSET', targetKey(id), 'order', order)
  call('ZADD', root .. 'targets', order, id)
end
if not (stays and old.active and old.slots == tonumber(slots) and old.address == address and old.type == kind
  and call('HGET', targetKey(id), 'host') == host) then
  changed()
end
call('HSET', targetKey(id), 'type', kind, 'host', host, 'address', address, 'slots', slots, 'kinds', table.concat(kinds, '/'),
  'plain', plain, 'status', 'active', 'seen', now)
call('ZADD', root .. 'targets:seen', now, id)
targets[id] = nil
if not stays then
  joinProfile(plain, id, operations, true)
  if tagged then
    call('HSET', targetKey(id), 'tagged', tagged)
    joinProfile(tagged, id, caps, false)
  end
end
reindex(target(id))
handOn({ id })
return report()
