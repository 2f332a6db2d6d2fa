-- KEYS  1 index prefix of a type in a shard
-- returns {state, count, ...} for every state that a saga of the type was ever in
local reply = {}
for _, state in ipairs(redis.call('SMEMBERS', KEYS[1] .. 'states')) do
  reply[#reply + 1] = state
  reply[#reply + 1] = redis.call('ZCARD', KEYS[1] .. 'state:' .. state)
end
return reply
