-- Makes a session known that its target has opened, or binds a known one. One that was bound before it went is that client's again.
-- One that drains stays as it is.
-- ARGV[FIRST..]  session, target, client ('' for nobody), slots (0: as it is), slots of a new one for which none are said
-- Returns        {0} no such target | {1, 1 when it is new, 1 when anything but its last use is otherwise} | {2, client, target} it is somebody else's | {3, active} nobody's work is in it
local id, owner, client, slots, usual = unpack(ARGV, FIRST, FIRST + 4)
slots = tonumber(slots)
local t = target(owner)
if not t then return { 0 } end
local s = seats.get(id)
local new = not s
local changes = new
if s then
  if s.target ~= owner or (client ~= '' and s.client ~= '' and s.client ~= client) then return { 2, s.client, s.target } end
  if s.draining then return { 1, 0, 0 } end
  -- What runs in it is nobody's, and may not be beside a client's.
  if client ~= '' and s.client == '' and s.active > 0 then return { 3, s.active } end
  if client ~= '' and s.client == '' then
    seats.bind(s, client)
    changes = true
  end
  if slots > 0 and s.slots ~= slots then
    changes = true
    call('HSET', sessionKey(id), 'slots', slots)
    seats.change(s, { slots = slots })
  end
  touch(s)
else
  local before = seats.boundBefore(id)
  if before and client ~= '' and client ~= before then return { 2, before, owner } end
  if before then
    client = before
    seats.forgetBinding(id)
  end
  s = seats.add(id, t, client, slots > 0 and slots or tonumber(usual), 'registered')
end
if s.client ~= '' and point(s.client, s) then changes = true end
keep()
return { 1, new and 1 or 0, changes and 1 or 0 }
