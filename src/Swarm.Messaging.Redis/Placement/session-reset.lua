-- Closes the breaker of a session by hand.
-- ARGV[FIRST]  session
-- Returns      1, or 0 when there is no such session or its breaker is closed
local s = seats.get(ARGV[FIRST])
local done = s and seats.reset(s) and 1 or 0
keep()
return done
