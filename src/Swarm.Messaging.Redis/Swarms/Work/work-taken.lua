-- Takes the oldest of those equal to the entry out, once.
-- KEYS  1 list   2 how many entries were ever taken out of it
-- ARGV  1 how many there were when it was read   2 entry
-- returns 1, or 0: another process has taken one out meanwhile
if (redis.call('GET', KEYS[2]) or '0') ~= ARGV[1] or redis.call('LREM', KEYS[1], -1, ARGV[2]) == 0 then return 0 end
redis.call('INCR', KEYS[2])
return 1
