-- Claims the shard's outbox entries that are older than asked, oldest first: each goes to the end and its age starts anew, so one host re-sends it.
-- What a deleted saga emitted is forgotten.
-- KEYS  1 outbox: stream; an entry's id begins with the ms of its commit, e = type:id:version, d = what was emitted   2 shard prefix
-- ARGV  1 clock offset ms   2 older than ms   3 limit (may be 0)
-- returns {id in the stream, type:id:version, bytes, ...}
local call = redis.call
if ARGV[3] == '0' then return {} end
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
local reply, claimed = {}, {}
for _, found in ipairs(call('XRANGE', KEYS[1], '-', string.format('%.0f', now - ARGV[2]), 'COUNT', ARGV[3])) do
  local entry, bytes = found[2][2], found[2][4]
  claimed[#claimed + 1] = found[1]
  if call('EXISTS', KEYS[2] .. 'saga:' .. string.match(entry, '^(.*):%d+$')) == 1 then
    local id = redis.pcall('XADD', KEYS[1], string.format('%.0f-*', now), 'e', entry, 'd', bytes)
    -- The clock was set back: behind the newest, then.
    if type(id) == 'table' then id = call('XADD', KEYS[1], '*', 'e', entry, 'd', bytes) end
    reply[#reply + 1] = id
    reply[#reply + 1] = entry
    reply[#reply + 1] = bytes
  end
end
if claimed[1] then call('XDEL', KEYS[1], unpack(claimed)) end
return reply
