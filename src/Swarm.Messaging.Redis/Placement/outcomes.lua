-- How attempts ended, counted once each with the release of a current token.
--   target:{id}:outcomes   hash: total, failed, avg (ms, running mean over successes)     outcomes   zset of target ids by their last
--   averages               zset of target ids by avg
--   route:{route}          hash: the same; success = total - failed                        routes     zset of routes by their last
--   route:{route}:last     list of its last outcomes, newest first, as time|success|target

local LAST = 100
local MOST_ROUTES = 1000

local function add(key, outcome, id)
  local v = call('HMGET', key, 'total', 'failed', 'avg')
  local total, failed = tonumber(v[1] or 0) + 1, tonumber(v[2] or 0)
  if outcome.success == '1' then
    local avg = tonumber(v[3] or 0)
    avg = string.format('%.17g', avg + (outcome.duration - avg) / (total - failed))
    call('HSET', key, 'total', total, 'failed', failed, 'avg', avg)
    if id then call('ZADD', root .. 'averages', avg, id) end
  else
    call('HSET', key, 'total', total, 'failed', failed + 1)
  end
end

local function dropRoute(route)
  call('ZREM', root .. 'routes', route)
  call('DEL', root .. 'route:' .. route, root .. 'route:' .. route .. ':last')
end

local function record(id, outcome)
  add(root .. 'target:' .. id .. ':outcomes', outcome, id)
  local t = target(id)
  if t and t.rating then
    t.health = math.max(0, math.min(100, t.health + (outcome.success == '1' and SUCCEEDED or FAILED)))
    call('HSET', targetKey(id), 'health', t.health)
    t.outcomes = nil
    rescore(t)
  end
  call('ZADD', root .. 'outcomes', now, id)
  if outcome.route == '' then return end
  local route = root .. 'route:' .. outcome.route
  add(route, outcome)
  call('LPUSH', route .. ':last', now .. '|' .. outcome.success .. '|' .. id)
  call('LTRIM', route .. ':last', 0, LAST - 1)
  if call('ZADD', root .. 'routes', now, outcome.route) == 1 and call('ZCARD', root .. 'routes') > MOST_ROUTES then
    dropRoute(call('ZRANGE', root .. 'routes', 0, 0)[1])
  end
end
