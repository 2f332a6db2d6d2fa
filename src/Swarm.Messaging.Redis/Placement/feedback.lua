-- What a service said of its limit of a key. A limit that an operator has set for it stays; else the service's is taken over, beside what he has set for all keys of the name.
-- ARGV[FIRST..]  key, starts per interval, interval ms, left of them (-1: not said), starts per day, left of them, ms to wait (0: none)
-- Returns        news: { grants, {}, {} }
local key = ARGV[FIRST]
local limit, interval, left, daily, dailyLeft, wait = unpack(ARGV, FIRST + 1, FIRST + 6)
limit, interval, left, daily, dailyLeft, wait =
  tonumber(limit), tonumber(interval), tonumber(left), tonumber(daily), tonumber(dailyLeft), tonumber(wait)
local DAY = 86400000

local rates = {}
if limit > 0 and interval > 0 then rates[#rates + 1] = { limit, interval } end
if daily > 0 then rates[#rates + 1] = { daily, DAY } end
local said = call('HMGET', root .. 'limits', key, string.match(key, '^[^:]*') .. ':*')
local own = said[1] and cjson.decode(said[1])
if rates[1] and (not own or own.a) then
  -- What an operator says of all keys of the name goes on beside it; the budget of the name only where the service has said nothing of the kind, by day or for less.
  local known, common = flow.rule(key) or {}, said[2] and cjson.decode(said[2]) or {}
  local told = { [true] = daily > 0, [false] = limit > 0 and interval > 0 }
  for _, rate in ipairs(common.r or {}) do rates[#rates + 1] = rate end
  for _, rate in ipairs(not common.r and BUDGETS[string.match(key, '^[^:]*')] or {}) do
    if not told[rate[2] >= DAY] then rates[#rates + 1] = rate end
  end
  call('HSET', root .. 'limits', key, cjson.encode({ a = true, r = rates, c = known.c, w = known.w }))
  call('ZADD', root .. 'limits:told', now, key)
end
if wait > 0 then
  call('HSET', root .. 'rests', key, string.format('%.0f', math.max(now + wait, tonumber(call('HGET', root .. 'rests', key) or 0))))
end
flow.forget()

-- Whatever else uses up the budget counts as begun by us.
local rule = flow.rule(key)
for _, said in ipairs({ { limit, interval, left }, { daily, DAY, dailyLeft } }) do
  for _, rate in ipairs(said[3] >= 0 and rule and rule.r or {}) do
    local w = rate[2] == said[2] and flow.window(key, rate[2])
    if w and said[1] - said[3] > w.sum then flow.count(w, said[1] - said[3] - w.sum) end
  end
end

local again = {}
wake(key, again)
handOn({}, again)
return report()
