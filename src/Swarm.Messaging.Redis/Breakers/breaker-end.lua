-- KEYS  1 breaker   2 probes under way by the end of their place
-- ARGV  1 clock offset ms   2 call   3 verdict: 0 nothing, 1 success, 2 failure   4 failures that open it   5 ms a failure counts   6 successes that close it
-- returns what it did: 0 nothing, 1 opened, 3 closed, 4 opened again
local call = redis.call
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
local function open()
  call('HSET', KEYS[1], 'state', 'open', 'openedAt', string.format('%.0f', now))
  call('HDEL', KEYS[1], 'failed', 'successes')
  call('HINCRBY', KEYS[1], 'breaks', 1)
  call('DEL', KEYS[2])
end
local state = call('HGET', KEYS[1], 'state') or 'closed'
if state == 'half-open' then
  -- Only a probe decides: what began before it opened says nothing of how it is now.
  if call('ZREM', KEYS[2], ARGV[2]) == 0 then return 0 end
  if ARGV[3] == '2' then
    open()
    return 4
  end
  if ARGV[3] == '1' and call('HINCRBY', KEYS[1], 'successes', 1) >= tonumber(ARGV[6]) then
    call('HSET', KEYS[1], 'state', 'closed')
    call('HDEL', KEYS[1], 'failed', 'successes')
    call('DEL', KEYS[2])
    return 3
  end
  return 0
end
if state == 'open' or ARGV[3] == '0' then return 0 end
if ARGV[3] == '1' then
  call('HDEL', KEYS[1], 'failed')
  return 0
end
local failed = {}
for at in string.gmatch(call('HGET', KEYS[1], 'failed') or '', '%d+') do
  if tonumber(at) > now - ARGV[5] then failed[#failed + 1] = at end
end
failed[#failed + 1] = string.format('%.0f', now)
if #failed >= tonumber(ARGV[4]) then
  open()
  return 1
end
call('HSET', KEYS[1], 'state', 'closed', 'failed', table.concat(failed, ','))
return 0
