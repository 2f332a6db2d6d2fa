-- What every script about votes begins with.
-- KEYS  1 prefix of everything of swarms
-- ARGV  1 clock offset ms
-- Keys  vote:{id}    hash: doc, asked (as it was asked), result (absent: open); while it is or was voted on opened (ms), a, b (the parties), by:{voter} (the message of its vote)
--       cast:{id}    hash: voter -> 1 or 2
--       voters:{id}  set of those who may vote and have not
--       votes        sorted set: open vote -> deadline in ms; 0 when all have voted
local call = redis.call
local S = KEYS[1]
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
local LIVE = { 'initializing', 'active', 'recovering' }

-- known or other if the id was used before.
local function known(id, asked)
  local before = call('HMGET', S .. 'vote:' .. id, 'doc', 'asked')
  return before[1] and ((before[2] or asked) == asked and 'known' or 'other')
end
