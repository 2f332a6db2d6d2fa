-- What every script about messages begins with.
-- KEYS  1 prefix of everything of swarms
-- ARGV  1 clock offset ms
-- Keys  inbox:{swarm}   stream: m = message, in order; an entry goes with its acknowledgement. The key stays when it is empty: its positions rise.
--       inboxBytes      hash: swarm -> bytes of the messages in its inbox
--       msg:{message}   hash: body, said (what is told of it when it was handled outside), left (inboxes that still have it); it goes with the last of them. A message is {sender}:{id}, with ~2 .. behind it while others of that id
--                       wait to be read
--       seen:{sender}   sorted set of the ids of the sender's last messages
--       sent:{sender}   hash: id -> hash of what was sent, of those that the sender named itself
--       unread:{host}   set of swarms hosted there with messages that the process was not given
--       read:{host}     hash: swarm -> term of its host, and position up to which the process was given its messages in it
--       system          sorted set of messages ({sender}:{id}) that the system itself acts upon, by when one of its processes may take them, in microseconds; each counts in left
--       totals          hash: messagesSent, messagesReceived, broadcastsSent, targetedSent, messageErrors, messagesWaiting (entries of all inboxes)
local call = redis.call
local S = KEYS[1]
local time = call('TIME')
local micros = time[1] * 1000000 + time[2] + ARGV[1] * 1000
local now = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
-- What belongs to a process outlives it so long; a living one renews it each second.
local HOST_TTL = 3600000

-- Whether the host reads what a swarm gets: a client's own swarm is read there alone; a stand-in has no handlers for it.
local function reads(host, client) return host and host ~= '' and (not client or client == host) end

local function unread(host, swarm)
  call('SADD', S .. 'unread:' .. host, swarm)
  call('PEXPIRE', S .. 'unread:' .. host, HOST_TTL)
end

-- Takes an entry out of an inbox; true if it was in.
local function taken(swarm, position, message)
  if call('XDEL', S .. 'inbox:' .. swarm, position) == 0 then return false end
  call('HINCRBY', S .. 'totals', 'messagesWaiting', -1)
  local bytes = call('HSTRLEN', S .. 'msg:' .. message, 'body')
  if call('HINCRBY', S .. 'inboxBytes', swarm, -bytes) <= 0 then call('HDEL', S .. 'inboxBytes', swarm) end
  if call('HINCRBY', S .. 'msg:' .. message, 'left', -1) <= 0 then call('DEL', S .. 'msg:' .. message) end
  return true
end
