-- KEYS  1 index: names by the end of their time   2 sizes by name   3 sum of the sizes
-- ARGV  1 what stands before the names of results
-- returns how many went; claims stay, what is being made is kept when it is done
local call = redis.call
local names = call('ZRANGE', KEYS[1], 0, -1)
for _, name in ipairs(names) do call('UNLINK', ARGV[1] .. name) end
call('DEL', KEYS[1], KEYS[2], KEYS[3])
return #names
