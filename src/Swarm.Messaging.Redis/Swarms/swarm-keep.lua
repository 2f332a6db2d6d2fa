-- Adds a snapshot or checkpoint, whose body is written, to what is kept of a swarm.
--   snapshots:{id}, checkpoints:{id}   zsets of ids by time, each later than the one before
-- args     1 id   2 snapshots or checkpoints   3 id of the copy   4 how many are kept   5 how long, ms   6 host that must have the swarm, or ''   7 its term   8 command, or ''
-- Returns  { 'ok', time ms, ids that went, ... }, { 'applied', id of the copy that was kept then, time ms }, { 'other' } (its message has asked for something else), { 'missing' } or { 'stale' }
local id, kind = args[1], args[2]
local key = root .. kind .. ':' .. id
local before = applied(id, args[8])
if before == OTHER then return { OTHER } end
if before then return { 'applied', string.match(before, '^(%S+) (%d+)$') } end
local v = call('HMGET', swarmKey(id), 'status', 'host', 'term')
if not v[1] then return { 'missing' } end
if args[6] ~= '' and (v[2] ~= args[6] or v[3] ~= args[7]) then return { 'stale' } end
call('ZREMRANGEBYSCORE', key, '-inf', string.format('%.0f', now - args[5]))
local last = call('ZREVRANGE', key, 0, 0, 'WITHSCORES')[2]
local at = math.max(now, last and last + 1 or 0)
call('ZADD', key, at, args[3])
local reply = { 'ok', string.format('%.0f', at) }
for _, old in ipairs(call('ZRANGE', key, 0, 0 - args[4] - 1)) do
  call('ZREM', key, old)
  reply[#reply + 1] = old
end
call('ZADD', root .. 'touched', now, id)
if kind == 'snapshots' then call('HINCRBY', root .. 'totals', 'snapshots', 1) end
swarms.tell(id, kind == 'snapshots' and 'snapshot_created' or 'checkpoint_created', nil, nil, { id = args[3] })
apply(id, args[8], string.format('%s %.0f', args[3], at))
return reply
