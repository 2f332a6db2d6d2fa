-- Signs of life of the swarms that a host has.
-- args     1 host   then for each: id, term
-- Returns  for each: 0 ok, 1 stale, 2 interrupted, 3 ended, 4 gone
local answers = {}
for i = 2, #args, 2 do answers[#answers + 1] = swarms.beat(args[1], args[i], args[i + 1]) end
return answers
