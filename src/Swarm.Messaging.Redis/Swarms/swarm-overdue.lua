-- Returns  ids of those interrupted, and of those that should be
local found = call('SMEMBERS', statusKey('interrupted'))
for _, id in ipairs(call('ZRANGEBYSCORE', root .. 'beats', '-inf', string.format('%.0f', now - SILENCE))) do found[#found + 1] = id end
return found
