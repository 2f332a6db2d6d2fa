-- What a process outside says as a host of swarms.
-- args     1 host   2 session, or ''   3 most swarms that it may be given   4 how long it may wait before it is heard of again, ms
--          5 time between automatic snapshots, ms   6 handlers that failed   7 number of its question for messages ('': it asks for none; 0: the next)   8 number of heartbeats   then for each: id, term
--          then for each message that was handled: swarm, position
-- Returns  { 'ok', 1: the session is new, 2: the question came before, 1: it hosts other swarms than it was told of, { id, term, status, ... } that it hosts,
--            { what became of each heartbeat: ok, stale, stand_in, taken, ended, gone }, ids whose snapshot is due,
--            number of the question, { swarm, what is told of a message of its that was handled, ... }, ids whose inbox it reads from now on }, { 'superseded' }, { 'system' } or
--            { 'in_use', for how long, ms }: it names no session, and the process of another one holds the host for so long unless it is heard of again
local host, session = args[1], args[2]
local key, former = root .. 'host:' .. host, root .. 'former:' .. host
local is = call('HMGET', key, 'kind', 'session', 'shown')
if is[1] ~= 'client' and call('EXISTS', key) == 1 then return { 'system' } end
if call('ZSCORE', former, session) then return { 'superseded' } end
local anew = is[2] ~= session
-- A new session is a process that says of itself that it came after; one that says nothing may be anybody.
local held = swarms.heldFor(host, session)
if held then return { 'in_use', held } end
if anew then swarms.retire(host, is[2]) end
-- What another process was given is given anew.
if anew then call('DEL', root .. 'read:' .. host) end
call('HSET', key, 'kind', 'client', 'session', session, 'capacity', args[3])
local poll, last = tonumber(args[7]) or 0, tonumber(call('HGET', key, 'poll') or 0)
if args[7] == '0' then poll = last + 1 end
if poll > last or (anew and poll > 0) then call('HSET', key, 'poll', string.format('%.0f', poll)) end
call('ZADD', root .. 'hosts', now + args[4], host)

local beats = tonumber(args[8])
local handled, hosts_it, said = 0, {}, {}
for i = 9 + 2 * beats, #args, 2 do
  local id = args[i]
  if hosts_it[id] == nil then hosts_it[id] = field(id, 'host') == host end
  -- Whose message it is says the inbox: a body goes with the last inbox that has it.
  local entry = hosts_it[id] and call('XRANGE', root .. 'inbox:' .. id, args[i + 1], args[i + 1])[1]
  local about = entry and call('HGET', root .. 'msg:' .. entry[2][2], 'said')
  if entry and taken(id, entry[1], entry[2][2]) then
    handled = handled + 1
    if about then
      said[#said + 1] = id
      said[#said + 1] = about
    end
  end
end
if handled > 0 then call('HINCRBY', root .. 'totals', 'messagesReceived', handled) end
if args[6] ~= '0' then call('HINCRBY', root .. 'totals', 'messageErrors', args[6]) end

for _, id in ipairs(args[3] ~= '0' and call('SRANDMEMBER', root .. 'homeless', AT_A_TIME) or {}) do swarms.house(id) end

local WORDS = { [0] = 'ok', [2] = 'ok', [3] = 'ended', [4] = 'gone' }
local outcomes = {}
for n = 1, beats do
  local id = args[7 + 2 * n]
  local word = WORDS[swarms.beat(host, id, args[8 + 2 * n])]
  if not word then
    local of = call('HMGET', swarmKey(id), 'host', 'client')
    word = of[1] == host and 'stale' or of[2] == host and 'stand_in' or 'taken'
  end
  outcomes[n] = word
end

local hosted, due, begun, ids = {}, {}, {}, call('SMEMBERS', root .. 'hosted:' .. host)
table.sort(ids)
local shown = ''
for _, id in ipairs(ids) do
  local v = call('HMGET', swarmKey(id), 'term', 'status', 'snapshotAt', 'reads', 'client')
  if v[4] ~= v[1] and v[5] == host then
    begun[#begun + 1] = id
    call('HSET', swarmKey(id), 'reads', v[1])
  end
  for _, value in ipairs({ id, v[1], v[2] }) do hosted[#hosted + 1] = value end
  shown = shown .. id .. ':' .. v[1] .. ' '
  if COUNTED[v[2]] and (not v[3] or now - v[3] >= tonumber(args[5])) then
    if v[3] then due[#due + 1] = id end
    call('HSET', swarmKey(id), 'snapshotAt', now)
  end
end
call('HSET', key, 'shown', redis.sha1hex(shown))
local told = anew and 1 or poll > 0 and poll == last and 2 or 0
return { 'ok', told, redis.sha1hex(shown) ~= (is[3] or redis.sha1hex('')) and 1 or 0, hosted, outcomes, due, poll, said, begun }
