-- Commands that have changed a swarm, by the ids of their messages: one that is delivered again, as when its host died before it could say that it was done, changes nothing again.
-- Kept beyond the swarm's end: what is delivered again then must not change another of its id. For scripts whose first part has the clock as now.
--   applied:{id}    zset: message -> ms      answers:{id}   hash: message -> hash of what was asked, and what was answered       the last MOST_APPLIED, for APPLIED_FOR after the last
--                   of ~sends:{sender}: commands that sent messages, as many as ids of the sender are remembered
-- A command is given as {hash of what it asks for}:{message}, or as '' when it has no message; its answer is kept as {hash}:{answer}.
local MOST_APPLIED, APPLIED_FOR = 1000, 86400000
-- Instead of an answer: the message has asked for something else before.
local OTHER = 'other'
-- A name that no swarm may have: of all commands of swarms, what their messages have asked for.
local MESSAGES = '~messages'

-- Returns what was answered, OTHER, or nil.
local function applied(id, command)
  local content, message = string.match(command, '^(%x+):(.*)$')
  local before = message and redis.call('HGET', KEYS[1] .. 'answers:' .. id, message)
  if not before then return nil end
  local of, answer = string.match(before, '^(%x+):(.*)$')
  -- One that an older version kept has no hash.
  if not of then return before end
  return of == content and answer or OTHER
end

-- most: how many are kept, MOST_APPLIED when not said
local function apply(id, command, answer, most)
  local content, message = string.match(command, '^(%x+):(.*)$')
  if not message then return end
  answer = content .. ':' .. answer
  local order, answers = KEYS[1] .. 'applied:' .. id, KEYS[1] .. 'answers:' .. id
  redis.call('ZADD', order, now, message)
  redis.call('HSET', answers, message, answer)
  for _, old in ipairs(redis.call('ZRANGE', order, 0, -1 - (most or MOST_APPLIED))) do
    redis.call('ZREM', order, old)
    redis.call('HDEL', answers, old)
  end
  redis.call('PEXPIRE', order, APPLIED_FOR)
  redis.call('PEXPIRE', answers, APPLIED_FOR)
end

local function unapply(id, command)
  local message = string.match(command, '^%x+:(.*)$')
  redis.call('ZREM', KEYS[1] .. 'applied:' .. id, message)
  redis.call('HDEL', KEYS[1] .. 'answers:' .. id, message)
end
