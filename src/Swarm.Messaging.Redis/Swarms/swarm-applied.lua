-- Commands that have changed a swarm, by the ids of their messages: one that is delivered again, as when its host died before it could say that it was done, changes nothing again.
-- Kept beyond the swarm's end: what is delivered again then must not change another of its id. For scripts whose first part has the clock as now.
--   applied:{id}    zset: message -> ms      answers:{id}   hash: message -> what was answered       the last MOST_APPLIED, for APPLIED_FOR after the last
local MOST_APPLIED, APPLIED_FOR = 1000, 86400000

-- message: '' when a command has none. Returns what was answered, or nil.
local function applied(id, message)
  return message ~= '' and redis.call('HGET', KEYS[1] .. 'answers:' .. id, message) or nil
end

local function apply(id, message, answer)
  if message == '' then return end
  local order, answers = KEYS[1] .. 'applied:' .. id, KEYS[1] .. 'answers:' .. id
  redis.call('ZADD', order, now, message)
  redis.call('HSET', answers, message, answer)
  for _, old in ipairs(redis.call('ZRANGE', order, 0, -1 - MOST_APPLIED)) do
    redis.call('ZREM', order, old)
    redis.call('HDEL', answers, old)
  end
  redis.call('PEXPIRE', order, APPLIED_FOR)
  redis.call('PEXPIRE', answers, APPLIED_FOR)
end
