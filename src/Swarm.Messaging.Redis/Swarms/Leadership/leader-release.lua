-- ARGV  3 token   4 epoch
-- returns 1: given back, 0: it was over
local token, epoch = ARGV[3], ARGV[4]
if not leads(token, epoch) then return 0 end
call('HSET', S .. 'leader', 'until', 0)
logged(token, epoch, 'release')
call('PUBLISH', S .. 'leader', '')
return 1
