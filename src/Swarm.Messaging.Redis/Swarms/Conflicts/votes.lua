-- What every script about votes begins with.
-- KEYS  1 prefix of everything of swarms
-- ARGV  1 clock offset ms
-- Keys  vote:{id}    hash: doc, asked (as it was asked), result (absent: open); while it is or was voted on opened (ms), a, b (the parties), of:a, of:b (which of their
--                    names they are: their order of registration, '' when it had left), by:{voter} (the message of its vote)
--       cast:{id}    hash: voter -> 1 or 2
--       voters:{id}  set of those who may vote and have not
--       votes        sorted set: open vote -> deadline in ms; 0 when all have voted
local call = redis.call
local S = KEYS[1]
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
local LIVE = { 'initializing', 'active', 'recovering' }

-- Whether a party has ended or left; another of its name is another. of: absent in a vote of an older version.
local function hasEnded(swarm, of)
  local is = call('HMGET', S .. 'swarm:' .. swarm, 'status', 'order')
  return not is[1] or is[1] == 'completed' or is[1] == 'failed' or (of and is[2] ~= of)
end

-- known or other if the id was used before.
local function known(id, asked)
  local before = call('HMGET', S .. 'vote:' .. id, 'doc', 'asked')
  return before[1] and ((before[2] or asked) == asked and 'known' or 'other')
end
