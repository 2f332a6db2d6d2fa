-- A target's heartbeat: renews the leases it lists and the target itself.
-- ARGV[FIRST..]  target, then tokens it holds, queued or running
-- Returns        { known, tokens that are no longer current, news }; the news tells placed leases it ought to list by now and does not
local id = ARGV[FIRST]
local held = heldKey(id)
local t = target(id)
local listed, gone, resend = {}, {}, {}
for from = FIRST + 1, #ARGV, 1000 do
  local tokens = { unpack(ARGV, from, math.min(from + 999, #ARGV)) }
  local renewed = {}
  for i, state in ipairs(call('ZMSCORE', held, unpack(tokens))) do
    local token = tokens[i]
    listed[token] = true
    if not state then
      gone[#gone + 1] = token
    elseif t then
      if state == '-1' then confirm(token, attemptOf(token), id) end
      renewed[#renewed + 1] = now + LEASE
      renewed[#renewed + 1] = token
    end
  end
  if renewed[1] then call('ZADD', root .. 'leases', unpack(renewed)) end
end
if not t then return { 0, gone, report() } end

call('HSET', targetKey(id), 'seen', now)
call('ZADD', root .. 'targets:seen', now, id)
t.seen = now
reindex(t)
for _, token in ipairs(call('ZRANGEBYSCORE', held, 0, now - HEARTBEAT)) do
  if not listed[token] then resend[#resend + 1] = token end
end
handOn({ id }) -- it may have been silent for so long that its slots were passed over
return { 1, gone, report(resend) }
