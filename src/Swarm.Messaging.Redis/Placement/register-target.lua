-- Makes a target known or changes it, and gives its free slots to waiting attempts.
-- ARGV[FIRST..]  target, type, host, address, slots, rating (JSON, see targets.lua; '' when it says nothing of itself), health 0..100; then its
--                capabilities, sorted, without repeats
-- Returns        news: { grants, {}, {} }
local id, kind, host, address, slots, rating, health = unpack(ARGV, FIRST, FIRST + 6)
local caps, operations, kinds = {}, {}, {}
for i = FIRST + 7, #ARGV do
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
-- What has become of its work says more of its health than it does itself.
if rating == '' then
  call('HDEL', targetKey(id), 'rating', 'health')
else
  call('HSET', targetKey(id), 'rating', rating)
  call('HSETNX', targetKey(id), 'health', health)
end
targets[id] = nil
if not stays then
  joinProfile(plain, id, operations, true)
  if tagged then
    call('HSET', targetKey(id), 'tagged', tagged)
    joinProfile(tagged, id, caps, false)
  end
end
local t = target(id)
if flow.any() then flow.settle(t) end
reindex(t)
rescore(t)
handOn({ id })
return report()
