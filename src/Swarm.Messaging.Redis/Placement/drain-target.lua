-- No new work for the target; its leases go on.
-- ARGV[FIRST..]  target, why ('' for nothing but that it drains)
-- Returns        1, or 0 when it is not known
local t = target(ARGV[FIRST])
if not t then return 0 end
call('HSET', targetKey(t.id), 'status', 'draining', 'why', ARGV[FIRST + 1])
if t.active then changed() end
t.active = false
reindex(t)
keep()
return 1
