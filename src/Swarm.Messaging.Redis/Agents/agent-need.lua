-- Makes words known that tasks ask agents for.
-- ARGV[2]  most words   3 ms after which one that nobody asks for is forgotten   4.. words
-- Returns  { 1, those that were not known }, or { 0 } when there are as many as may be
local key = root .. 'needed'
call('ZREMRANGEBYSCORE', key, '-inf', now - ARGV[3])
local new = {}
for i = 4, #ARGV do
  if not call('ZSCORE', key, ARGV[i]) then new[#new + 1] = ARGV[i] end
end
if #new > 0 and call('ZCARD', key) + #new > tonumber(ARGV[2]) then return { 0 } end
for i = 4, #ARGV do call('ZADD', key, now, ARGV[i]) end
return { 1, new }
