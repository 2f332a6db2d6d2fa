-- Outcomes that are too old go; with its last one a route goes, and the figures of a target that is no longer known.
-- ARGV[FIRST]  age in ms
-- Returns      how many outcomes of routes went
local oldest = now - tonumber(ARGV[FIRST])
local gone = 0
for _, route in ipairs(call('ZRANGE', root .. 'routes', 0, -1)) do
  local last = root .. 'route:' .. route .. ':last'
  while true do
    local entry = call('LINDEX', last, -1)
    if not entry then
      dropRoute(route)
      break
    end
    if tonumber(string.match(entry, '^%d+')) > oldest then break end
    call('RPOP', last)
    gone = gone + 1
  end
end
for _, id in ipairs(call('ZRANGEBYSCORE', root .. 'outcomes', '-inf', oldest)) do
  if not target(id) then
    call('DEL', root .. 'target:' .. id .. ':outcomes')
    call('ZREM', root .. 'outcomes', id)
    call('ZREM', root .. 'averages', id)
  end
end
-- What services said of limits, if they say it no longer.
for _, key in ipairs(call('ZRANGEBYSCORE', root .. 'limits:told', '-inf', oldest)) do
  call('ZREM', root .. 'limits:told', key)
  call('HDEL', root .. 'limits', key)
  local client = string.match(key, '^login:(.*)$')
  if client then call('SREM', root .. 'logins', client) end
end
return gone
