-- args     1 id   2 reason   3 message, or ''
-- Returns  { 1 when it was done now, the fields as archived }, or nothing
if applied(args[1], args[3]) then return { 0, call('HGETALL', root .. 'archive:' .. args[1]) } end
if not swarms.status(args[1]) then return {} end
swarms.remove(args[1], args[2])
apply(args[1], args[3], 'removed')
return { 1, call('HGETALL', root .. 'archive:' .. args[1]) }
