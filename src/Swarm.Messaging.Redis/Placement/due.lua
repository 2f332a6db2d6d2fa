-- Returns    how long until a key of limits is to be looked at again, in ms, 0 when it is due; -1 when none is
if not flow.any() then return -1 end
local first = call('ZRANGE', root .. 'flow:due', 0, 0, 'WITHSCORES')
return first[1] and math.max(0, math.ceil(tonumber(first[2]) - now)) or -1
