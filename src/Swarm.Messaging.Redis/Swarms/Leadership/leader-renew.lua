-- ARGV  3 token   4 epoch   5 lease ms
-- returns the end of the lease in ms, or 0: it is over
local token, epoch = ARGV[3], ARGV[4]
if not leads(token, epoch) then return 0 end
local held = call('HMGET', S .. 'leader', 'swarm', 'host')
if not eligible(held[1], held[2]) then
  call('HSET', S .. 'leader', 'until', 0)
  logged(token, epoch, 'end')
  call('PUBLISH', S .. 'leader', '')
  return 0
end
local ends = now + ARGV[5]
call('HSET', S .. 'leader', 'until', string.format('%.0f', ends))
if listens(token) then call('HSET', S .. 'leader', 'heard', 1, 'gone', 0) end
logged(token, epoch, 'renew')
return ends
