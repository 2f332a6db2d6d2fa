-- ARGV  3 process   4 token   5 lease ms
-- returns 'leads', swarm, epoch, until, swarm that led before ('': none) | 'follows', swarm, process, epoch, ms that remain | 'none'
local host, token, lease = ARGV[3], ARGV[4], tonumber(ARGV[5])
local held = call('HMGET', S .. 'leader', 'swarm', 'host', 'token', 'epoch', 'until')
if held[1] and tonumber(held[5]) > now then
  if held[3] == token then return { 'leads', held[1], held[4], held[5], '' } end
  return { 'follows', held[1], held[2], held[4], held[5] - now }
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

local epoch = call('INCR', S .. 'epoch')
local ends = string.format('%.0f', now + lease)
call('HSET', S .. 'leader', 'swarm', best, 'host', host, 'token', token, 'epoch', epoch, 'until', ends)
call('HINCRBY', S .. 'totals', 'leadershipChanges', 1)
logged(token, epoch, 'acquire')
call('PUBLISH', S .. 'leader', best)
return { 'leads', best, tostring(epoch), ends, held[1] or '' }
