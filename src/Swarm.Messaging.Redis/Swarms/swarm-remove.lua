-- args     1 id   2 reason   3 command, or ''
-- Returns  { 1 when it was done now, the fields as archived }, { -1 } (its message has asked for something else), or nothing
local before = applied(args[1], args[3])
if before == OTHER then return { -1 } end
if before then return { 0, call('HGETALL', root .. 'archive:' .. args[1]) } end
if not swarms.status(args[1]) then return {} end
swarms.remove(args[1], args[2])
apply(args[1], args[3], 'removed')
return { 1, call('HGETALL', root .. 'archive:' .. args[1]) }
