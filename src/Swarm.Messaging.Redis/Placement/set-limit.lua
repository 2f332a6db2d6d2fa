-- Says what a key may do, or, for {name}:*, all keys of the name of which nothing is said.
-- ARGV[FIRST..]  key, JSON of the rule ('' for none)
-- Returns        news: { grants, {}, {} }
local key, rule = ARGV[FIRST], ARGV[FIRST + 1]
if rule == '' then
  call('HDEL', root .. 'limits', key)
else
  call('HSET', root .. 'limits', key, rule)
end
call('ZREM', root .. 'limits:told', key)
flow.forget()

local name = string.match(key, '^([^:]*):%*$')
local function concerns(other)
  return other == key or name and string.match(other, '^[^:]*') == name and call('HEXISTS', root .. 'limits', other) == 0
end

-- What runs already counts, too.
local function count(token)
  local attempt = attemptOf(token)
  local v = call('HMGET', attemptKey(attempt), 'class', 'client', 'target', 'flow')
  if not v[1] then return end
  local keys, held = flow.allKeys(classOf(v[1]), v[2]), v[4] or ''
  keys[#keys + 1] = 'agent:' .. (v[3] or '')
  for _, k in ipairs(keys) do
    if concerns(k) then
      local r = flow.rule(k)
      if r and r.c then
        call('SADD', flowHeldKey(k), token)
        if not string.find('\n' .. held .. '\n', '\n' .. k .. '\n', 1, true) then held = held == '' and k or held .. '\n' .. k end
      else
        call('SREM', flowHeldKey(k), token)
      end
    end
  end
  if held ~= '' then call('HSET', attemptKey(attempt), 'flow', held) end
end
for _, tokens in ipairs({ 'leases', 'grants' }) do
  for _, token in ipairs(call('ZRANGE', root .. tokens, 0, -1)) do count(token) end
end
flow.forget()

local again, ids = {}, {}
if string.match(key, '^agent:') then
  for _, id in ipairs(call('ZRANGE', root .. 'targets', 0, -1)) do
    if concerns('agent:' .. id) then
      flow.settle(target(id))
      ids[#ids + 1] = id
    end
  end
end
for _, stopped in ipairs(call('ZRANGE', root .. 'flow:stopped', 0, -1)) do
  if concerns(stopped) then wake(stopped, again) end
end
handOn(ids, again)
return report()
