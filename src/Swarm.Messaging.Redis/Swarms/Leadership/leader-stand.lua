-- ARGV  3 process   4 token   5 lease ms   6 ms for which the leader's connection must be gone for another to take over before its lease ends (0 never)
-- returns 'leads', swarm, epoch, until, swarm that led before ('': none) | 'follows', swarm, process, epoch, ms that remain | 'none'
local host, token, lease, gone = ARGV[3], ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])
local held = call('HMGET', S .. 'leader', 'swarm', 'host', 'token', 'epoch', 'until', 'heard', 'gone')

-- ms until the owner counts as dead; nil: it is there, or cannot be heard on this server at all.
local function grace()
  if gone == 0 or held[6] ~= '1' then return nil end
  local since = tonumber(held[7]) or 0
  if listens(held[3]) then
    if since > 0 then call('HSET', S .. 'leader', 'gone', 0) end
    return nil
  end
  if since == 0 then
    since = now
    call('HSET', S .. 'leader', 'gone', string.format('%.0f', now))
  end
  return since + gone - now
end

local isTakenOver = false
if held[1] and tonumber(held[5]) > now then
  if held[3] == token then return { 'leads', held[1], held[4], held[5], '' } end
  local left = grace()
  isTakenOver = left ~= nil and left <= 0
  if not isTakenOver then return { 'follows', held[1], held[2], held[4], math.min(held[5] - now, left or math.huge) } end
end

-- The oldest of its swarms, else of those that live outside: whoever asks again stands for the same one.
local function oldest(key)
  local best, first
  for _, id in ipairs(call('SMEMBERS', S .. key)) do
    local order = tonumber(call('HGET', S .. 'swarm:' .. id, 'order') or 0)
    if eligible(id, host) and (not best or order < first or (order == first and id < best)) then best, first = id, order end
  end
  return best
end
local best = oldest('hosted:' .. host) or oldest('status:active')
if not best then return { 'none' } end
if isTakenOver then logged(held[3], held[4], 'gone') end

local epoch = call('INCR', S .. 'epoch')
local ends = string.format('%.0f', now + lease)
call('HSET', S .. 'leader', 'swarm', best, 'host', host, 'token', token, 'epoch', epoch, 'until', ends, 'heard', listens(token) and 1 or 0, 'gone', 0)
call('HINCRBY', S .. 'totals', 'leadershipChanges', 1)
logged(token, epoch, 'acquire')
call('PUBLISH', S .. 'leader', best)
return { 'leads', best, tostring(epoch), ends, held[1] or '' }
