-- KEYS  1 breaker   2 probes under way by the end of their place   3 index: names by last use
-- ARGV  1 clock offset ms   2 name   3 call   4 ms a probe keeps its place   5 ms it stays open   6 probes at a time   7 prefix of breakers   8 ms a closed one is kept
--       9 '1': the call was made already, so that nothing is refused
-- returns {1 allowed or 0, failures that count, ms until it may be tried, 1 it is half-open since now or 0, 1 it is half-open or 0}
local call = redis.call
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
call('ZADD', KEYS[3], now, ARGV[2])
for _, name in ipairs(call('ZRANGEBYSCORE', KEYS[3], '-inf', now - ARGV[8], 'LIMIT', 0, 10)) do
  local state = call('HGET', ARGV[7] .. name, 'state')
  if not state or state == 'closed' then
    call('DEL', ARGV[7] .. name, ARGV[7] .. name .. ':probes')
    call('ZREM', KEYS[3], name)
  end
end
local function refuse()
  if ARGV[9] ~= '1' then call('HINCRBY', KEYS[1], 'rejected', 1) end
end
local state = call('HGET', KEYS[1], 'state') or 'closed'
if state == 'closed' then
  return {1, call('HGET', KEYS[1], 'failed') and 1 or 0, 0, 0, 0}
end
local moved = 0
if state == 'open' then
  local left = tonumber(call('HGET', KEYS[1], 'openedAt')) + ARGV[5] - now
  if left > 0 then
    refuse()
    return {0, 1, left, 0, 0}
  end
  call('HSET', KEYS[1], 'state', 'half-open', 'successes', 0)
  call('DEL', KEYS[2])
  moved = 1
end
call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
-- Who asks again, as its host ended before it had begun, has its place already.
if not call('ZSCORE', KEYS[2], ARGV[3]) and call('ZCARD', KEYS[2]) >= tonumber(ARGV[6]) then
  refuse()
  local first = call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
  return {0, 1, math.max(1, first[2] - now), moved, 1}
end
call('ZADD', KEYS[2], now + ARGV[4], ARGV[3])
local last = call('ZRANGE', KEYS[2], -1, -1, 'WITHSCORES')
call('PEXPIRE', KEYS[2], math.max(1, last[2] - now))
return {1, 1, 0, moved, 1}
