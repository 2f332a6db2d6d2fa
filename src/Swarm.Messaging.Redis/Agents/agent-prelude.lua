-- What every script of agents begins with.
-- KEYS[1]    prefix of all keys of agents, ending in a colon; every key is made from it, so all lie under one hash tag
-- ARGV[1]    offset of the store's clock in ms
-- ARGV[2..]  the script's own
--   agent:{id}  hash: doc, seen, registered, active (1, 0), drained (0, 1, or 2 until the next registration), breaker, rest (until when), fails (in a row), recent (last ends,
--               1 or 0 each, newest last), good, bad, ms; of the breaker also opened (when), breaks (how often), lost (when leases
--               that ended by themselves were last counted)
--   holder:{id} the instance that has the id, and until when
--   all         set of ids      seen     zset of active agents by their last sign of life
--   needed      zset of words that tasks ask for, by when one was last asked for
--   inactive    zset of inactive agents by their last sign of life      resting  zset of open breakers by the end of their rest
local root = KEYS[1]
local call = redis.call
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]

local function agentKey(id) return root .. 'agent:' .. id end
local function holderKey(id) return root .. 'holder:' .. id end
local function known(id) return call('EXISTS', agentKey(id)) == 1 end
local function get(id, field) return call('HGET', agentKey(id), field) end

-- { changed, fields of the hash }
local function tell(id, changed) return { changed and 1 or 0, call('HGETALL', agentKey(id)) } end

-- Returns whether it was inactive.
local function live(id)
  local back = get(id, 'active') ~= '1'
  call('HSET', agentKey(id), 'seen', now, 'active', 1)
  call('ZADD', root .. 'seen', now, id)
  if back then call('ZREM', root .. 'inactive', id) end
  return back
end

local function close(id)
  call('HSET', agentKey(id), 'breaker', 'closed', 'fails', 0, 'recent', '')
  call('ZREM', root .. 'resting', id)
end

local function forget(id)
  call('DEL', agentKey(id), holderKey(id))
  call('SREM', root .. 'all', id)
  call('ZREM', root .. 'seen', id)
  call('ZREM', root .. 'inactive', id)
  call('ZREM', root .. 'resting', id)
end
