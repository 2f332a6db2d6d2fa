-- No new work for a session.
-- ARGV[FIRST..]  session, reason
-- Returns        1, or 0 when it is not known
local s = seats.get(ARGV[FIRST])
if not s then return 0 end
seats.drain(s, ARGV[FIRST + 1])
keep()
return 1
