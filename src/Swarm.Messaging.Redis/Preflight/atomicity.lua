-- Adds one by reading and writing in two steps: side by side, two runs would lose a count.
-- KEYS[1] counter of this preflight
-- ARGV[1] milliseconds the counter lives, should nobody delete it
-- returns the counter after the step
local count = tonumber(redis.call('GET', KEYS[1]) or '0')
redis.call('TIME') -- a script that reads the clock must still be allowed to write
redis.call('SET', KEYS[1], count + 1, 'PX', ARGV[1])
return count + 1
