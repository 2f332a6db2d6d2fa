-- args     1 id   2 reason
-- Returns  the fields as archived, or nothing
if not swarms.status(args[1]) then return {} end
swarms.remove(args[1], args[2])
return call('HGETALL', root .. 'archive:' .. args[1])
