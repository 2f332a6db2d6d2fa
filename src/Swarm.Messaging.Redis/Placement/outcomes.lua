-- How attempts ended, counted once each with the release of a current token.
--   target:{id}:outcomes   hash: total, failed, avg (ms, running mean over successes)     outcomes   zset of target ids by their last
--   averages               zset of target ids by avg
--   route:{route}          hash: the same; success = total - failed                        routes     zset of routes by their last
--   route:{route}:last     list of its last outcomes, newest first, as time|success|target

local LAST = 100
local MOST_ROUTES = 1000

local function add(key, outcome)
  local tally = tallyOf(key)
  tally.total, tally.moved = tally.total + 1, true
  if outcome.success == '1' then
    tally.avg = (tally.avg or 0) + (outcome.duration - (tally.avg or 0)) / (tally.total - tally.failed)
  else
    tally.failed = tally.failed + 1
  end
  return tally
end

-- A batch brings many of one target: written once.
local function keepTallies()
  for key, tally in pairs(tallies) do
    if tally.moved then
      local avg = tally.avg and string.format('%.17g', tally.avg)
      call('HSET', key, 'total', tally.total, 'failed', tally.failed, unpack(avg and { 'avg', avg } or {}))
      if tally.id then
        call('ZADD', root .. 'outcomes', now, tally.id)
        if avg then call('ZADD', root .. 'averages', avg, tally.id) end
      end
    end
  end
  tallies = {}
end

local function dropRoute(route)
  call('ZREM', root .. 'routes', route)
  call('DEL', root .. 'route:' .. route, root .. 'route:' .. route .. ':last')
  tallies[root .. 'route:' .. route] = nil
end

local function record(id, outcome)
  add(outcomesKey(id), outcome).id = id
  local t = target(id)
  if t and t.rating then
    t.health = math.max(0, math.min(100, t.health + (outcome.success == '1' and SUCCEEDED or FAILED)))
    call('HSET', targetKey(id), 'health', t.health)
    rescore(t)
  end
  if outcome.route == '' then return end
  local route = root .. 'route:' .. outcome.route
  add(route, outcome)
  call('LPUSH', route .. ':last', now .. '|' .. outcome.success .. '|' .. id)
  call('LTRIM', route .. ':last', 0, LAST - 1)
  if call('ZADD', root .. 'routes', now, outcome.route) == 1 and call('ZCARD', root .. 'routes') > MOST_ROUTES then
    dropRoute(call('ZRANGE', root .. 'routes', 0, 0)[1])
  end
end
